package admin

import (
	"context"
	"encoding/json"
	"net/http"
	"strings"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/engine/metrics"
)

// Handler serves the sessions of engines. It is safe for concurrent use.
type Handler struct {
	cfg     Config
	holders []holder
	mux     *http.ServeMux
	tails   chan struct{} // one for each that watches messages
}

// New checks the config and returns a handler. Under a path of one's own it is
// served through http.StripPrefix.
func New(cfg Config) (*Handler, error) {
	cfg = cfg.withDefaults()
	if err := cfg.validate(); err != nil {
		return nil, err
	}
	h := &Handler{cfg: cfg, holders: holders(cfg.Tokens), mux: http.NewServeMux(), tails: make(chan struct{}, cfg.Tails)}
	h.mux.Handle("/{$}", h.look(h.table))
	h.mux.Handle("/sessions", h.look(h.list))
	h.mux.Handle("/sessions/{id}", h.look(h.show))
	h.mux.Handle("/sessions/{id}/messages", h.look(h.messages))
	h.mux.Handle("/sessions/{id}/{action}", http.HandlerFunc(h.change))
	if cfg.OpenMetrics {
		h.mux.Handle("/metrics", onlyGet(http.HandlerFunc(h.metrics)))
	} else {
		h.mux.Handle("/metrics", h.look(h.metrics))
	}
	h.mux.HandleFunc("/", h.nowhere)
	return h, nil
}

// ServeHTTP implements http.Handler.
func (h *Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Cache-Control", "no-store")
	h.mux.ServeHTTP(w, r)
}

// ctx is for what outlives a request.
func (h *Handler) ctx() context.Context { return context.Background() }

// onlyGet refuses what is not GET or HEAD.
func onlyGet(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			wrongMethod(w, r, "GET, HEAD")
			return
		}
		next.ServeHTTP(w, r)
	})
}

func wrongMethod(w http.ResponseWriter, r *http.Request, allowed string) {
	w.Header().Set("Allow", allowed)
	(&Problem{Status: http.StatusMethodNotAllowed, Code: "method", Message: r.Method + " is not for " + r.URL.Path, Remedy: "use " + allowed}).write(w)
}

// look serves what everybody with a token may see.
func (h *Handler) look(serve http.HandlerFunc) http.Handler {
	return onlyGet(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, p := h.authenticate(r); p != nil {
			h.turnAway(w, r, p)
			return
		}
		serve(w, r)
	}))
}

// turnAway refuses a request without a token that is known.
func (h *Handler) turnAway(w http.ResponseWriter, r *http.Request, p *Problem) {
	h.cfg.Logger.Warn("admin: request refused", "remote", r.RemoteAddr, "method", r.Method, "path", r.URL.Path, "reason", p.Code)
	w.Header().Set("WWW-Authenticate", `Bearer realm="affix"`)
	p.write(w)
}

func (h *Handler) metrics(w http.ResponseWriter, r *http.Request) {
	metrics.Handler(h.snapshots).ServeHTTP(w, r)
}

// nowhere answers paths that there are not.
func (h *Handler) nowhere(w http.ResponseWriter, r *http.Request) {
	if _, p := h.authenticate(r); p != nil {
		h.turnAway(w, r, p)
		return
	}
	(&Problem{Status: http.StatusNotFound, Code: "no_path", Message: "there is nothing at " + r.URL.Path,
		Remedy: "there are /sessions, /sessions/ID, /sessions/ID/messages, /metrics, and for POST /sessions/ID/ with " + strings.Join(actionNames(), ", ") +
			"; a / within an ID is written %2F"}).write(w)
}

// sessions returns all sessions, of one engine after the other.
func (h *Handler) sessions() []*engine.Session {
	var all []*engine.Session
	for _, e := range h.cfg.Engines {
		all = append(all, e.Sessions()...)
	}
	return all
}

func (h *Handler) snapshots() []engine.Snapshot {
	sessions := h.sessions()
	out := make([]engine.Snapshot, len(sessions))
	for i, s := range sessions {
		out[i] = s.Snapshot()
	}
	return out
}

// writeJSON answers with v.
func writeJSON(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	_ = e.Encode(v) // who has gone gets nothing
}
