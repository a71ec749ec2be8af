package ledger

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/runtime"
)

// Kind says what an entry is about.
type Kind string

// The kinds of entry.
const (
	Run     Kind = "run"     // a run of the program begins
	Request Kind = "request" // client: about to be sent; venue: received and new
	Report  Kind = "report"  // client: received and applied; venue: about to be sent
	Again   Kind = "again"   // client: received once more, or told what was known; not applied
	Sent    Kind = "sent"    // venue: all reports above are with the engine
)

// Entry is one line of a ledger.
type Entry struct {
	Kind    Kind
	Run     int             // of Run
	Message runtime.Message // of Request, Report and Again
}

// newMessage has the messages that a ledger holds.
func newMessage(msgType string) runtime.Message {
	switch msgType {
	case "D":
		return new(fix44.NewOrderSingle)
	case "F":
		return new(fix44.OrderCancelRequest)
	case "G":
		return new(fix44.OrderCancelReplaceRequest)
	case "8":
		return new(fix44.ExecutionReport)
	case "9":
		return new(fix44.OrderCancelReject)
	}
	return nil
}

// appendEntry appends e as a line.
func appendEntry(dst []byte, e Entry) ([]byte, error) {
	dst = append(dst, e.Kind...)
	switch e.Kind {
	case Run:
		dst = append(dst, ' ')
		dst = strconv.AppendInt(dst, int64(e.Run), 10)
	case Request, Report, Again:
		dst = append(dst, ' ')
		from := len(dst)
		var err error
		if dst, err = runtime.Append(dst, e.Message); err != nil {
			return nil, err
		}
		if bytes.IndexByte(dst[from:], '\n') >= 0 {
			return nil, errors.New("a message with a line break does not fit a ledger")
		}
	}
	return append(dst, '\n'), nil
}

// parseEntry reads a line without its line break.
func parseEntry(line string) (Entry, error) {
	word, rest, _ := strings.Cut(line, " ")
	e := Entry{Kind: Kind(word)}
	switch e.Kind {
	case Run:
		var err error
		if e.Run, err = strconv.Atoi(rest); err != nil {
			return Entry{}, fmt.Errorf("run %q is not a number", rest)
		}
	case Sent:
	case Request, Report, Again:
		_, msgType, _ := strings.Cut(rest, "\x0135=")
		msgType, _, _ = strings.Cut(msgType, "\x01")
		if e.Message = newMessage(msgType); e.Message == nil {
			return Entry{}, fmt.Errorf("message type %q has no place in a ledger", msgType)
		}
		if err := runtime.Unmarshal([]byte(rest), e.Message); err != nil {
			return Entry{}, err
		}
	default:
		return Entry{}, fmt.Errorf("unknown word %q", word)
	}
	return e, nil
}
