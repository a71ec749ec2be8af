package runtime_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/affixgo/affix/runtime"
)

func TestView(t *testing.T) {
	t.Parallel()
	var m order
	v := runtime.At(&m)
	for tag, value := range map[int]string{
		11: "X", 54: "1", 38: "002.50", 60: "20261124-10:00:00.5", 64: "20261124", 114: "Y", 18: "1 2", 96: "a\x01b",
		56: "THEM", 34: "7", 89: "sig", 9000: "user", 453: "0",
	} {
		if err := v.Set(tag, value); err != nil {
			t.Errorf("%d: %v", tag, err)
		}
		if got, ok := v.Get(tag); !ok || got != value {
			t.Errorf("%d: got %q, %v", tag, got, ok)
		}
	}
	if m.ClOrdID != "X" || m.Qty.String() != "002.50" || m.Header.TargetCompID != "THEM" || m.Parties == nil || len(m.Unknown) != 1 {
		t.Errorf("%+v", m)
	}
	for tag, want := range map[int]string{35: "D", 8: "FIX.4.4", 95: "3", 93: "3"} {
		if got, _ := v.Get(tag); got != want {
			t.Errorf("%d: got %q, want %q", tag, got, want)
		}
	}
	var all []string
	for tag, value := range v.All() {
		all = append(all, fmt.Sprintf("%d=%s", tag, strings.ReplaceAll(value, "\x01", "^")))
	}
	if got, want := strings.Join(all, "|"), "8=FIX.4.4|35=D|56=THEM|34=7|11=X|453=0|54=1|38=002.50|18=1 2|60=20261124-10:00:00.5|64=20261124|114=Y|95=3|96=a^b|9000=user|93=3|89=sig"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	for _, tag := range []int{11, 54, 38, 60, 64, 114, 18, 96, 56, 34, 89, 9000, 453} {
		if err := v.Set(tag, ""); err != nil {
			t.Error(err)
		}
		if got, ok := v.Get(tag); ok {
			t.Errorf("%d is still %q", tag, got)
		}
	}
	if b, err := runtime.Marshal(&m); err != nil || string(b) != string(frame("35=D|")) {
		t.Errorf("something is left: %s", readable(b))
	}
}

func TestViewRefuses(t *testing.T) {
	t.Parallel()
	var m order
	v := runtime.At(&m)
	tests := []struct {
		tag    int
		value  string
		reason runtime.Reason
	}{
		{38, "abc", runtime.ReasonIncorrectFormat},
		{54, "11", runtime.ReasonIncorrectFormat},
		{11, "a\x01b", runtime.ReasonEmbeddedSOH},
		{9000, "a\x01b", runtime.ReasonEmbeddedSOH},
		{9, "100", runtime.ReasonFieldOrder},
		{95, "3", runtime.ReasonFieldOrder},
		{453, "2", runtime.ReasonGroupCount},
		{448, "x", runtime.ReasonNotInMessage},
		{0, "x", runtime.ReasonInvalidTag},
		{-5, "x", runtime.ReasonInvalidTag},
	}
	for _, test := range tests {
		var fe *runtime.FieldError
		if err := v.Set(test.tag, test.value); !errors.As(err, &fe) || fe.Reason != test.reason || fe.Tag != test.tag {
			t.Errorf("%d=%q: %v", test.tag, test.value, err)
		}
	}
	if _, err := v.Add(453); err == nil {
		t.Error("an entry was appended to a slice of structs")
	}
	none := runtime.At((*order)(nil))
	if _, ok := none.Get(11); ok || none.Set(11, "x") == nil || none.Entries(453) != nil {
		t.Error("a nil message has fields")
	}
	for range none.All() {
		t.Error("a nil message has fields")
	}
}

func TestViewEntries(t *testing.T) {
	t.Parallel()
	m := &order{Parties: []party{{PartyID: "P"}, {PartyID: "Q", Subs: []partySub{{SubID: "s"}}}}}
	entries := runtime.At(m).Entries(453)
	if len(entries) != 2 {
		t.Fatalf("%d entries", len(entries))
	}
	if id, _ := entries[1].Entries(802)[0].Get(523); id != "s" {
		t.Errorf("got %q", id)
	}
	if err := entries[0].Set(452, "7"); err != nil || m.Parties[0].Role.String() != "7" {
		t.Errorf("%v %+v", err, m.Parties)
	}
	if err := entries[0].Set(9000, "u"); err != nil || len(m.Parties[0].Unknown) != 1 {
		t.Errorf("%v %+v", err, m.Parties)
	}
	if err := entries[0].Set(58, "x"); err == nil {
		t.Error("an entry took a field of the message")
	}
	if _, ok := entries[0].Get(11); ok {
		t.Error("an entry has the fields of the message")
	}
	if runtime.At(m).Entries(11) != nil {
		t.Error("a field has entries")
	}
}
