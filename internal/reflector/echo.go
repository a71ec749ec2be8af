package main

import (
	"context"
	"fmt"
	"reflect"
	"strings"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/runtime"
	"github.com/affixgo/affix/session"
)

const (
	tagClOrdID    = 11
	tagPossResend = 97
)

// application sends back what it knows.
type application struct {
	seen map[string]bool // ClOrdIDs since the Logon; of the one session's goroutine
}

func newRouter() *engine.Router {
	a := &application{}
	router := engine.NewRouter()
	router.OnLogon(a.logon)
	router.OnOther(a.message)
	return router
}

func (a *application) logon(context.Context, *engine.Session, *runtime.Raw) error {
	a.seen = make(map[string]bool)
	return nil
}

// message is called for every message of the application, as none has a handler
// of its own.
func (a *application) message(ctx context.Context, s *engine.Session, raw *runtime.Raw) error {
	switch msgType := string(raw.MsgType()); {
	case msgType == "3": // a Reject is nothing to reflect
		return nil
	case msgType != "D" && msgType != "d":
		return session.ErrUnsupported
	}
	resent := raw.Text(tagPossResend) == "Y"
	if id := strings.Clone(raw.Text(tagClOrdID)); id != "" {
		if resent && a.seen[id] {
			return nil
		}
		a.seen[id] = true
	}
	echo, err := copyBody(s.Config(), raw)
	if err != nil {
		return err
	}
	if resent {
		header(echo).FieldByName("PossResend").Set(reflect.ValueOf(runtime.NewBool(true)))
	}
	_, err = s.Send(ctx, echo)
	return err
}

// copyBody returns a message with the body of raw and an empty header.
func copyBody(cfg session.Config, raw *runtime.Raw) (runtime.Message, error) {
	t := cfg.Dictionary.Lookup(raw.MsgType())
	if t == nil {
		return nil, session.ErrUnsupported
	}
	m := t.New()
	if fault := runtime.Decode(raw, m, cfg.Policy); !fault.OK() {
		return nil, fmt.Errorf("reflector: %w", fault.Err(t.Name))
	}
	header(m).SetZero()
	reflect.ValueOf(m).Elem().FieldByName("Trailer").SetZero()
	return m, nil
}

// header is the Header of a message of any version.
func header(m runtime.Message) reflect.Value {
	return reflect.ValueOf(m).Elem().FieldByName("Header")
}
