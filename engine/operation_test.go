package engine_test

import (
	"context"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/engine/schedule"
	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/session"
)

// What follows is shown in docs/schedules.md and docs/flow-control.md, word by
// word.

var client = engine.InitiatorConfig{
	Addresses: []string{"fix.example.com:9876"},
	Session: session.Config{
		Dictionary: fix44.Dictionary, SenderCompID: "CLIENT", TargetCompID: "VENUE",
		Reset: session.ResetNewWindow,
	},
	Operation: engine.Operation{Schedule: week},
}

var server = engine.AcceptorConfig{
	Address: ":9876",
	Sessions: []session.Config{
		{Dictionary: fix44.Dictionary, SenderCompID: "VENUE", TargetCompID: "CLIENT", Reset: session.ResetNewWindow},
		{Dictionary: fix44.Dictionary, SenderCompID: "VENUE", TargetCompID: "OTHER", Reset: session.ResetNewWindow},
	},
	Operation: engine.Operation{Schedule: week}, // of all sessions but
	Operations: map[string]engine.Operation{
		"FIX.4.4:VENUE->OTHER": {Schedule: forexDay, SilentWhenClosed: true},
	},
}

var outbound = engine.Operation{
	Throttle: []engine.Throttle{
		{Messages: 50, Per: time.Second},
		{Messages: 10, Per: time.Second, Types: []string{"D", "G"}, Policy: engine.ThrottleReject},
	},
}

var inbound = engine.Operation{
	InboundThrottle: []engine.InboundThrottle{
		{Messages: 100, Per: time.Second, Policy: engine.InboundReject},
		{Messages: 500, Per: time.Minute, Policy: engine.InboundLogout},
	},
}

var resting = engine.Operation{
	CancelOnDisconnect: engine.CancelOnDisconnect{
		OnCancel: func(ctx context.Context, s *engine.Session, lost engine.Incident) {
			book.CancelAll(ctx, s.ID())
		},
		Grace:  5 * time.Second,
		Tag:    8013,
		Values: map[string]engine.CancelWhen{"Y": engine.CancelAlways, "N": engine.CancelNever},
	},
}

// The rest is what those need.

var book orderBook

type orderBook struct{}

func (orderBook) CancelAll(context.Context, string) {}

var week = schedule.Schedule{Windows: []schedule.Window{{
	Start: schedule.Weekly(time.Sunday, 17, 0, 0), End: schedule.Weekly(time.Friday, 17, 0, 0),
}}}

var forexDay = schedule.Schedule{Windows: []schedule.Window{{Start: schedule.Daily(17, 0, 0), End: schedule.Daily(17, 0, 0)}}}

func TestOperationDocs(t *testing.T) {
	t.Parallel()
	source := readText(t, "operation_test.go")
	blocks := 0
	for _, page := range []string{"schedules", "flow-control"} {
		for _, b := range regexp.MustCompile("(?s)```go\n(.*?)```").FindAllStringSubmatch(readText(t, "../docs/"+page+".md"), -1) {
			if !strings.Contains(b[1], "engine.") {
				continue
			}
			blocks++
			if !strings.Contains(source, "\n"+b[1]) {
				t.Errorf("docs/%s.md has what is not in operation_test.go:\n%s", page, b[1])
			}
		}
	}
	if blocks != 4 {
		t.Errorf("%d blocks of Go", blocks)
	}
	router := engine.NewRouter()
	client.Store, client.Router = newMemory(), router
	if _, err := engine.NewInitiator(client); err != nil {
		t.Error(err)
	}
	client.Operation = outbound
	client.Session.Reset = session.ResetNever
	if _, err := engine.NewInitiator(client); err != nil {
		t.Error(err)
	}
	server.Store, server.Router = newMemory(), router
	if _, err := engine.NewAcceptor(server); err != nil {
		t.Error(err)
	}
	server.Operations = nil
	for i := range server.Sessions {
		server.Sessions[i].Reset = session.ResetNever
	}
	for _, op := range []engine.Operation{inbound, resting} {
		server.Operation = op
		if _, err := engine.NewAcceptor(server); err != nil {
			t.Error(err)
		}
	}
}

func readText(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
