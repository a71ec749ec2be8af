package admin_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/engine/admin"
	"github.com/affixgo/affix/engine/enginetest"
	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/session"
	"github.com/affixgo/affix/store"
)

// offline are sessions of an acceptor that nobody connects to.
func offline(t testing.TB, n int) []*engine.Session {
	t.Helper()
	cfg := engine.AcceptorConfig{
		Listener: enginetest.Listen(), Router: engine.NewRouter(), Store: store.NewMemory(store.MemoryConfig{}),
	}
	for i := range n {
		cfg.Sessions = append(cfg.Sessions, session.Config{
			Dictionary: fix44.Dictionary, SenderCompID: "VENUE", TargetCompID: fmt.Sprintf("CLIENT-%d", i),
		})
	}
	a, err := engine.NewAcceptor(cfg)
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Shutdown(t.Context()) })
	return a.Sessions()
}

// BenchmarkScrape is one scrape of 1,000 sessions, snapshots and text.
func BenchmarkScrape(b *testing.B) {
	h, err := admin.New(admin.Config{
		Engines: []admin.Engine{oneEngine{offline(b, 1000)}}, Tokens: []admin.Token{{Name: "prometheus", Secret: looks}},
	})
	if err != nil {
		b.Fatal(err)
	}
	for _, path := range []string{"/metrics", "/sessions"} {
		b.Run(path[1:], func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				r := httptest.NewRequest("GET", path, nil)
				r.Header.Set("Authorization", "Bearer "+looks)
				w := counter{header: http.Header{}}
				h.ServeHTTP(&w, r)
				if w.bytes < 1000 {
					b.Fatal(w.bytes)
				}
				b.SetBytes(w.bytes)
			}
		})
	}
}

// counter is an answer of which only the bytes are counted.
type counter struct {
	header http.Header
	bytes  int64
}

func (c *counter) Header() http.Header { return c.header }
func (c *counter) WriteHeader(int)     {}
func (c *counter) Write(b []byte) (int, error) {
	c.bytes += int64(len(b))
	return len(b), nil
}

// FuzzRequest: whatever is asked, the handler answers with a status and does not
// panic; without the token of who may change nothing is changed.
func FuzzRequest(f *testing.F) {
	f.Add("GET", "/sessions", "", "")
	f.Add("GET", "/sessions/x/messages?lines=1&follow=1", "application/json", "")
	f.Add("POST", "/sessions/FIX.4.4:VENUE-%3ECLIENT-0/set-numbers", "application/json", `{"next_in": 5, "next_out": 1e3}`)
	f.Add("POST", "/sessions/FIX.4.4:VENUE-%3ECLIENT-0/logon", "application/json; x=\"", `{"wait": "-1s"}`)
	f.Add("POST", "/sessions/%2f%00/disable", "text/plain", `{"text": "\u0001"}`)
	sessions := offline(f, 2)
	handler := func(change bool) *admin.Handler {
		h, err := admin.New(admin.Config{
			Engines: []admin.Engine{oneEngine{sessions}}, Tokens: []admin.Token{{Name: "fuzz", Secret: looks, Change: change}}, Timeout: 1,
		})
		if err != nil {
			f.Fatal(err)
		}
		return h
	}
	all := []*admin.Handler{handler(true), handler(false)}
	f.Fuzz(func(t *testing.T, method, target, contentType, body string) {
		for i, h := range all {
			r := request(method, target, body)
			if r == nil {
				return
			}
			r.Header.Set("Authorization", "Bearer "+looks)
			r.Header.Set("Content-Type", contentType)
			before := sessions[0].Status()
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			if w.Code < 200 || w.Code > 599 || w.Code == 500 {
				t.Errorf("%s %s: %d %s", method, target, w.Code, w.Body)
			}
			if after := sessions[0].Status(); i == 1 && after != before {
				t.Errorf("%s %s has changed %+v to %+v", method, target, before, after)
			}
		}
	})
}
