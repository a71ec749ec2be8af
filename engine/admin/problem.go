package admin

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"net/http"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/session"
)

// Problem is why a request was refused. It is what answers with a status of 400
// and above have as JSON, under "error".
type Problem struct {
	// Status is the HTTP status.
	Status int `json:"status"`
	// Code is for programs: "logged_on".
	Code string `json:"code"`
	// Message says what is wrong, Remedy what to do about it.
	Message string `json:"message"`
	Remedy  string `json:"remedy,omitempty"`
	// Key is the parameter that is wrong, if it is one.
	Key string `json:"key,omitempty"`
	// Nearest are names of sessions that may have been meant.
	Nearest []string `json:"nearest,omitempty"`
}

func (p *Problem) Error() string {
	if p.Remedy == "" {
		return p.Message
	}
	return p.Message + ": " + p.Remedy
}

// answer is what a Problem is wrapped in.
type answer struct {
	Error *Problem `json:"error"`
}

func (p *Problem) write(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(answer{p}) // who has gone gets nothing
}

// badRequest is a parameter that will not do.
func badRequest(key, message, remedy string) *Problem {
	return &Problem{Status: http.StatusBadRequest, Code: "bad_request", Key: key, Message: message, Remedy: remedy}
}

// problemOf says what an error of the engine means to who asked.
func problemOf(err error, id string) *Problem {
	var (
		problem *Problem
		failed  *engine.StoreError
	)
	switch {
	case errors.As(err, &problem):
		return problem
	case errors.Is(err, session.ErrLoggedOn):
		return &Problem{Status: http.StatusConflict, Code: "logged_on",
			Message: "the numbers of " + id + " cannot be set while it is connected",
			Remedy:  "disable the session, set the numbers, and enable it again; or reset them together with the peer"}
	case errors.Is(err, session.ErrNotLoggedOn):
		return &Problem{Status: http.StatusConflict, Code: "not_logged_on",
			Message: id + " is not logged on", Remedy: "wait until it is, or log it on"}
	case errors.Is(err, session.ErrNoReset):
		return &Problem{Status: http.StatusConflict, Code: "no_reset",
			Message: "the version of " + id + " has no ResetSeqNumFlag (141)",
			Remedy:  "agree with the peer, disable the session, set both numbers to 1, and enable it again"}
	case errors.Is(err, session.ErrDeliveryPending):
		return &Problem{Status: http.StatusConflict, Code: "busy",
			Message: "a handler of " + id + " is at work on a message", Remedy: "try again once handler_since is empty"}
	case errors.Is(err, engine.ErrTestReplaced), errors.Is(err, engine.ErrTestLost):
		return &Problem{Status: http.StatusConflict, Code: "no_answer", Message: id + ": " + err.Error(), Remedy: "try again"}
	case errors.As(err, &failed):
		return &Problem{Status: http.StatusServiceUnavailable, Code: "store_failed", Message: err.Error(),
			Remedy: "see to the store: nothing of the session can be changed while it cannot be written"}
	case errors.Is(err, engine.ErrShutdown):
		return &Problem{Status: http.StatusServiceUnavailable, Code: "shut_down", Message: id + ": the engine was shut down",
			Remedy: "start the program"}
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return &Problem{Status: http.StatusGatewayTimeout, Code: "timeout", Message: "the peer of " + id + " has not answered in time",
			Remedy: "look at the state of the session; disable cuts the connection"}
	}
	return &Problem{Status: http.StatusInternalServerError, Code: "failed", Message: cmp.Or(err.Error(), "failed")}
}
