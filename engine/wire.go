package engine

import (
	"bytes"
	"strconv"

	"github.com/affixgo/affix/runtime"
)

// trailerLength is that of "10=123|".
const trailerLength = 7

// wire finds the messages in what is written to a connection, bit by bit.
type wire struct {
	head []byte // of the message under way: up to its MsgType
	rest int    // bytes of it that are to come behind that
	kind []byte // its MsgType, nil as long as that is not known
}

// wrote goes on with the bytes written next, and calls each with the MsgType of
// every message that is complete by them.
func (w *wire) wrote(b []byte, each func(msgType []byte)) {
	for len(b) > 0 {
		if w.kind == nil {
			w.head = append(w.head, b[0])
			if b = b[1:]; w.head[len(w.head)-1] == runtime.SOH {
				w.begin()
			}
			continue
		}
		n := min(w.rest, len(b))
		b, w.rest = b[n:], w.rest-n
		if w.rest == 0 {
			each(w.kind)
			w.head, w.kind = w.head[:0], nil
		}
	}
}

// begin reads BodyLength and MsgType once they are there.
func (w *wire) begin() {
	fields := bytes.SplitN(w.head, []byte{runtime.SOH}, 4)
	if len(fields) < 4 || len(fields[1]) < 3 || len(fields[2]) < 3 {
		return
	}
	length, err := strconv.Atoi(string(fields[1][2:]))
	if err != nil {
		return
	}
	body := len(fields[0]) + len(fields[1]) + 2 // where it begins
	w.kind, w.rest = fields[2][3:], body+length+trailerLength-len(w.head)
}

// lost forgets the message under way: its connection has ended.
func (w *wire) lost() { w.head, w.kind, w.rest = w.head[:0], nil, 0 }
