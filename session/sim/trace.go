package sim

import (
	"bytes"
	"fmt"

	"github.com/affixgo/affix/session"
)

// tracef adds a line to the transcript; s is nil for what happens between the
// sides.
func (w *world) tracef(s *side, format string, args ...any) {
	if !w.tracing {
		return
	}
	who := "          "
	if s != nil {
		who = fmt.Sprintf("%-10s", s.name)
	}
	w.trace = append(w.trace, w.now.Format("15:04:05.000 ")+who+fmt.Sprintf(format, args...))
}

func readable(b []byte) string { return string(bytes.ReplaceAll(b, []byte{1}, []byte{'|'})) }

// lazy values are made readable only if somebody reads them.
type describeInput session.Input

func (d describeInput) String() string {
	in := session.Input(d)
	switch {
	case in.Kind == session.InputReceived:
		return "recv " + in.Raw.Readable()
	case in.Kind == session.InputSend:
		return "send " + in.Message.MsgType()
	case in.Err != nil:
		return in.Kind.String() + " " + in.Err.Error()
	}
	return in.Kind.String() + " " + in.Text
}

func describeAction(a *session.Action) lazyAction { return lazyAction{a} }

type lazyAction struct{ a *session.Action }

func (l lazyAction) String() string {
	a := l.a
	switch a.Kind {
	case session.ActionSave, session.ActionExpect, session.ActionRenumber, session.ActionDeliver:
		return fmt.Sprintf("%-8s %d", a.Kind, a.Seq)
	case session.ActionTransmit:
		return fmt.Sprintf("%-8s %s", a.Kind, readable(a.Bytes))
	case session.ActionReplay:
		return fmt.Sprintf("%-8s %d-%d", a.Kind, a.From, a.To)
	case session.ActionNotify, session.ActionDisconnect:
		e := a.Event
		return fmt.Sprintf("%-8s %v %v %d %d-%d %s", a.Kind, e.Kind, e.Reason, e.Seq, e.From, e.To, e.Text)
	}
	return a.Kind.String()
}
