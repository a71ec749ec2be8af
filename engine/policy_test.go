package engine_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/runtime"
)

// What is wrong with a message is told to who sends it, and takes no number.
func TestSendValidates(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := startVenue(t, engine.NewRouter())
		p := v.logon(t, 1, "")
		tests := []struct {
			name   string
			change func(*fix44.NewOrderSingle)
			want   runtime.Fault
		}{
			{"required field", func(m *fix44.NewOrderSingle) { m.ClOrdID = "" }, runtime.Fault{Reason: runtime.ReasonRequiredMissing, Tag: 11}},
			{"value", func(m *fix44.NewOrderSingle) { m.Side = 'Z' }, runtime.Fault{Reason: runtime.ReasonIncorrectValue, Tag: 54}},
			{"value of a set", func(m *fix44.NewOrderSingle) { m.ExecInst = runtime.SetOf(fix44.ExecInst("1"), fix44.ExecInst("?")) }, runtime.Fault{Reason: runtime.ReasonIncorrectValue, Tag: 18}},
			{"code that is no number", func(m *fix44.NewOrderSingle) { m.PriceType = "one" }, runtime.Fault{Reason: runtime.ReasonIncorrectFormat, Tag: 423}},
			{"boolean", func(m *fix44.NewOrderSingle) { m.LocateReqd = 'X' }, runtime.Fault{Reason: runtime.ReasonIncorrectFormat, Tag: 114}},
			{"SOH in a text", func(m *fix44.NewOrderSingle) { m.Text = "a\x01b" }, runtime.Fault{Reason: runtime.ReasonEmbeddedSOH, Tag: 58}},
			{"entry without its first field", func(m *fix44.NewOrderSingle) { m.NoPartyIDs = make([]fix44.PartyIDsEntry, 1) }, runtime.Fault{Reason: runtime.ReasonRequiredMissing, Tag: 448}},
			{"entries", func(m *fix44.NewOrderSingle) { m.NoPartyIDs = make([]fix44.PartyIDsEntry, 20_000) }, runtime.Fault{Reason: runtime.ReasonTooManyEntries, Tag: 453}},
			{"unknown tag", func(m *fix44.NewOrderSingle) { m.Unknown = []runtime.Field{{Tag: 5001, Value: "x"}} }, runtime.Fault{Reason: runtime.ReasonInvalidTag, Tag: 5001}},
			{"value in the header", func(m *fix44.NewOrderSingle) { m.Header.PossResend = 'X' }, runtime.Fault{Reason: runtime.ReasonIncorrectFormat, Tag: 97}},
		}
		for _, test := range tests {
			m := order("A")
			test.change(m)
			_, err := v.Send(t.Context(), m)
			var fe *runtime.FieldError
			if !errors.As(err, &fe) || fe.Reason != test.want.Reason || fe.Tag != test.want.Tag || engine.NumberConsumed(err) {
				t.Errorf("%s: %v", test.name, err)
			}
		}
		go send(t, v.Session, "GOOD")
		p.expect("35=D|34=2|11=GOOD")
		p.leave()
	})
}

// Each policy of a session lets through what it is for, in and out.
func TestPolicies(t *testing.T) {
	const keep, ignore = runtime.PolicyKeep, runtime.PolicyIgnore
	tests := []struct {
		name   string
		fields string // that are refused by default
		reject string // how
		keep   runtime.Policy
		ignore runtime.Policy
	}{
		{"unknown tags", "|4999=x", "371=4999|373=0", runtime.Policy{UnknownTags: keep}, runtime.Policy{UnknownTags: ignore}},
		{"user-defined tags", "|20001=x", "371=20001|373=0", runtime.Policy{UserTags: keep}, runtime.Policy{UserTags: ignore}},
		{"foreign tags", "|112=x", "371=112|373=2", runtime.Policy{ForeignTags: keep}, runtime.Policy{ForeignTags: ignore}},
		{"unknown values", "|59=Z", "371=59|373=5", runtime.Policy{UnknownValues: keep}, runtime.Policy{UnknownValues: ignore}},
		{"empty values", "|58=", "371=58|373=4", runtime.Policy{EmptyValues: keep}, runtime.Policy{EmptyValues: ignore}},
		{"group order", "|453=1|448=P|452=1|447=D", "371=447|373=15", runtime.Policy{GroupOrder: keep}, runtime.Policy{GroupOrder: ignore}},
		{"entries", "|453=2|448=P|448=Q", "371=453|373=99", runtime.Policy{}, runtime.Policy{}},
	}
	for _, test := range tests {
		for i, policy := range []runtime.Policy{{}, test.keep, test.ignore} {
			if test.name == "entries" {
				policy.Limits.GroupEntries = []int{1, 2, -1}[i]
			}
			t.Run(test.name, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					r := engine.NewRouter()
					engine.On(r, func(ctx context.Context, s *engine.Session, m *fix44.NewOrderSingle) error {
						_, err := s.Send(ctx, m) // as it came
						return err
					})
					v := startVenue(t, r, func(cfg *engine.AcceptorConfig) { cfg.Sessions[0].Policy = policy })
					p := v.logon(t, 1, "")
					p.send(orderBody("A") + test.fields)
					if i == 0 {
						p.expect("35=3|45=2|372=D|" + test.reject)
					} else {
						p.expect("35=D|11=A")
					}
					p.leave()
				})
			})
		}
	}
}
