package enginetest

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Identity is who a [Peer] is.
type Identity struct {
	BeginString  string // such as "FIX.4.4"
	SenderCompID string // the Peer
	TargetCompID string // the engine
}

// headerTags are the fields of the header, which stand in front of all others.
var headerTags = map[string]bool{
	"34": true, "43": true, "49": true, "50": true, "52": true, "56": true, "57": true, "90": true, "91": true,
	"97": true, "115": true, "116": true, "122": true, "128": true, "129": true, "142": true, "143": true,
	"144": true, "145": true, "347": true, "369": true, "1128": true, "1129": true, "1156": true,
}

// draft is a message that a test sends.
type draft struct {
	msgType      string
	header, body []string
	given        map[string]string // of header, and 8, 9, 10
}

// parse takes apart what a test has written.
func parse(text string) (*draft, error) {
	d := &draft{given: make(map[string]string)}
	for field := range strings.SplitSeq(strings.Trim(text, "|"), "|") {
		tag, value, ok := strings.Cut(field, "=")
		if _, err := strconv.Atoi(tag); !ok || err != nil {
			return nil, fmt.Errorf("%q is no field: want tag=value", field)
		}
		switch {
		case tag == "8" || tag == "9" || tag == "10":
			d.given[tag] = value
		case tag == "35" && d.msgType == "":
			d.msgType = value
		case headerTags[tag]:
			d.given[tag] = value
			d.header = append(d.header, field)
		default:
			d.body = append(d.body, field)
		}
	}
	if d.msgType == "" {
		return nil, fmt.Errorf("%q has no MsgType (35)", text)
	}
	return d, nil
}

// frame completes a message, with seq as its number unless it has one.
func (d *draft) frame(who Identity, seq int, now time.Time) []byte {
	layout := "20060102-15:04:05.000"
	if who.BeginString == "FIX.4.0" || who.BeginString == "FIX.4.1" {
		layout = "20060102-15:04:05"
	}
	fields := []string{"35=" + d.msgType}
	for _, f := range []struct{ tag, value string }{
		{"34", strconv.Itoa(seq)}, {"49", who.SenderCompID}, {"52", now.UTC().Format(layout)}, {"56", who.TargetCompID},
	} {
		if _, ok := d.given[f.tag]; !ok {
			fields = append(fields, f.tag+"="+f.value)
		}
	}
	fields = append(append(fields, d.header...), d.body...)
	content := strings.Join(fields, soh) + soh
	head := "8=" + d.or("8", who.BeginString) + soh + "9=" + d.or("9", strconv.Itoa(len(content))) + soh
	sum := 0
	for _, b := range []byte(head + content) {
		sum += int(b)
	}
	return []byte(head + content + "10=" + d.or("10", fmt.Sprintf("%03d", sum%256)) + soh)
}

func (d *draft) or(tag, value string) string {
	if given, ok := d.given[tag]; ok {
		return given
	}
	return value
}

const soh = "\x01"
