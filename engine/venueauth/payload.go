package venueauth

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/affixgo/affix/session"
)

// What parts are joined by, most often; any other text will do.
const (
	SOH     = "\x01"
	Newline = "\n"
	Nothing = ""
)

// Payload is the text that is signed.
type Payload struct {
	Parts     []Part
	Separator string // between the parts; empty joins them as they are
	Ends      bool   // there is a separator behind the last part, too
	Named     bool   // a Tag stands as "tag=value" and not as its value alone
}

// Part is a piece of a payload: exactly one of its fields is set.
type Part struct {
	Tag      int            // the value of this field of the Logon
	Constant session.Secret // a text, such as a passphrase
	Time     TimeForm       // SendingTime (52) in another form
}

// TimeForm is a form of SendingTime.
type TimeForm uint8

// The forms: the time since 1970 as a number.
const (
	_ TimeForm = iota
	UnixSeconds
	UnixMillis
	UnixMicros
	UnixNanos
)

// Tags is the payload of the values of these fields.
func Tags(separator string, tags ...int) Payload {
	p := Payload{Separator: separator}
	for _, tag := range tags {
		p.Parts = append(p.Parts, Part{Tag: tag})
	}
	return p
}

// text returns what is signed of a Logon.
func (p *Payload) text(d *session.LogonDraft) ([]byte, error) {
	var out []byte
	for i, part := range p.Parts {
		if i > 0 {
			out = append(out, p.Separator...)
		}
		text, err := part.text(d)
		if err != nil {
			return nil, err
		}
		if p.Named && part.Tag != 0 {
			out = append(strconv.AppendInt(out, int64(part.Tag), 10), '=')
		}
		out = append(out, text...)
	}
	if p.Ends {
		out = append(out, p.Separator...)
	}
	return out, nil
}

func (p *Part) text(d *session.LogonDraft) (string, error) {
	switch {
	case p.Tag != 0:
		value := d.Value(p.Tag)
		if value == "" {
			return "", fmt.Errorf("venueauth: field %d is to be signed, but the Logon does not have it: add it to LogonExtra", p.Tag)
		}
		return value, nil
	case p.Time != 0:
		return p.Time.text(d.Time), nil
	}
	return string(p.Constant), nil
}

func (f TimeForm) text(t time.Time) string {
	switch f {
	case UnixSeconds:
		return strconv.FormatInt(t.Unix(), 10)
	case UnixMillis:
		return strconv.FormatInt(t.UnixMilli(), 10)
	case UnixMicros:
		return strconv.FormatInt(t.UnixMicro(), 10)
	}
	return strconv.FormatInt(t.UnixNano(), 10)
}

// validate returns all that is wrong with the payload.
func (p *Payload) validate() (problems []string) {
	if len(p.Parts) == 0 {
		problems = append(problems, "the Payload is empty")
	}
	for i, part := range p.Parts {
		set := 0
		for _, is := range []bool{part.Tag != 0, part.Constant != "", part.Time != 0} {
			if is {
				set++
			}
		}
		if set != 1 || part.Tag < 0 || part.Time > UnixNanos {
			problems = append(problems, fmt.Sprintf("part %d of the Payload: want a Tag, a Constant, or a Time", i+1))
		}
		if part.Tag == bodyLength || part.Tag == checkSum {
			problems = append(problems, fmt.Sprintf("part %d of the Payload: field %d is not known before the signature", i+1, part.Tag))
		}
	}
	return problems
}

const (
	bodyLength = 9
	checkSum   = 10
)

func joined(problems []string) string { return strings.Join(problems, "; ") }
