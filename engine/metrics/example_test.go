package metrics_test

import (
	"fmt"
	"strings"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/engine/metrics"
)

func ExampleAppendText() {
	snapshots := []engine.Snapshot{{Session: "FIX.4.4:DESK->VENUE", Up: true, NextIn: 17}} // of Acceptor.Snapshots
	for line := range strings.Lines(string(metrics.AppendText(nil, snapshots))) {
		if strings.Contains(line, "_up") || strings.Contains(line, "next_in") {
			fmt.Print(line)
		}
	}
	// Output:
	// # HELP affix_session_up 1 if the session is logged on and connected, else 0.
	// # TYPE affix_session_up gauge
	// affix_session_up{session="FIX.4.4:DESK->VENUE"} 1
	// # HELP affix_session_next_in The sequence number expected from the peer.
	// # TYPE affix_session_next_in gauge
	// affix_session_next_in{session="FIX.4.4:DESK->VENUE"} 17
}
