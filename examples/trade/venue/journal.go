package venue

import (
	"fmt"

	"github.com/affixgo/affix/examples/trade/ledger"
	"github.com/affixgo/affix/runtime"
)

// journal is the venue's ledger and the state that follows from it.
type journal struct {
	file *ledger.File
	desk *Desk
	// dealt has the requests that were dealt with. A message that is sent again
	// by the session layer (PossDupFlag, 43=Y) keeps its MsgSeqNum.
	dealt map[requestID]bool
	// unsent are the answers that were written here, but perhaps not handed to
	// the engine before the venue died.
	unsent   []runtime.Message
	requests int
}

// requestID is one request on the wire. ClOrdID alone does not do: a client may
// use one twice, and each of the two is to be answered.
type requestID struct {
	clOrdID   string
	msgSeqNum int64
}

func idOf(m runtime.Message) requestID {
	return requestID{ledger.ClOrdID(m), ledger.Header(m).MsgSeqNum.Value()}
}

// openJournal reads the journal and applies its requests to the desk. As the
// desk does nothing by chance, they give the answers that stand behind them.
func openJournal(path string, desk *Desk) (*journal, error) {
	file, entries, err := ledger.Open(path)
	if err != nil {
		return nil, err
	}
	j := &journal{file: file, desk: desk, dealt: map[requestID]bool{}}
	if err := j.restore(entries); err != nil {
		_ = file.Close()
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return j, nil
}

func (j *journal) restore(entries []ledger.Entry) error {
	var expected []runtime.Message // answers of the last request that were not read yet
	for n, e := range entries {
		switch e.Kind {
		case ledger.Request:
			if len(expected) > 0 {
				return fmt.Errorf("line %d: %d reports are missing in front of it", n+1, len(expected))
			}
			j.note(e.Message)
			var err error
			if expected, err = j.desk.Apply(e.Message); err != nil {
				return fmt.Errorf("line %d: %w", n+1, err)
			}
		case ledger.Report:
			if len(expected) == 0 || key(expected[0]) != key(e.Message) {
				return fmt.Errorf("line %d: report %s does not follow from the requests", n+1, key(e.Message))
			}
			expected = expected[1:]
			j.unsent = append(j.unsent, e.Message)
		case ledger.Sent:
			j.unsent = nil
		}
	}
	// The end of the last answer was torn off: write it once more.
	j.unsent = append(j.unsent, expected...)
	return j.file.Append(entriesOf(expected)...)
}

// deal applies a request, and writes it down with its answers before anybody
// hears of them.
func (j *journal) deal(request runtime.Message) ([]runtime.Message, error) {
	answers, err := j.desk.Apply(request)
	if err != nil {
		return nil, err
	}
	j.note(request)
	entries := append([]ledger.Entry{{Kind: ledger.Request, Message: request}}, entriesOf(answers)...)
	return answers, j.file.Append(entries...)
}

// sent notes that the engine has all answers: from here on its store keeps them.
func (j *journal) sent() error { return j.file.Append(ledger.Entry{Kind: ledger.Sent}) }

func (j *journal) note(request runtime.Message) {
	j.dealt[idOf(request)] = true
	j.requests++
}

// open counts the orders that can trade.
func (j *journal) open() int {
	n := 0
	for _, o := range j.desk.orders {
		if o.open() {
			n++
		}
	}
	return n
}

func entriesOf(reports []runtime.Message) []ledger.Entry {
	entries := make([]ledger.Entry, 0, len(reports))
	for _, r := range reports {
		entries = append(entries, ledger.Entry{Kind: ledger.Report, Message: r})
	}
	return entries
}

func key(m runtime.Message) string {
	key, _ := ledger.Key(m)
	return key
}
