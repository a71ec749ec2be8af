package randfix_test

import (
	"strings"
	"testing"

	"github.com/affixgo/affix/generated/fix40"
	"github.com/affixgo/affix/generated/fix42"
	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/generated/fix50sp2"
	"github.com/affixgo/affix/runtime"
)

// sound is a message of each version that has nothing wrong with it.
var sound = []struct {
	d             *runtime.Dictionary
	header, order string // a NewOrderSingle
	groups        bool   // it has NoAllocs (78) with AllocAccount (79) and AllocQty or AllocShares (80)
}{
	{fix40.Dictionary, "35=D|49=A|56=B|34=2|52=20261124-10:00:00|", "11=ID|21=1|55=X|54=1|38=100|40=1|", false},
	{fix42.Dictionary, "35=D|49=A|56=B|34=2|52=20261124-10:00:00|", "11=ID|21=1|55=X|54=1|60=20261124-10:00:00|38=100|40=1|", true},
	{fix44.Dictionary, "35=D|49=A|56=B|34=2|52=20261124-10:00:00|", "11=ID|55=X|54=1|60=20261124-10:00:00|38=100|40=1|", true},
	{fix50sp2.Dictionary, "35=D|49=A|56=B|34=2|52=20261124-10:00:00|", "11=ID|55=X|54=1|60=20261124-10:00:00|38=100|40=1|", true},
}

// One case for each kind of fault, in several versions: SessionRejectReason and
// RefTagID as the session layer has them.
func TestEveryFault(t *testing.T) {
	t.Parallel()
	with := func(fields string) func(string) string { return func(m string) string { return m + fields } }
	swap := func(old, now string) func(string) string {
		return func(m string) string { return strings.Replace(m, old, now, 1) }
	}
	tests := []struct {
		name   string
		change func(message string) string
		reason int // SessionRejectReason, -1 for none
		tag    int
		groups bool // where there are groups
	}{
		{"nothing", with(""), -1, 0, false},
		{"unknown tag", with("4999=x|"), 0, 4999, false},
		{"user-defined tag", with("20001=x|"), 0, 20001, false},
		{"tag zero", with("0=x|"), 0, 0, false},
		{"negative tag", with("-1=x|"), 0, -1, false},
		{"required field", swap("11=ID|", ""), 1, 11, false},
		{"required header field", swap("56=B|", ""), 1, 56, false},
		{"required in a component", swap("54=1|", ""), 1, 54, false},
		{"two required fields", func(m string) string { return swap("11=ID|", "")(swap("54=1|", "")(m)) }, 1, 11, false},
		{"tag of another message", with("112=x|"), 2, 112, false},
		{"no value", swap("55=X|", "55=|"), 4, 55, false},
		{"no value in the header", swap("56=B|", "56=|"), 4, 56, false},
		{"not enumerated", swap("54=1|", "54=Z|"), 5, 54, false},
		{"decimal", swap("38=100|", "38=+200.00|"), 6, 38, false},
		{"decimal with an exponent", swap("38=100|", "38=1e2|"), 6, 38, false},
		{"time without time", with("126=20040415|"), 6, 126, false},
		{"time that does not exist", with("126=20040231-10:00:00|"), 6, 126, false},
		{"boolean", swap("34=2|", "34=2|43=X|"), 6, 43, false},
		{"tag twice", with("11=ID|"), 13, 11, false},
		{"header tag twice", swap("49=A|", "49=A|49=A|"), 13, 49, false},
		{"header field in the body", with("115=X|"), 14, 115, false},
		{"framing field in the body", with("35=D|"), 14, 35, false},
		{"trailer field in the body", func(m string) string { return swap("55=X|", "93=1|89=x|55=X|")(m) }, 14, 55, false},
		{"the first fault of two", func(m string) string { return swap("55=X|", "55=|")(m) + "4999=x|" }, 4, 55, false},
		{"a fault before a missing field", func(m string) string { return swap("11=ID|", "")(m) + "4999=x|" }, 0, 4999, false},

		{"count too large", with("78=3|79=a|79=b|"), 16, 78, true},
		{"count too small", with("78=1|79=a|79=b|"), 16, 78, true},
		{"count of zero", with("78=0|"), -1, 0, true},
		{"count of zero with entries", with("78=0|79=a|"), 16, 78, true},
		{"count that is no number", with("78=x|79=a|"), 6, 78, true},
		{"first member missing", with("78=1|80=5|79=a|"), 15, 80, true},
		{"member twice", with("78=1|79=a|80=5|80=5|"), 15, 80, true},
		{"member's format", with("78=1|79=a|80=five|"), 6, 80, true},
		{"member without its group", with("79=a|"), 2, 79, true},
		{"length that does not fit", with("354=2|355=abc|"), 6, 354, true},
		{"length that is no number", with("354=x|355=abc|"), 6, 354, true},
		{"length without data", with("354=3|"), 1, 355, true},
		{"data without length", with("355=abc|"), 1, 354, true},
		{"data with separators", with("354=8|355=a|10=0|b|"), -1, 0, true},
	}
	for _, s := range sound {
		for _, test := range tests {
			if test.groups && !s.groups {
				continue
			}
			t.Run(s.d.Version.Name+"/"+test.name, func(t *testing.T) {
				t.Parallel()
				fields := "\x01" + strings.TrimSuffix(strings.ReplaceAll(test.change(s.header+s.order), "|", "\x01"), "\x01")
				frame := runtime.AppendFrame(nil, s.d.BeginString(), []byte(fields))
				var raw runtime.Raw
				if err := raw.Parse(frame, s.d.Version); err != nil {
					t.Fatal(err)
				}
				got := s.d.Validate(&raw, runtime.Policy{})
				if got.Reason.Code() != test.reason || got.Tag != test.tag {
					t.Errorf("%s\ngot %d (%s) tag %d, want %d tag %d", show(frame), got.Reason.Code(), got.Reason, got.Tag, test.reason, test.tag)
				}
				accepted(t, s.d, &raw, runtime.Policy{})
			})
		}
	}
}
