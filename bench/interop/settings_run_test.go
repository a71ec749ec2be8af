package interop_test

import (
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/quickfixgo/quickfix"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/engine/config"
	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/runtime"
)

// TestSettingsRun: one pair of settings files, of which each side is run by
// affix and by quickfix-go in turn: they log on and a News goes either way.
func TestSettingsRun(t *testing.T) {
	t.Parallel()
	for _, ours := range []string{"acceptor", "initiator"} {
		t.Run("affix is "+ours, func(t *testing.T) {
			t.Parallel()
			l, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			port := l.Addr().(*net.TCPAddr).Port
			l.Close()
			texts := map[string]string{
				"acceptor": fmt.Sprintf("[DEFAULT]\nSocketAcceptHost=127.0.0.1\nSocketAcceptPort=%d\n[SESSION]\nConnectionType=acceptor\n"+
					"BeginString=FIX.4.4\nSenderCompID=V\nTargetCompID=C\nResetOnLogon=Y\n", port),
				"initiator": fmt.Sprintf("[DEFAULT]\nReconnectInterval=1\n[SESSION]\nConnectionType=initiator\nSocketConnectHost=127.0.0.1\n"+
					"SocketConnectPort=%d\nBeginString=FIX.4.4\nSenderCompID=C\nTargetCompID=V\nHeartBtInt=20\nResetOnLogon=Y\n", port),
			}
			theirs := map[string]string{"acceptor": "initiator", "initiator": "acceptor"}[ours]
			peer := &newsPeer{up: make(chan quickfix.SessionID, 1), got: make(chan string, 1)}
			peer.start(t, theirs, texts[theirs])
			news(t, texts[ours], peer)
		})
	}
}

// news runs affix from a settings file, and sends News to the peer and back.
func news(t *testing.T, settings string, peer *newsPeer) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	name := filepath.Join(t.TempDir(), "affix.cfg")
	if err := os.WriteFile(name, []byte(settings), 0o600); err != nil {
		t.Fatal(err)
	}
	file, err := config.Load(name)
	if err != nil {
		t.Fatal(err)
	}
	got := make(chan string, 1)
	router := engine.NewRouter()
	engine.On(router, func(_ context.Context, _ *engine.Session, m *fix44.News) error {
		got <- m.Headline
		return nil
	})
	engines, err := file.Build(ctx, config.Options{Dictionaries: []*runtime.Dictionary{fix44.Dictionary}, Router: router})
	if err != nil {
		t.Fatal(err)
	}
	if err := engines.Start(ctx); err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := engines.Shutdown(ctx); err != nil {
			t.Error(err)
		}
	}()
	s := engines.Sessions()[0]
	if err := s.WaitLoggedOn(ctx); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Send(ctx, &fix44.News{Headline: "from affix", LinesOfTextGrp: fix44.LinesOfTextGrp{NoLinesOfText: []fix44.LinesOfTextEntry{{Text: "x"}}}}); err != nil {
		t.Fatal(err)
	}
	id := await(ctx, t, peer.up)
	if text := await(ctx, t, peer.got); text != "from affix" {
		t.Errorf("quickfix-go got %q", text)
	}
	m := quickfix.NewMessage()
	m.Header.SetString(35, "B")
	m.Body.SetString(148, "from quickfix-go")
	m.Body.SetString(33, "1")
	m.Body.SetString(58, "x")
	if err := quickfix.SendToTarget(m, id); err != nil {
		t.Fatal(err)
	}
	if text := await(ctx, t, got); text != "from quickfix-go" {
		t.Errorf("affix got %q", text)
	}
}

func await[T any](ctx context.Context, t *testing.T, c <-chan T) (v T) {
	t.Helper()
	select {
	case v = <-c:
	case <-ctx.Done():
		t.Fatal("nothing came")
	}
	return v
}

// newsPeer is quickfix-go with an application that waits for News.
type newsPeer struct {
	up  chan quickfix.SessionID
	got chan string
}

func (p *newsPeer) start(t *testing.T, role, text string) {
	t.Helper()
	settings, err := quickfix.ParseSettings(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	var end interface {
		Start() error
		Stop()
	}
	if role == "initiator" {
		end, err = quickfix.NewInitiator(p, quickfix.NewMemoryStoreFactory(), settings, quickfix.NewNullLogFactory())
	} else {
		end, err = quickfix.NewAcceptor(p, quickfix.NewMemoryStoreFactory(), settings, quickfix.NewNullLogFactory())
	}
	if err != nil {
		t.Fatal(err)
	}
	if err := end.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(end.Stop)
}

func (p *newsPeer) OnCreate(quickfix.SessionID)                       {}
func (p *newsPeer) OnLogon(id quickfix.SessionID)                     { p.up <- id }
func (p *newsPeer) OnLogout(quickfix.SessionID)                       {}
func (p *newsPeer) ToAdmin(*quickfix.Message, quickfix.SessionID)     {}
func (p *newsPeer) ToApp(*quickfix.Message, quickfix.SessionID) error { return nil }
func (p *newsPeer) FromAdmin(*quickfix.Message, quickfix.SessionID) quickfix.MessageRejectError {
	return nil
}

func (p *newsPeer) FromApp(m *quickfix.Message, _ quickfix.SessionID) quickfix.MessageRejectError {
	text, err := m.Body.GetString(148)
	if err == nil {
		p.got <- text
	}
	return nil
}
