package engine_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/runtime"
)

// A message without a handler goes on to another session, byte for byte.
func TestForward(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		to := startVenue(t, engine.NewRouter())
		r := engine.NewRouter()
		r.OnOther(func(ctx context.Context, _ *engine.Session, m *runtime.Raw) error {
			seq, err := to.Forward(ctx, m, runtime.Field{Tag: 115, Value: "DESK"})
			if err == nil && seq != 2 {
				t.Errorf("number %d", seq)
			}
			return err
		})
		from := startVenue(t, r)
		p, q := from.logon(t, 1, ""), to.logon(t, 1, "")
		const body = "60=20000101-00:00:00.123456|11=A|55=X|54=1|38=002000.00|354=3|355=a|b|40=1|453=1|448=P|447=D|452=1"
		p.send("35=D|97=Y|" + body)
		got := q.expect("35=D|34=2|49=VENUE|56=CLIENT|97=Y|115=DESK|11=A")
		if !strings.Contains(got, "|"+body+"|10=") {
			t.Errorf("the body changed: %s", got)
		}
		p.leave()
		q.leave()
	})
}

// A message made by tag is numbered like any other, once its dictionary is
// content with it.
func TestSendRaw(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := startVenue(t, engine.NewRouter())
		p := v.logon(t, 1, "")
		body := runtime.Fields{}.Add(11, "A").Add(55, "X").Add(54, "1").Add(60, "20000101-00:00:00").Add(38, "100").Add(40, "1")
		for name, m := range map[string]*runtime.RawMessage{
			"nothing":                  nil,
			"a message of the session": {Type: "0"},
			"an unknown type":          {Type: "U1", Body: body},
			"an unknown tag":           {Type: "D", Body: append(body[:6:6], runtime.Field{Tag: 5000, Value: "x"})},
			"a required field missing": {Type: "D", Body: body[1:]},
		} {
			seq, err := v.Send(t.Context(), m)
			if err == nil || seq != 0 || engine.NumberConsumed(err) {
				t.Errorf("%s: number %d, %v", name, seq, err)
			}
		}
		_, err := v.Send(t.Context(), &runtime.RawMessage{Type: "D", Body: append(body[:6:6], runtime.Field{Tag: 59, Value: "x"})})
		var fe *runtime.FieldError
		if !errors.As(err, &fe) || fe.Tag != 59 || fe.Name != "TimeInForce" || fe.Message != "NewOrderSingle" {
			t.Errorf("got %v", err)
		}
		var none *fix44.NewOrderSingle
		if _, err := v.Send(t.Context(), none); err == nil {
			t.Error("a nil pointer was sent")
		}
		go func() {
			if _, err := v.Send(t.Context(), &runtime.RawMessage{Type: "D", Body: body}); err != nil {
				t.Error(err)
			}
		}()
		p.expect("35=D|34=2|11=A|55=X")
		p.leave()
	})
}
