package admin

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/internal/nearest"
)

// Sessions is the answer to GET /sessions.
type Sessions struct {
	Sessions []engine.Snapshot `json:"sessions"`
}

// query checks the parameters of a request for viewing: each once, and none
// that there is not.
func query(r *http.Request, keys ...string) (url.Values, *Problem) {
	values, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, badRequest("", "the query cannot be read: "+err.Error(), "escape what is in it")
	}
	for key, all := range values {
		switch {
		case !slices.Contains(keys, key):
			remedy := "there are " + strings.Join(keys, ", ")
			if n := nearest.To(key, keys); n != "" {
				remedy = "did you mean " + n + "?"
			}
			return nil, badRequest(key, "unknown parameter "+quote(key), remedy)
		case len(all) > 1:
			return nil, badRequest(key, key+" is given more than once", "give it once")
		}
	}
	if f := values.Get("format"); f != "" && f != "json" && f != "text" {
		return nil, badRequest("format", "unknown format "+quote(f), "take json or text")
	}
	return values, nil
}

// wantsText reports whether a request asks for text.
func wantsText(r *http.Request, values url.Values) bool {
	if f := values.Get("format"); f != "" {
		return f == "text"
	}
	accept := r.Header.Get("Accept")
	return strings.Contains(accept, "text/plain") && !strings.Contains(accept, "application/json")
}

// list serves GET /sessions.
func (h *Handler) list(w http.ResponseWriter, r *http.Request) {
	values, p := query(r, "match", "state", "format")
	if p != nil {
		p.write(w)
		return
	}
	state := values.Get("state")
	if known := stateNames(); state != "" && !slices.Contains(known, state) {
		badRequest("state", "unknown state "+quote(state), "there are "+strings.Join(known, ", ")).write(w)
		return
	}
	all := slices.DeleteFunc(h.snapshots(), func(s engine.Snapshot) bool {
		return state != "" && s.State.String() != state ||
			!strings.Contains(strings.ToLower(s.Session), strings.ToLower(values.Get("match")))
	})
	if wantsText(r, values) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		WriteTable(w, all)
		return
	}
	writeJSON(w, Sessions{all})
}

// table serves GET /, for people.
func (h *Handler) table(w http.ResponseWriter, r *http.Request) {
	if _, p := query(r); p != nil {
		p.write(w)
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	WriteTable(w, h.snapshots())
	_, _ = fmt.Fprint(w, "\n/sessions, /sessions/ID and /sessions/ID/messages have more, /metrics is for Prometheus.\n")
}

// show serves GET /sessions/{id}.
func (h *Handler) show(w http.ResponseWriter, r *http.Request) {
	values, p := query(r, "format")
	var s *engine.Session
	if p == nil {
		s, p = h.find(r.PathValue("id"))
	}
	if p != nil {
		p.write(w)
		return
	}
	if wantsText(r, values) {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		WriteDetails(w, s.Snapshot())
		return
	}
	writeJSON(w, s.Snapshot())
}
