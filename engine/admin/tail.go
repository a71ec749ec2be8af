package admin

import (
	"io"
	"net/http"
	"strconv"
	"time"

	"github.com/affixgo/affix/engine"
)

// The lines of messages that are shown.
const (
	defaultLines = 20
	maxLines     = 10_000
)

// lineTimeout is how long somebody who watches may take to take a line.
const lineTimeout = 10 * time.Second

// messages serves GET /sessions/{id}/messages: lines as they are in the log.
func (h *Handler) messages(w http.ResponseWriter, r *http.Request) {
	s, n, follow, p := h.tailOf(r)
	if p != nil {
		p.write(w)
		return
	}
	select {
	case h.tails <- struct{}{}:
		defer func() { <-h.tails }()
	default:
		(&Problem{Status: http.StatusServiceUnavailable, Code: "too_many",
			Message: "messages are watched by " + strconv.Itoa(h.cfg.Tails) + " already", Remedy: "end one of them, or raise Tails"}).write(w)
		return
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	out := http.NewResponseController(w)
	w.WriteHeader(http.StatusOK)
	_ = out.Flush()                      // who watches sees that it has begun
	_ = out.SetReadDeadline(time.Time{}) // that of the request does not end the watching
	for line := range h.cfg.Messages.Tail(r.Context(), s.ID(), n, follow) {
		_ = out.SetWriteDeadline(time.Now().Add(lineTimeout)) // where it cannot be set, writing may take its time
		if _, err := io.WriteString(w, line+"\n"); err != nil {
			return
		}
		if follow && out.Flush() != nil {
			return
		}
	}
}

// tailOf reads what is to be watched.
func (h *Handler) tailOf(r *http.Request) (s *engine.Session, n int, follow bool, p *Problem) {
	values, p := query(r, "lines", "follow")
	if p != nil {
		return nil, 0, false, p
	}
	n = defaultLines
	if text := values.Get("lines"); values.Has("lines") {
		var err error
		if n, err = strconv.Atoi(text); err != nil || n < 0 || n > maxLines {
			return nil, 0, false, badRequest("lines", "lines is "+quote(text), "take a number from 0 to "+strconv.Itoa(maxLines))
		}
	}
	if text := values.Get("follow"); values.Has("follow") {
		var err error
		if follow, err = strconv.ParseBool(text); err != nil {
			return nil, 0, false, badRequest("follow", "follow is "+quote(text), "take true or false")
		}
	}
	if s, p = h.find(r.PathValue("id")); p != nil {
		return nil, 0, false, p
	}
	if h.cfg.Messages == nil {
		return nil, 0, false, &Problem{Status: http.StatusNotFound, Code: "no_messages", Message: "messages are not to be seen",
			Remedy: "set Messages in the program's config to its message log"}
	}
	return s, n, follow, nil
}
