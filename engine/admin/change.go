package admin

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"time"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/internal/nearest"
	"github.com/affixgo/affix/session"
)

// Change is the answer to a change that was made.
type Change struct {
	Action string `json:"action"`
	// Result says in words what has come of it.
	Result string `json:"result"`
	// RoundTrip is how long the peer's answer to a TestRequest took.
	RoundTrip time.Duration `json:"round_trip_ns,omitempty"`
	// Session is the session after the change.
	Session engine.Snapshot `json:"session"`
}

// action is a change that can be asked for.
type action struct {
	name string
	keys []string // of its parameters
	do   func(ctx context.Context, s *engine.Session, p params) (Change, error)
}

var actions = []action{
	{"logon", []string{"wait"}, logon},
	{"logout", []string{"text"}, logout},
	{"enable", nil, enable},
	{"disable", []string{"text"}, disable},
	{"set-numbers", []string{"next_in", "next_out"}, setNumbers},
	{"reset", nil, reset},
	{"test-request", nil, testRequest},
}

func actionNames() []string {
	names := make([]string, len(actions))
	for i, a := range actions {
		names[i] = a.name
	}
	return names
}

// change serves POST /sessions/{id}/{action}.
func (h *Handler) change(w http.ResponseWriter, r *http.Request) {
	id, name := r.PathValue("id"), r.PathValue("action")
	at := slices.IndexFunc(actions, func(a action) bool { return a.name == name })
	if at < 0 {
		h.unknownAction(w, r, name)
		return
	}
	if r.Method != http.MethodPost {
		wrongMethod(w, r, "POST")
		return
	}
	record := Record{Time: time.Now(), Remote: r.RemoteAddr, Action: name, Session: id}
	who, p := h.authenticate(r)
	if p != nil {
		h.refuse(record, p)
		h.turnAway(w, r, p)
		return
	}
	record.Who = who.name
	// A page of somebody else in the operator's browser has no token; should it
	// ever get one, it still is a page of somebody else.
	if err := http.NewCrossOriginProtection().Check(r); err != nil {
		p = &Problem{Status: http.StatusForbidden, Code: "cross_origin", Message: err.Error(), Remedy: "send the request from a program, not from a page of another site"}
	} else {
		p = who.mayChange()
	}
	if p != nil {
		h.refuse(record, p)
		p.write(w)
		return
	}
	out, p := h.make(w, r, &actions[at], &record)
	if p != nil {
		h.refuse(record, p)
		p.write(w)
		return
	}
	record.Status, record.Result = http.StatusOK, "ok"
	h.audit(record)
	writeJSON(w, out)
}

// make makes a change, and notes in the record what it is.
func (h *Handler) make(w http.ResponseWriter, r *http.Request, a *action, record *Record) (Change, *Problem) {
	p, raw, problem := readParams(w, r, a.keys)
	if json.Valid(raw) {
		record.Params = raw
	}
	if problem != nil {
		return Change{}, problem
	}
	s, problem := h.find(record.Session)
	if problem != nil {
		return Change{}, problem
	}
	record.Before = numbers(s.Snapshot())
	_ = http.NewResponseController(w).SetReadDeadline(time.Time{}) // the peer may take longer than reading may
	ctx, cancel := context.WithTimeout(r.Context(), max(h.cfg.Timeout, p.wait))
	defer cancel()
	out, err := a.do(ctx, s, p)
	out.Action, out.Session = a.name, s.Snapshot()
	record.After = numbers(out.Session)
	if err != nil {
		return Change{}, problemOf(err, s.ID())
	}
	return out, nil
}

func numbers(s engine.Snapshot) *session.Numbers {
	return &session.Numbers{NextIn: s.NextIn, NextOut: s.NextOut}
}

func (h *Handler) refuse(record Record, p *Problem) {
	record.Status, record.Result = p.Status, p.Message
	h.audit(record)
}

func (h *Handler) unknownAction(w http.ResponseWriter, r *http.Request, name string) {
	if _, p := h.authenticate(r); p != nil {
		h.turnAway(w, r, p)
		return
	}
	p := &Problem{Status: http.StatusNotFound, Code: "no_action", Key: "action", Message: "there is no action " + quote(name)}
	if n := nearest.To(name, append(actionNames(), "messages")); n != "" {
		p.Remedy = "did you mean " + n + "?"
	}
	p.write(w)
}

func logon(ctx context.Context, s *engine.Session, p params) (Change, error) {
	if s.LoggedOn() {
		return Change{Result: "it is logged on already"}, nil
	}
	s.Enable()
	if p.wait > 0 {
		ctx, cancel := context.WithTimeout(ctx, p.wait)
		defer cancel()
		if err := s.WaitLoggedOn(ctx); err != nil {
			return Change{}, err
		}
		return Change{Result: "it is logged on"}, nil
	}
	if s.Config().Role == session.Acceptor {
		return Change{Result: "it may be logged on, which is for the peer to do"}, nil
	}
	return Change{Result: "it is being logged on"}, nil
}

func logout(ctx context.Context, s *engine.Session, p params) (Change, error) {
	if !s.LoggedOn() {
		return Change{}, session.ErrNotLoggedOn
	}
	if err := s.Logout(ctx, p.text); err != nil {
		return Change{}, err
	}
	if s.Config().Role == session.Initiator {
		return Change{Result: "it is logged out, and logs on again by itself: disable keeps it out"}, nil
	}
	return Change{Result: "it is logged out, and the peer may log on again: disable keeps it out"}, nil
}

func enable(_ context.Context, s *engine.Session, _ params) (Change, error) {
	s.Enable()
	return Change{Result: "it is enabled"}, nil
}

func disable(ctx context.Context, s *engine.Session, p params) (Change, error) {
	err := s.Disable(ctx, p.text)
	if errors.Is(err, context.DeadlineExceeded) {
		return Change{Result: "it is disabled; the peer did not answer the Logout in time, and its connection was cut"}, nil
	}
	return Change{Result: "it is disabled"}, err
}

func setNumbers(ctx context.Context, s *engine.Session, p params) (Change, error) {
	if cmp.Or(p.nextIn, p.nextOut) == 0 {
		return Change{}, badRequest("next_in", "neither next_in nor next_out is given", "send one of them or both: "+shape([]string{"next_in", "next_out"}))
	}
	return Change{Result: "the numbers are set"}, s.SetNumbers(ctx, session.Numbers{NextIn: p.nextIn, NextOut: p.nextOut})
}

func reset(ctx context.Context, s *engine.Session, _ params) (Change, error) {
	live := s.LoggedOn()
	if err := s.ResetNumbers(ctx); err != nil {
		return Change{}, err
	}
	if live {
		return Change{Result: "the numbers are being reset together with the peer: watch the epoch"}, nil
	}
	return Change{Result: "the numbers are reset; the next Logon tells the peer"}, nil
}

func testRequest(ctx context.Context, s *engine.Session, _ params) (Change, error) {
	took, err := s.TestRequest(ctx)
	return Change{Result: "the peer has answered", RoundTrip: took}, err
}
