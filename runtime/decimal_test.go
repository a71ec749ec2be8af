package runtime_test

import (
	"math/big"
	"strings"
	"testing"
	"unsafe"

	"github.com/affixgo/affix/runtime"
)

func TestDecimalSize(t *testing.T) {
	t.Parallel()
	if got := unsafe.Sizeof(runtime.Decimal{}); got != 24 {
		t.Errorf("Decimal takes %d bytes, want 24", got)
	}
}

// decimalForms are texts FIX allows, and whether they leave the fast path.
func decimalForms() map[string]bool {
	zeros := func(n int) string { return strings.Repeat("0", n) }
	nines := func(n int) string { return strings.Repeat("9", n) }
	return map[string]bool{
		"0":                                 false,
		"-0":                                false,
		"0.0":                               false,
		"-0.00":                             false,
		"0.":                                false,
		".0":                                false,
		"-.0":                               false,
		"-0.":                               false,
		"1":                                 false,
		"-1":                                false,
		"007":                               false,
		"-007":                              false,
		"23.":                               false,
		"-23.":                              false,
		"023.":                              false,
		".5":                                false,
		"-.5":                               false,
		".005":                              false,
		"0.5":                               false,
		"00.5":                              false,
		"200.00":                            false,
		"002000.00":                         false,
		"1.0712":                            false,
		"-12.50":                            false,
		"123456.7":                          false,
		"1234567.8":                         false,
		"12345678":                          false,
		"12345678.":                         false,
		".12345678":                         false,
		"12345678.12345678":                 false,
		"9223372036854775807":               false,
		"9223372036854775808":               false,
		nines(19):                           false,
		"-" + nines(19):                     false,
		nines(10) + "." + nines(9):          false,
		"." + nines(19):                     false,
		nines(19) + ".":                     false,
		nines(20):                           true,
		"18446744073709551615":              true,
		"18446744073709551616":              true,
		"-" + nines(20):                     true,
		nines(10) + "." + nines(10):         true,
		"." + nines(20):                     true,
		nines(20) + ".":                     true,
		nines(38):                           true,
		nines(30) + "." + nines(30):         true,
		"-" + nines(60):                     true,
		zeros(10) + nines(19):               false,
		zeros(254) + "1":                    false,
		zeros(255):                          false,
		zeros(256):                          true,
		zeros(300) + "1.5":                  true,
		"-" + zeros(300):                    true,
		"." + zeros(254) + "1":              false,
		"." + zeros(255) + "1":              true,
		zeros(255) + "." + zeros(254) + "5": false,
		"1." + zeros(300):                   true,
		"1" + zeros(300):                    true,
		zeros(10_000) + "1" + zeros(10_000) + ".": true,
	}
}

func TestDecimalKeepsItsForm(t *testing.T) {
	t.Parallel()
	for text, heap := range decimalForms() {
		d, err := runtime.ParseDecimal(text)
		if err != nil {
			t.Errorf("%v", err)
			continue
		}
		if got := string(d.AppendTo([]byte("44="))); got != "44="+text {
			t.Errorf("%s became %s", text, got)
		}
		if got := d.String(); got != text {
			t.Errorf("%s has String %s", text, got)
		}
		if got := runtime.DecimalOnHeap(d); got != heap {
			t.Errorf("%s on the heap: %v", text, got)
		}
		if _, fraction, _ := strings.Cut(text, "."); d.Scale() != len(fraction) {
			t.Errorf("%s has scale %d", text, d.Scale())
		}
		want, ok := new(big.Rat).SetString(text)
		if !ok {
			t.Fatalf("big.Rat refuses %s", text)
		}
		if d.Rat().Cmp(want) != 0 {
			t.Errorf("%s has Rat %s", text, d.Rat())
		}
		if d.Sign() != want.Sign() || !d.IsSet() {
			t.Errorf("%s has sign %d, set %v", text, d.Sign(), d.IsSet())
		}
		if nearest, _ := want.Float64(); d.Float64() != nearest {
			t.Errorf("%s has Float64 %v, want %v", text, d.Float64(), nearest)
		}
	}
}

// TestDecimalDoesNotKeepItsInput: long numbers are copied.
func TestDecimalDoesNotKeepItsInput(t *testing.T) {
	t.Parallel()
	input := []byte(strings.Repeat("9", 40))
	d, _ := runtime.ParseDecimalForTest(input)
	clear(input)
	if got := d.String(); got != strings.Repeat("9", 40) {
		t.Errorf("became %q", got)
	}
}

func TestDecimalRefuses(t *testing.T) {
	t.Parallel()
	for text, why := range map[string]string{
		"":                            "empty",
		".":                           "no digits",
		"-":                           "no digits",
		"-.":                          "no digits",
		"..":                          "no digits",
		"1..":                         "more than one decimal point",
		"1.2.3":                       "more than one decimal point",
		".1.":                         "more than one decimal point",
		"+1":                          "plus sign",
		"+":                           "plus sign",
		"--1":                         "minus sign",
		"1-":                          "minus sign",
		"1.-5":                        "minus sign",
		"1e5":                         "exponents",
		"1E5":                         "exponents",
		"1.5e-3":                      "exponents",
		"NaN":                         `'N' is not a digit`,
		"Inf":                         `'I' is not a digit`,
		"-Inf":                        `'I' is not a digit`,
		"0x1p2":                       `'x' is not a digit`,
		"1_000":                       `'_' is not a digit`,
		"1,000.00":                    "separators",
		"1,5":                         "separators",
		" 1":                          "spaces",
		"1 ":                          "spaces",
		" ":                           "spaces",
		"1\x01":                       "is not a digit",
		"1\x00":                       "is not a digit",
		"½":                           "is not a digit",
		strings.Repeat("9", 30) + "e": "exponents",
		strings.Repeat("9", 30) + "." + strings.Repeat("9", 30) + ".": "more than one",
		"-" + strings.Repeat(".", 30):                                 "no digits",
		strings.Repeat("9", 30) + "-":                                 "minus sign",
	} {
		d, err := runtime.ParseDecimal(text)
		if err == nil {
			t.Errorf("ParseDecimal(%q) = %v", text, d)
			continue
		}
		if !strings.Contains(err.Error(), why) || !strings.HasPrefix(err.Error(), "runtime: ") {
			t.Errorf("ParseDecimal(%q): %v; want %q", text, err, why)
		}
	}
}

func TestDecimalErrorText(t *testing.T) {
	t.Parallel()
	_, err := runtime.ParseDecimal("1e5")
	const want = `runtime: "1e5" is not a decimal such as -12.50: exponents are not allowed in FIX`
	if err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestMustPanics(t *testing.T) {
	t.Parallel()
	for name, must := range map[string]func(){
		"decimal":   func() { runtime.MustDecimal("1e5") },
		"timestamp": func() { runtime.MustUTCTimestamp("2024-02-29T00:00:00Z") },
	} {
		func() {
			defer func() {
				if err, ok := recover().(error); !ok || !strings.HasPrefix(err.Error(), "runtime: ") {
					t.Errorf("%s: panic with %v", name, err)
				}
			}()
			must()
		}()
	}
}

func TestDecimalOrder(t *testing.T) {
	t.Parallel()
	type pair struct {
		d runtime.Decimal
		r *big.Rat
	}
	var pairs []pair
	for text := range decimalForms() {
		d := runtime.MustDecimal(text)
		pairs = append(pairs, pair{d, d.Rat()})
	}
	for _, text := range []string{"1.0", "1.00", "10", "1.5", "1.50", "-1.5", "1.4999999999999999999999", "99999999999999999999.5", "0.1", "0.10000000000000000001"} {
		d := runtime.MustDecimal(text)
		pairs = append(pairs, pair{d, d.Rat()})
	}
	var absent runtime.Decimal
	for _, a := range pairs {
		for _, b := range pairs {
			want := a.r.Cmp(b.r)
			if got := a.d.Cmp(b.d); got != want || a.d.Equal(b.d) != (want == 0) {
				t.Errorf("%s against %s: %d, want %d", a.d, b.d, got, want)
			}
		}
		if a.d.Cmp(absent) != 1 || absent.Cmp(a.d) != -1 || absent.Equal(a.d) {
			t.Errorf("%s against absent", a.d)
		}
	}
	if absent.Cmp(runtime.Decimal{}) != 0 || !absent.Equal(runtime.Decimal{}) {
		t.Error("absent is not equal to absent")
	}
}
