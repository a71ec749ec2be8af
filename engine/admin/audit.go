package admin

import (
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/affixgo/affix/session"
)

// Record is one change that somebody made, or wanted to make.
type Record struct {
	Time time.Time `json:"time"`
	// Who is the name of the token, empty if there was none that is known;
	// Remote where the request came from.
	Who    string `json:"who"`
	Remote string `json:"remote"`
	// Action is "logout", "set-numbers" and so on, Session what it is about, and
	// Params what was given with it, as JSON.
	Action  string          `json:"action"`
	Session string          `json:"session"`
	Params  json.RawMessage `json:"params,omitempty"`
	// Status is the HTTP status, Result "ok" or why not.
	Status int    `json:"status"`
	Result string `json:"result"`
	// Before and After are the numbers, nil if the session is not known.
	Before *session.Numbers `json:"before,omitempty"`
	After  *session.Numbers `json:"after,omitempty"`
}

// AuditTo returns a function for [Config.Audit] that writes each record as a
// line of JSON, one at a time. Errors of w are given to failed, which may be
// nil.
func AuditTo(w io.Writer, failed func(error)) func(Record) {
	var mu sync.Mutex
	return func(r Record) {
		line, err := json.Marshal(r)
		mu.Lock()
		defer mu.Unlock()
		if err == nil {
			_, err = w.Write(append(line, '\n'))
		}
		if err != nil && failed != nil {
			failed(err)
		}
	}
}

// audit tells of a change that was made, or refused.
func (h *Handler) audit(r Record) {
	level := slog.LevelInfo
	if r.Status >= http.StatusBadRequest {
		level = slog.LevelWarn
	}
	h.cfg.Logger.Log(h.ctx(), level, "admin: "+r.Action, "session", r.Session, "who", r.Who, "remote", r.Remote,
		"params", string(r.Params), "status", r.Status, "result", r.Result)
	h.cfg.Audit(r)
}
