package fix44_test

import (
	"strings"
	"testing"

	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/runtime"
)

func TestString(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		m    runtime.Message
		want string
	}{
		{"empty", &fix44.Heartbeat{}, "Heartbeat{}"},
		{"no message", (*fix44.Heartbeat)(nil), "Heartbeat(nil)"},
		{"header, meanings, a value that is not enumerated", &fix44.NewOrderSingle{
			Header:       fix44.Header{SenderCompID: "ME", PossDupFlag: runtime.True},
			ClOrdID:      "ORD-1",
			Instrument:   fix44.Instrument{Symbol: "EUR/USD"},
			Side:         fix44.SideSellShort,
			OrdType:      '?',
			OrderQtyData: fix44.OrderQtyData{OrderQty: runtime.MustDecimal("1.50")},
		}, "NewOrderSingle{SenderCompID=ME PossDupFlag=Y ClOrdID=ORD-1 Symbol=EUR/USD Side=Sell short(5) OrderQty=1.50 OrdType=?}"},
		{"sets", &fix44.NewOrderSingle{ExecInst: runtime.SetOf[fix44.ExecInst]("1", "G", "zz")},
			"NewOrderSingle{ExecInst=Not held(1),All or none(G),zz}"},
		{"nested groups", &fix44.NewOrderSingle{Parties: fix44.Parties{NoPartyIDs: []fix44.PartyIDsEntry{
			{PartyID: "A", PtysSubGrp: fix44.PtysSubGrp{NoPartySubIDs: []fix44.PartySubIDsEntry{{PartySubID: "x"}, {PartySubID: "y"}}}},
			{PartyID: "B"},
		}}}, "NewOrderSingle{NoPartyIDs=[{PartyID=A NoPartySubIDs=[{PartySubID=x} {PartySubID=y}]} {PartyID=B}]}"},
		{"a group of none", &fix44.NewOrderSingle{Parties: fix44.Parties{NoPartyIDs: []fix44.PartyIDsEntry{}}}, "NewOrderSingle{NoPartyIDs=[]}"},
		{"texts", &fix44.News{Headline: "two words", URLLink: `{"}`, EncodedHeadline: []byte("\x01\xff")},
			`News{Headline="two words" EncodedHeadline="\x01\xff" URLLink="{\"}"}`},
		{"texts that would break a log", &fix44.News{Headline: "a\nb", URLLink: "a\u2028b"},
			`News{Headline="a\nb" URLLink="a\u2028b"}`},
		{"unknown tags", &fix44.Heartbeat{Unknown: []runtime.Field{{Tag: 5001, Value: "x"}, {Tag: 54, Value: "1"}}},
			"Heartbeat{5001=x Side=Buy(1)}"},
		{"credentials", &fix44.Logon{Username: "me", Password: "guess", RawData: []byte("guess"), EncryptMethod: fix44.EncryptMethodNone},
			"Logon{EncryptMethod=None(0) RawData=*** Username=*** Password=***}"},
		{"credentials among unknown tags", &fix44.Heartbeat{Unknown: []runtime.Field{{Tag: 95, Value: "5"}, {Tag: 96, Value: "guess"}, {Tag: 554, Value: "guess"}, {Tag: 1402, Value: "guess"}}},
			"Heartbeat{RawDataLength=*** RawData=*** Password=*** 1402=***}"},
		{"credentials in a group", &fix44.NewOrderSingle{Parties: fix44.Parties{NoPartyIDs: []fix44.PartyIDsEntry{
			{PartyID: "A", Unknown: []runtime.Field{{Tag: 925, Value: "guess"}}}}}},
			"NewOrderSingle{NoPartyIDs=[{PartyID=A NewPassword=***}]}"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := runtime.Text(tt.m); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestSecret(t *testing.T) {
	t.Parallel()
	for _, tag := range []int{95, 96, 553, 554, 925, 1400, 1401, 1402, 1403, 1404} {
		if !runtime.Secret(tag) {
			t.Errorf("tag %d is shown", tag)
		}
	}
	for _, tag := range []int{1, 49, 58, 94, 97, 552, 555, 924, 926, 1399, 1405, -96, 0} {
		if runtime.Secret(tag) {
			t.Errorf("tag %d is hidden", tag)
		}
	}
}

// A refused credential is not told in the error.
func TestSecretsInErrors(t *testing.T) {
	t.Parallel()
	frame := runtime.AppendFrame(nil, "FIX.4.4", []byte("\x0135=A\x01554=guess\x01554=guess"))
	err := runtime.Unmarshal(frame, &fix44.Logon{})
	if err == nil || strings.Contains(err.Error(), "guess") || !strings.Contains(err.Error(), "554") {
		t.Errorf("error %v", err)
	}
}
