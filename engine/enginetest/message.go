package enginetest

import (
	"fmt"
	"strconv"
	"strings"
)

// Message is what the engine has sent, as text: its fields with "|" in place of
// SOH, that at the end left out.
type Message string

// Get returns the value of the first field with this tag, "" if there is none.
func (m Message) Get(tag int) string {
	value, _ := m.find(strconv.Itoa(tag))
	return value
}

// Has reports whether there is a field with this tag.
func (m Message) Has(tag int) bool {
	_, ok := m.find(strconv.Itoa(tag))
	return ok
}

// All returns the values of all fields with this tag, as in groups.
func (m Message) All(tag int) []string {
	var all []string
	for field := range strings.SplitSeq(string(m), "|") {
		if value, ok := strings.CutPrefix(field, strconv.Itoa(tag)+"="); ok {
			all = append(all, value)
		}
	}
	return all
}

// Type returns MsgType (35).
func (m Message) Type() string { return m.Get(35) }

// Seq returns MsgSeqNum (34), 0 if it is none.
func (m Message) Seq() int {
	n, _ := strconv.Atoi(m.Get(34))
	return n
}

func (m Message) find(tag string) (string, bool) {
	for field := range strings.SplitSeq(string(m), "|") {
		if value, ok := strings.CutPrefix(field, tag+"="); ok {
			return value, true
		}
	}
	return "", false
}

// mismatch returns what of a pattern is not so, "" if all is.
func (m Message) mismatch(pattern string) string {
	for want := range strings.SplitSeq(strings.Trim(pattern, "|"), "|") {
		if tag, absent := strings.CutPrefix(want, "!"); absent {
			if value, ok := m.find(tag); ok {
				return fmt.Sprintf("there is %s=%s", tag, value)
			}
			continue
		}
		tag, value, ok := strings.Cut(want, "=")
		got, have := m.find(tag)
		switch {
		case want == "":
		case !ok:
			return fmt.Sprintf("the pattern has %q: want tag=value, tag=* or !tag", want)
		case !have:
			return "there is no field " + tag
		case value != "*" && !strings.Contains("|"+string(m)+"|", "|"+want+"|"):
			return fmt.Sprintf("field %s is %q", tag, got)
		}
	}
	return ""
}
