package engine

import (
	"context"

	"github.com/affixgo/affix/runtime"
)

// Forward sends a message that another session received: its type and its body
// byte for byte, behind a header of this session, see [runtime.Raw.Forward].
// header adds fields, OnBehalfOfCompID (115) for example. It is numbered and
// validated like any message that [Session.Send] sends, by the dictionary of
// this session.
//
// Handlers of Router.OnOther have the Raw of a message at hand; it need not be
// kept for Forward, which is done with it when it returns.
func (s *Session) Forward(ctx context.Context, m *runtime.Raw, header ...runtime.Field) (seq uint64, err error) {
	out := m.Forward()
	out.Header = append(out.Header, header...)
	return s.Send(ctx, out)
}
