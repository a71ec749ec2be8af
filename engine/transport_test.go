package engine_test

import (
	"context"
	"crypto/tls"
	"net/netip"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/session"
)

// What follows is shown in docs/transport.md, word by word.

var failover = engine.InitiatorConfig{
	Endpoints: []engine.Endpoint{
		{Address: "fix1.example.com:9876"},
		{Address: "203.0.113.9:9876", ServerName: "fix2.example.com"},
	},
	Order: engine.OrderSticky,
	TLS:   &tls.Config{GetClientCertificate: clientCertificate.GetClientCertificate},
	Reconnect: engine.Backoff{
		Min: time.Second, Max: time.Minute,
		AfterRefusal: 15 * time.Second,
		Attempts:     20,
	},
}

var guarded = engine.AcceptorConfig{
	Address: ":9876",
	TLS:     &tls.Config{GetCertificate: serverCertificate.GetCertificate},
	Allow:   []netip.Prefix{netip.MustParsePrefix("203.0.113.0/24")},
	Limits: engine.Limits{
		Connections: 5000, PerAddress: 20, Pending: 500,
		AcceptRate: 200, AcceptBurst: 1000,
		LogonTimeout: 5 * time.Second,
	},
	OnRefused: func(r engine.Refusal) { count(r.Reason) },
}

var open = engine.AcceptorConfig{
	Address: ":9876",
	Template: func(ctx context.Context, r engine.LogonRequest) (engine.Setup, error) {
		client := r.Logon.Text(49)
		if r.TLS == nil || r.TLS.PeerCertificates[0].Subject.CommonName != client {
			return engine.Setup{}, errStranger // closed without a word
		}
		if !hours.open() {
			return engine.Setup{}, &engine.Refuse{Text: "come back at eight"}
		}
		return engine.Setup{Session: session.Config{
			Dictionary: fix44.Dictionary, SenderCompID: "VENUE", TargetCompID: client,
		}}, nil
	},
	TemplateSessions: 2000,
}

// The rest is what those need.

var clientCertificate, serverCertificate *engine.Certificate

func count(engine.RefusalReason) {}

var errStranger error

type clock struct{}

func (clock) open() bool { return true }

var hours clock

func TestTransportDocs(t *testing.T) {
	t.Parallel()
	source, page := readText(t, "transport_test.go"), readText(t, "../docs/transport.md")
	blocks := 0
	for _, b := range regexp.MustCompile("(?s)```go\n(var .*?)```").FindAllStringSubmatch(page, -1) {
		blocks++
		if !strings.Contains(source, "\n"+b[1]) {
			t.Errorf("docs/transport.md has code that is not that of the test:\n%s", b[1])
		}
	}
	if blocks != 3 {
		t.Errorf("%d blocks", blocks)
	}
	for reason := engine.RefusalReason(0); !strings.HasPrefix(reason.String(), "reason "); reason++ {
		if !strings.Contains(page, "`"+reason.String()+"`") {
			t.Errorf("docs/transport.md does not tell of the refusal %s", reason)
		}
	}
	if len(failover.Endpoints) != 2 || len(guarded.Allow) != 1 || open.Template == nil {
		t.Error("the configs are not those of the page")
	}
}
