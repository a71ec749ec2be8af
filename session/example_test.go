package session_test

import (
	"fmt"
	"strings"
	"time"

	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/runtime"
	"github.com/affixgo/affix/session"
)

// An acceptor answers a Logon: what an engine is told to do, in order.
func Example() {
	m, err := session.New(session.Config{
		Dictionary:   fix44.Dictionary,
		SenderCompID: "BROKER",
		TargetCompID: "FUND",
	}, session.Numbers{NextIn: 1, NextOut: 1})
	if err != nil {
		fmt.Println(err)
		return
	}
	now := time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC)
	step := func(in session.Input) {
		actions, err := m.Step(nil, now, in)
		if err != nil {
			fmt.Println(err)
		}
		for _, a := range actions {
			text := strings.ReplaceAll(string(a.Bytes), "\x01", "|")
			fmt.Println(strings.TrimSpace(fmt.Sprint(in.Kind, " → ", a.Kind, " ", text)))
		}
	}
	var logon runtime.Raw
	frame := runtime.AppendFrame(nil, "FIX.4.4",
		[]byte("\x0135=A\x0149=FUND\x0156=BROKER\x0134=1\x0152=20261124-10:00:00\x0198=0\x01108=30"))
	if err := logon.Parse(frame, fix44.Dictionary.Version); err != nil {
		fmt.Println(err)
	}

	step(session.Connected())
	step(session.Received(&logon, nil))
	step(session.Delivered(nil)) // the application has nothing against it
	fmt.Println(m.State(), "next timer in", m.Deadline().Sub(now))
	// Output:
	// received → deliver
	// delivered → save 8=FIX.4.4|9=65|35=A|49=BROKER|56=FUND|34=1|52=20261124-10:00:00.000|98=0|108=30|10=214|
	// delivered → transmit 8=FIX.4.4|9=65|35=A|49=BROKER|56=FUND|34=1|52=20261124-10:00:00.000|98=0|108=30|10=214|
	// delivered → expect
	// delivered → notify
	// active next timer in 30s
}
