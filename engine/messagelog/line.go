package messagelog

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"strconv"
	"time"
	"unicode/utf8"
)

// The layouts of times.
const (
	layoutQuickFIX   = "20060102-15:04:05.000000"
	layoutQuickFIXGo = "2006/01/02 15:04:05.000000"
)

// appendLine appends the line of one message.
func (l *Logger) appendLine(dst []byte, session string, r record) []byte {
	if l.cfg.Format == JSON {
		return l.appendJSON(dst, session, r)
	}
	dst = l.appendTime(dst, r.at)
	start := len(dst)
	dst = l.secret.redact(dst, r.frame)
	dst = oneLine(dst, start)
	return append(dst, '\n')
}

// appendTime appends the time and what stands between it and the message.
func (l *Logger) appendTime(dst []byte, at time.Time) []byte {
	if l.cfg.Format == QuickFIXGo {
		return append(at.AppendFormat(dst, layoutQuickFIXGo), ' ')
	}
	return append(at.AppendFormat(dst, layoutQuickFIX), " : "...)
}

// oneLine makes line ends in dst[start:] visible.
func oneLine(dst []byte, start int) []byte {
	if bytes.IndexByte(dst[start:], '\n') < 0 && bytes.IndexByte(dst[start:], '\r') < 0 {
		return dst
	}
	text := bytes.ReplaceAll(dst[start:], []byte{'\n'}, []byte(`\n`))
	text = bytes.ReplaceAll(text, []byte{'\r'}, []byte(`\r`))
	return append(dst[:start], text...)
}

// appendMissing appends a line that says how many messages are missing.
func (l *Logger) appendMissing(dst []byte, session string, gap gapNote) []byte {
	now := time.Now().UTC()
	if l.cfg.Format == JSON {
		b, _ := json.Marshal(struct {
			Time    time.Time `json:"time"`
			Session string    `json:"session"`
			Missing uint64    `json:"missing"`
			Why     string    `json:"why"`
		}{now, session, gap.n, gap.why}) // cannot fail
		return append(append(dst, b...), '\n')
	}
	dst = append(l.appendTime(dst, now), "affix: "...)
	dst = strconv.AppendUint(dst, gap.n, 10)
	return append(append(append(dst, " messages are missing here: "...), gap.why...), '\n')
}

func (l *Logger) appendJSON(dst []byte, session string, r record) []byte {
	dst = append(dst, `{"time":"`...)
	dst = r.at.AppendFormat(dst, time.RFC3339Nano)
	dst = append(dst, `","session":`...)
	dst = appendQuoted(dst, []byte(session))
	dst = append(dst, `,"dir":"`...)
	dst = append(append(dst, r.dir.String()...), '"')
	if seq := field(r.frame, "34="); len(seq) > 0 && len(seq) < 20 && isDigits(seq) && (seq[0] != '0' || len(seq) == 1) {
		dst = append(append(dst, `,"seq":`...), seq...)
	}
	if t := field(r.frame, "35="); len(t) > 0 {
		dst = appendQuoted(append(dst, `,"msg_type":`...), t)
	}
	l.scratch = l.secret.redact(l.scratch[:0], r.frame)
	message := l.scratch
	if utf8.Valid(message) {
		dst = appendQuoted(append(dst, `,"message":`...), message)
	} else {
		dst = append(dst, `,"message_base64":"`...)
		dst = append(base64.StdEncoding.AppendEncode(dst, message), '"')
	}
	return append(dst, "}\n"...)
}

// appendQuoted appends text as a JSON string; what is not UTF-8 in it is
// replaced.
func appendQuoted(dst, text []byte) []byte {
	const hex = "0123456789abcdef"
	dst = append(dst, '"')
	for len(text) > 0 {
		c := text[0]
		if c >= utf8.RuneSelf {
			r, n := utf8.DecodeRune(text)
			dst = utf8.AppendRune(dst, r)
			text = text[n:]
			continue
		}
		text = text[1:]
		switch {
		case c == '"' || c == '\\':
			dst = append(dst, '\\', c)
		case c < ' ' || c == 0x7F:
			dst = append(dst, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		default:
			dst = append(dst, c)
		}
	}
	return append(dst, '"')
}

// field returns the value of the first field with this tag, such as "34=", nil
// if there is none.
func field(frame []byte, tag string) []byte {
	for len(frame) > 0 {
		value, found := bytes.CutPrefix(frame, []byte(tag))
		end := bytes.IndexByte(frame, soh)
		if found {
			if end >= 0 {
				value = value[:end-len(tag)]
			}
			return value
		}
		if end < 0 {
			return nil
		}
		frame = frame[end+1:]
	}
	return nil
}

func isDigits(b []byte) bool {
	for _, c := range b {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}
