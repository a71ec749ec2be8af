package admin_test

import (
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/engine/admin"
	"github.com/affixgo/affix/engine/enginetest"
	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/session"
	"github.com/affixgo/affix/store"
)

const (
	looks   = "secret of one who only looks"
	changes = "secret of one who may change"

	venueID  = "FIX.4.4:VENUE->DESK"
	deskID   = "FIX.4.4:DESK->VENUE"
	silentID = "FIX.4.4:VENUE/A->SILENT/B"
)

// desk is a venue and an initiator that are logged on to each other, and their
// admin. The venue has a second session, whose peer never comes.
type desk struct {
	t       testing.TB
	handler *admin.Handler
	venue   *engine.Acceptor
	desk    *engine.Initiator
	audit   []admin.Record
	log     strings.Builder
}

func startDesk(t testing.TB, options ...func(*admin.Config)) *desk {
	t.Helper()
	d := &desk{t: t}
	l := enginetest.Listen()
	router := engine.NewRouter()
	memory := func() store.Store { return store.NewMemory(store.MemoryConfig{}) }
	var err error
	d.venue, err = engine.NewAcceptor(engine.AcceptorConfig{
		Listener: l, Store: memory(), Router: router,
		Sessions: []session.Config{
			{Dictionary: fix44.Dictionary, SenderCompID: "VENUE", TargetCompID: "DESK"},
			{Dictionary: fix44.Dictionary, SenderCompID: "VENUE", SenderSubID: "A", TargetCompID: "SILENT", TargetSubID: "B"},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	d.desk, err = engine.NewInitiator(engine.InitiatorConfig{
		Addresses: []string{"venue:1"}, Dial: l.Dial, Store: memory(), Router: router,
		Session: session.Config{Dictionary: fix44.Dictionary, SenderCompID: "DESK", TargetCompID: "VENUE"},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range []interface {
		Start(context.Context) error
		Shutdown(context.Context) error
	}{d.venue, d.desk} {
		if err := e.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
			defer cancel()
			if err := e.Shutdown(ctx); err != nil {
				t.Error(err)
			}
		})
	}
	cfg := admin.Config{
		Engines: []admin.Engine{d.venue, d.desk},
		Tokens:  []admin.Token{{Name: "viewer", Secret: looks}, {Name: "operator", Secret: changes, Change: true}},
		Audit:   func(r admin.Record) { d.audit = append(d.audit, r) },
		Logger:  slog.New(slog.NewTextHandler(&d.log, nil)),
	}
	for _, o := range options {
		o(&cfg)
	}
	if d.handler, err = admin.New(cfg); err != nil {
		t.Fatal(err)
	}
	if err := d.desk.Session().WaitLoggedOn(t.Context()); err != nil {
		t.Fatal(err)
	}
	synctest.Wait()
	return d
}

// answer is what came of a request.
type answer struct {
	code   int
	header http.Header
	body   string
}

func (a answer) problem(t testing.TB) admin.Problem {
	t.Helper()
	var out struct{ Error admin.Problem }
	if err := json.Unmarshal([]byte(a.body), &out); err != nil || out.Error.Status != a.code || out.Error.Code == "" || out.Error.Message == "" {
		t.Errorf("%d is no problem: %s", a.code, a.body)
	}
	return out.Error
}

func (d *desk) do(method, path, secret, body string, header ...string) answer {
	d.t.Helper()
	r := httptest.NewRequest(method, path, strings.NewReader(body))
	if secret != "" {
		r.Header.Set("Authorization", "Bearer "+secret)
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	d.handler.ServeHTTP(w, r.WithContext(d.t.Context()))
	b, err := io.ReadAll(w.Body)
	if err != nil {
		d.t.Error(err)
	}
	return answer{w.Code, w.Header(), string(b)}
}

func path(id, rest string) string { return "/sessions/" + url.PathEscape(id) + rest }

// change makes a change that must do.
func (d *desk) change(id, action, body string) admin.Change {
	d.t.Helper()
	a := d.do("POST", path(id, "/"+action), changes, body)
	var out admin.Change
	if err := json.Unmarshal([]byte(a.body), &out); err != nil || a.code != 200 {
		d.t.Errorf("%s %s %s: %d %s", action, id, body, a.code, a.body)
	}
	return out
}

// inBubble runs a test of a desk.
func inBubble(t *testing.T, f func(t *testing.T)) {
	t.Parallel()
	synctest.Test(t, f)
}

// request makes a request of anything, nil if it cannot be one.
func request(method, target, body string) *http.Request {
	u, err := url.ParseRequestURI(target)
	if err != nil {
		return nil
	}
	r, err := http.NewRequest(method, "http://localhost/", strings.NewReader(body))
	if err != nil {
		return nil
	}
	u.Scheme, u.Host = "http", "localhost"
	r.URL, r.RequestURI = u, target
	return r
}
