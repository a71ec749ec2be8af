package runtime_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/affixgo/affix/runtime"
)

func TestChar(t *testing.T) {
	t.Parallel()
	for c := range 256 {
		text := string([]byte{byte(c)})
		got, err := runtime.ParseChar(text)
		_, ok := runtime.ParseCharForTest([]byte(text))
		if allowed := c != 0 && c != 1; allowed != ok || allowed != (err == nil) {
			t.Errorf("%q: %v, %v", text, ok, err)
			continue
		}
		if err == nil && (got.String() != text || !got.IsSet()) {
			t.Errorf("%q became %q", text, got)
		}
	}
	for text, why := range map[string]string{"": "empty", "AB": "exactly one", "é": "more than one byte", "\x01": "SOH"} {
		if _, err := runtime.ParseChar(text); err == nil || !strings.Contains(err.Error(), why) {
			t.Errorf("%q: %v; want %q", text, err, why)
		}
		if _, ok := runtime.ParseCharForTest([]byte(text)); ok {
			t.Errorf("%q accepted", text)
		}
	}
}

func TestBool(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text       string
		want       runtime.Bool
		set, value bool
	}{
		{"Y", runtime.True, true, true},
		{"N", runtime.False, true, false},
		{"", 0, false, false},
	}
	for _, tt := range tests {
		var b runtime.Bool
		if err := b.UnmarshalText([]byte(tt.text)); err != nil {
			t.Errorf("%v", err)
		}
		if b != tt.want || b.IsSet() != tt.set || b.Value() != tt.value || b.String() != tt.text {
			t.Errorf("%q became %v, set %v, value %v", tt.text, b, b.IsSet(), b.Value())
		}
		if tt.set && runtime.NewBool(tt.value) != b {
			t.Errorf("NewBool(%v) is not %v", tt.value, b)
		}
	}
	for _, text := range []string{"", "y", "n", "1", "0", "YN", "Y ", " N", "true", "\x00"} {
		if _, err := runtime.ParseBool(text); err == nil {
			t.Errorf("ParseBool accepts %q", text)
		}
		if _, ok := runtime.ParseBoolForTest([]byte(text)); ok {
			t.Errorf("parseBool accepts %q", text)
		}
	}
}

// allTypes has a field of every value type.
type allTypes struct {
	Char         runtime.Char
	Bool         runtime.Bool
	Int          runtime.Int
	Decimal      runtime.Decimal
	Timestamp    runtime.UTCTimestamp
	TimeOnly     runtime.UTCTimeOnly
	DateOnly     runtime.UTCDateOnly
	LocalMktDate runtime.LocalMktDate
	LocalMktTime runtime.LocalMktTime
	MonthYear    runtime.MonthYear
	TZTimeOnly   runtime.TZTimeOnly
	TZTimestamp  runtime.TZTimestamp
	Chars        runtime.Set[runtime.Char]
	Strings      runtime.Set[string]
}

// TestJSON: every type goes through MarshalText and UnmarshalText, absent as "".
func TestJSON(t *testing.T) {
	t.Parallel()
	const set = `{"Char":"A","Bool":"N","Int":"-007","Decimal":"002000.00",` +
		`"Timestamp":"20240229-23:59:60.123456789012","TimeOnly":"23:59:60.5","DateOnly":"20240229",` +
		`"LocalMktDate":"19991231","LocalMktTime":"16:30:00","MonthYear":"202403w2",` +
		`"TZTimeOnly":"07:39Z","TZTimestamp":"20060901-13:09:00+05:30","Chars":"1 G","Strings":"AA B AA"}`
	const absent = `{"Char":"","Bool":"","Int":"","Decimal":"","Timestamp":"","TimeOnly":"","DateOnly":"",` +
		`"LocalMktDate":"","LocalMktTime":"","MonthYear":"","TZTimeOnly":"","TZTimestamp":"","Chars":"","Strings":""}`
	var v allTypes
	if err := json.Unmarshal([]byte(set), &v); err != nil {
		t.Fatal(err)
	}
	if got, _ := json.Marshal(v); string(got) != set {
		t.Errorf("became %s", got)
	}
	if err := json.Unmarshal([]byte(absent), &v); err != nil {
		t.Fatal(err)
	}
	if v != (allTypes{}) {
		t.Errorf("absent values are not zero: %+v", v)
	}
	if got, _ := json.Marshal(v); string(got) != absent {
		t.Errorf("became %s", got)
	}
}

// TestUnmarshalErrorKeepsTheValue: what cannot be read changes nothing.
func TestUnmarshalErrorKeepsTheValue(t *testing.T) {
	t.Parallel()
	d := runtime.MustDecimal("1.50")
	if err := d.UnmarshalText([]byte("1e5")); err == nil || d.String() != "1.50" {
		t.Errorf("%v, %v", d, err)
	}
}
