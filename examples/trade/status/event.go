// Package status is what the venue and the client tell the program that started
// them: one JSON object a line on standard output.
package status

import (
	"encoding/json"
	"io"
	"sync"
)

// Kind says what an [Event] is about.
type Kind string

// The kinds of event. Behind each stand the fields of [Event] that it uses.
const (
	Ready    Kind = "ready"    // venue: Address, Count requests restored, Open orders
	LoggedOn Kind = "loggedon" // client: NextIn, NextOut
	Lost     Kind = "lost"     // client: Text; the connection is gone
	Gap      Kind = "gap"      // both: Count messages are missing and were asked for
	Resent   Kind = "resent"   // client: Count requests sent again with PossResend
	Closing  Kind = "closing"  // client: Count orders are open and will be cancelled
	Played   Kind = "played"   // client: a request was sent; Progress
	Applied  Kind = "applied"  // client: a report was applied; Progress
	Again    Kind = "again"    // client: a report came again and was not applied; Progress
	Done     Kind = "done"     // client: everything is answered
)

// Event is one thing that happened.
type Event struct {
	Kind    Kind
	Text    string `json:",omitempty"`
	Address string `json:",omitempty"`
	Count   int    `json:",omitempty"`
	Open    int    `json:",omitempty"`
	NextIn  uint64 `json:",omitempty"`
	NextOut uint64 `json:",omitempty"`
	Progress
}

// Progress is how far a client is in its run.
type Progress struct {
	Played  int `json:",omitempty"` // requests sent
	Reports int `json:",omitempty"` // reports applied
	Trades  int `json:",omitempty"` // of them fills, two for each trade
}

// Writer writes events. It is safe for concurrent use.
type Writer struct {
	mu  sync.Mutex
	enc *json.Encoder
}

// NewWriter returns a Writer to w.
func NewWriter(w io.Writer) *Writer { return &Writer{enc: json.NewEncoder(w)} }

// Tell writes an event. An error is ignored: whoever listened is gone, and
// closes standard input as well, which ends the process in good order.
func (w *Writer) Tell(e Event) {
	w.mu.Lock()
	defer w.mu.Unlock()
	_ = w.enc.Encode(e)
}

// Read calls tell for every event in r until its end.
func Read(r io.Reader, tell func(Event)) error {
	for dec := json.NewDecoder(r); ; {
		var e Event
		if err := dec.Decode(&e); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
		tell(e)
	}
}
