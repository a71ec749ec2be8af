package runtime_test

import (
	"math"
	"strings"
	"testing"
	"unsafe"

	"github.com/affixgo/affix/runtime"
)

func TestIntSize(t *testing.T) {
	t.Parallel()
	if got := unsafe.Sizeof(runtime.Int{}); got != 16 {
		t.Errorf("Int takes %d bytes, want 16", got)
	}
}

func TestIntKeepsItsForm(t *testing.T) {
	t.Parallel()
	zeros := func(n int) string { return strings.Repeat("0", n) }
	for text, want := range map[string]int64{
		"0":                                0,
		"-0":                               0,
		"000":                              0,
		"-000":                             0,
		"7":                                7,
		"007":                              7,
		"-007":                             -7,
		"-15":                              -15,
		"10":                               10,
		"100":                              100,
		"9223372036854775807":              math.MaxInt64,
		"-9223372036854775808":             math.MinInt64,
		"0009223372036854775807":           math.MaxInt64,
		"-0009223372036854775808":          math.MinInt64,
		zeros(255) + "1":                   1,
		"-" + zeros(255) + "1":             -1,
		zeros(256):                         0,
		zeros(255) + "9223372036854775807": math.MaxInt64,
	} {
		n, err := runtime.ParseInt(text)
		if err != nil {
			t.Errorf("%v", err)
			continue
		}
		if n.Value() != want || !n.IsSet() {
			t.Errorf("%s has value %d, set %v", text, n.Value(), n.IsSet())
		}
		if got := n.String(); got != text {
			t.Errorf("%s became %s", text, got)
		}
		if made := runtime.NewInt(want); !made.Equal(n) || made.Compare(n) != 0 {
			t.Errorf("%s does not equal NewInt(%d)", text, want)
		}
	}
}

func TestIntRefuses(t *testing.T) {
	t.Parallel()
	for text, why := range map[string]string{
		"":                             "empty",
		"-":                            "no digits",
		"--1":                          "minus sign",
		"1-":                           "minus sign",
		"+1":                           "plus sign",
		" 1":                           "spaces",
		"1 ":                           "spaces",
		"1e5":                          "exponents",
		"1,000":                        "separators",
		"1.0":                          "decimal point",
		"0x10":                         `'x' is not a digit`,
		"١":                            "is not a digit",
		"1\x00":                        "is not a digit",
		"9223372036854775808":          "64 bits",
		"-9223372036854775809":         "64 bits",
		"18446744073709551615":         "64 bits",
		"18446744073709551616":         "64 bits",
		"99999999999999999999":         "64 bits",
		strings.Repeat("0", 256) + "1": "leading zeros",
		strings.Repeat("0", 300):       "leading zeros",
		strings.Repeat("9", 5000):      "64 bits",
	} {
		n, err := runtime.ParseInt(text)
		if err == nil {
			t.Errorf("ParseInt(%q) = %v", text, n)
			continue
		}
		if !strings.Contains(err.Error(), why) || !strings.HasPrefix(err.Error(), "runtime: ") || len(err.Error()) > 250 {
			t.Errorf("ParseInt(%q): %v; want %q", text, err, why)
		}
	}
}

func TestNewInt(t *testing.T) {
	t.Parallel()
	for v, want := range map[int64]string{
		0: "0", 1: "1", -1: "-1", 42: "42",
		math.MaxInt64: "9223372036854775807",
		math.MinInt64: "-9223372036854775808",
	} {
		n := runtime.NewInt(v)
		if n.String() != want || n.Value() != v {
			t.Errorf("NewInt(%d) is %s, value %d", v, n, n.Value())
		}
		if parsed, _ := runtime.ParseInt(want); parsed != n {
			t.Errorf("NewInt(%d) and the parsed %s differ", v, want)
		}
	}
}

func TestIntOrder(t *testing.T) {
	t.Parallel()
	ordered := []runtime.Int{
		{}, runtime.NewInt(math.MinInt64), runtime.NewInt(-1), runtime.NewInt(0), runtime.NewInt(1), runtime.NewInt(math.MaxInt64),
	}
	for i, a := range ordered {
		for j, b := range ordered {
			want := min(max(i-j, -1), 1)
			if got := a.Compare(b); got != want || a.Equal(b) != (want == 0) {
				t.Errorf("%q against %q: %d, equal %v", a, b, got, a.Equal(b))
			}
		}
	}
}
