package client_test

import (
	"fmt"
	"testing"

	"github.com/affixgo/affix/examples/trade/client"
	"github.com/affixgo/affix/examples/trade/ledger"
	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/runtime"
)

func order(id string) ledger.Entry {
	return ledger.Entry{Kind: ledger.Request, Message: &fix44.NewOrderSingle{ClOrdID: id}}
}

func cancel(id, orig string) ledger.Entry {
	return ledger.Entry{Kind: ledger.Request, Message: &fix44.OrderCancelRequest{ClOrdID: id, OrigClOrdID: orig}}
}

func replace(id, orig string) ledger.Entry {
	return ledger.Entry{Kind: ledger.Request, Message: &fix44.OrderCancelReplaceRequest{ClOrdID: id, OrigClOrdID: orig}}
}

// report is an ExecutionReport on order "O" + the number in execID.
func report(execID, id, orig string, t fix44.ExecType, leaves int64) ledger.Entry {
	return ledger.Entry{Kind: ledger.Report, Message: &fix44.ExecutionReport{
		ExecID: execID, OrderID: "O1", ClOrdID: id, OrigClOrdID: orig, ExecType: t,
		LeavesQty: runtime.NewDecimal(leaves, 0),
	}}
}

func cancelReject(id, orig string) ledger.Entry {
	return ledger.Entry{Kind: ledger.Report, Message: &fix44.OrderCancelReject{ClOrdID: id, OrigClOrdID: orig, OrderID: "O1"}}
}

var stateCases = []struct {
	name    string
	entries []ledger.Entry
	waiting int  // requests without an answer
	settled bool // the order first known as "1"
	current string
	open    int
}{
	{"nothing", nil, 0, true, "1", 0},
	{"asked", []ledger.Entry{order("1")}, 1, false, "1", 0},
	{"open", []ledger.Entry{order("1"), report("E1", "1", "", fix44.ExecTypeNew, 5)}, 0, true, "1", 1},
	{"rejected", []ledger.Entry{order("1"), report("E1", "1", "", fix44.ExecTypeRejected, 0)}, 0, true, "1", 0},
	{"filled", []ledger.Entry{order("1"), report("E1", "1", "", fix44.ExecTypeNew, 5),
		report("E2", "1", "", fix44.ExecTypeTrade, 0)}, 0, true, "1", 0},
	{"a replace under way", []ledger.Entry{order("1"), report("E1", "1", "", fix44.ExecTypeNew, 5), replace("2", "1")}, 1, false, "1", 1},
	{"replaced", []ledger.Entry{order("1"), report("E1", "1", "", fix44.ExecTypeNew, 5), replace("2", "1"),
		report("E2", "2", "1", fix44.ExecTypeReplaced, 6)}, 0, true, "2", 1},
	{"replaced twice, then a cancel under way", []ledger.Entry{order("1"), report("E1", "1", "", fix44.ExecTypeNew, 5),
		replace("2", "1"), report("E2", "2", "1", fix44.ExecTypeReplaced, 6),
		replace("3", "2"), report("E3", "3", "2", fix44.ExecTypeReplaced, 7), cancel("4", "3")}, 1, false, "3", 1},
	{"a cancel that came too late", []ledger.Entry{order("1"), report("E1", "1", "", fix44.ExecTypeNew, 5), cancel("2", "1"),
		report("E2", "1", "", fix44.ExecTypeTrade, 0), cancelReject("2", "1")}, 0, true, "1", 0},
	{"a fill is no answer to a cancel", []ledger.Entry{order("1"), report("E1", "1", "", fix44.ExecTypeNew, 5), cancel("2", "1"),
		report("E2", "1", "", fix44.ExecTypeTrade, 2)}, 1, false, "1", 1},
	{"a ClOrdID used twice wants two answers", []ledger.Entry{order("1"), report("E1", "1", "", fix44.ExecTypeNew, 5),
		order("1"), report("E2", "1", "", fix44.ExecTypeTrade, 2)}, 1, false, "1", 1},
	{"a status answers", []ledger.Entry{order("1"), {Kind: ledger.Again, Message: &fix44.ExecutionReport{
		ClOrdID: "1", ExecID: "0", ExecType: fix44.ExecTypeOrderStatus}}}, 0, true, "1", 0},
	{"another run", []ledger.Entry{order("1"), report("E1", "1", "", fix44.ExecTypeNew, 5), {Kind: ledger.Run, Run: 2}}, 0, true, "1", 1},
}

func TestState(t *testing.T) {
	t.Parallel()
	for _, tc := range stateCases {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			s := client.NewState()
			for _, e := range tc.entries {
				s.Apply(e)
			}
			got := fmt.Sprint(s.Waiting(), s.Settled("1"), s.Current("1"), len(s.Open()))
			if want := fmt.Sprint(tc.waiting, tc.settled, tc.current, tc.open); got != want {
				t.Errorf("waiting, settled, current, open: %s, want %s", got, want)
			}
			if got := len(s.Unanswered()); got != tc.waiting {
				t.Errorf("%d requests to ask again, want %d", got, tc.waiting)
			}
		})
	}
}

func TestSeen(t *testing.T) {
	t.Parallel()
	s := client.NewState()
	fill, refusal := report("E1", "1", "", fix44.ExecTypeTrade, 0), cancelReject("2", "1")
	for _, e := range []ledger.Entry{fill, refusal} {
		if s.Seen(e.Message) {
			t.Errorf("%v was seen before it came", e.Message)
		}
		s.Apply(e)
		if !s.Seen(e.Message) {
			t.Errorf("%v is new although it came before", e.Message)
		}
	}
	s.Apply(ledger.Entry{Kind: ledger.Run, Run: 2})
	if !s.Seen(fill.Message) {
		t.Error("a new run forgets what was applied")
	}
	if status := report("0", "1", "", fix44.ExecTypeOrderStatus, 0); !s.Seen(status.Message) {
		t.Error("an order status is news")
	}
}

func TestCountsAreOfTheRun(t *testing.T) {
	t.Parallel()
	s := client.NewState()
	for _, e := range []ledger.Entry{{Kind: ledger.Run, Run: 1}, order("1"), report("E1", "1", "", fix44.ExecTypeTrade, 0),
		{Kind: ledger.Run, Run: 2}, order("2"), order("3")} {
		s.Apply(e)
	}
	if s.Run != 2 || s.Asked != 2 || s.Reports != 0 || s.Trades != 0 {
		t.Errorf("run %d: asked %d, reports %d, trades %d", s.Run, s.Asked, s.Reports, s.Trades)
	}
}
