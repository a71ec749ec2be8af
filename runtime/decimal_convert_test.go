package runtime_test

import (
	"math"
	"math/big"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/affixgo/affix/runtime"
)

func TestNewDecimal(t *testing.T) {
	t.Parallel()
	zeros := func(n int) string { return strings.Repeat("0", n) }
	tests := []struct {
		coef  int64
		scale int
		want  string
	}{
		{0, 0, "0"},
		{0, 2, "0.00"},
		{10712, 4, "1.0712"},
		{5, 2, "0.05"},
		{-5, 2, "-0.05"},
		{-5, 0, "-5"},
		{1_000_000, 0, "1000000"},
		{math.MaxInt64, 0, "9223372036854775807"},
		{math.MinInt64, 0, "-9223372036854775808"},
		{math.MinInt64, 19, "-0.9223372036854775808"},
		{math.MinInt64, 25, "-0.0000009223372036854775808"},
		{1, 255, "0." + zeros(254) + "1"},
		{15, 256, "0." + zeros(254) + "1"},
		{1, 256, "0." + zeros(255)},
		{-1, math.MaxInt, "0." + zeros(255)},
		{0, math.MaxInt, "0." + zeros(255)},
		{5, -3, "5000"},
		{-5, -18, "-5" + zeros(18)},
		{5, -19, "5" + zeros(19)},
		{-123, -17, "-123" + zeros(17)},
		{math.MinInt64, -1, "-92233720368547758080"},
		{7, -255, "7" + zeros(255)},
		{7, -256, "7" + zeros(255)},
		{7, math.MinInt, "7" + zeros(255)},
		{0, -255, "0"},
		{0, math.MinInt, "0"},
	}
	for _, tt := range tests {
		d := runtime.NewDecimal(tt.coef, tt.scale)
		if got := d.String(); got != tt.want {
			t.Errorf("NewDecimal(%d, %d) = %s, want %s", tt.coef, tt.scale, got, tt.want)
		}
		parsed := runtime.MustDecimal(tt.want)
		if !parsed.Equal(d) {
			t.Errorf("NewDecimal(%d, %d) does not equal the parsed %s", tt.coef, tt.scale, tt.want)
		}
		if !runtime.DecimalOnHeap(d) && parsed != d {
			t.Errorf("NewDecimal(%d, %d) and the parsed %s have different forms", tt.coef, tt.scale, tt.want)
		}
	}
}

func TestDecimalFromFloat(t *testing.T) {
	t.Parallel()
	tests := []struct {
		f     float64
		scale int
		want  string
	}{
		{1.5, 2, "1.50"},
		{1.005, 2, "1.00"},
		{0.1, 20, "0.10000000000000000555"},
		{-12.345, 1, "-12.3"},
		{-0.001, 2, "0.00"},
		{math.Copysign(0, -1), 0, "0"},
		{1e22, 0, "10000000000000000000000"},
		{math.SmallestNonzeroFloat64, 0, "0"},
	}
	for _, tt := range tests {
		d, err := runtime.DecimalFromFloat(tt.f, tt.scale)
		if err != nil || d.String() != tt.want {
			t.Errorf("DecimalFromFloat(%v, %d) = %s, %v; want %s", tt.f, tt.scale, d, err, tt.want)
		}
	}
	if d, err := runtime.DecimalFromFloat(math.MaxFloat64, 255); err != nil || d.Float64() != math.MaxFloat64 {
		t.Errorf("the largest float became %v, %v", d, err)
	}
	for _, f := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
		if d, err := runtime.DecimalFromFloat(f, 2); err == nil || d.IsSet() {
			t.Errorf("DecimalFromFloat(%v) = %v", f, d)
		}
	}
	for _, scale := range []int{-1, 256, math.MaxInt, math.MinInt} {
		if d, err := runtime.DecimalFromFloat(1, scale); err == nil || d.IsSet() {
			t.Errorf("DecimalFromFloat(1, %d) = %v", scale, d)
		}
	}
}

func TestDecimalFloat64OutOfRange(t *testing.T) {
	t.Parallel()
	if got := runtime.MustDecimal("-1" + strings.Repeat("0", 400)).Float64(); !math.IsInf(got, -1) {
		t.Errorf("got %v", got)
	}
	if got := runtime.MustDecimal("0." + strings.Repeat("0", 400) + "1").Float64(); got != 0 {
		t.Errorf("got %v", got)
	}
}

func TestDecimalIntegers(t *testing.T) {
	t.Parallel()
	zeros := strings.Repeat("0", 300)
	tests := []struct {
		text   string
		coef   int64
		coefOK bool
		v      int64
		exact  bool
	}{
		{"0", 0, true, 0, true},
		{"-0", 0, true, 0, true},
		{"12.50", 1250, true, 12, false},
		{"-12.50", -1250, true, -12, false},
		{"12.00", 1200, true, 12, true},
		{"23.", 23, true, 23, true},
		{".5", 5, true, 0, false},
		{"9223372036854775807", math.MaxInt64, true, math.MaxInt64, true},
		{"9223372036854775808", 0, false, math.MaxInt64, false},
		{"-9223372036854775808", math.MinInt64, true, math.MinInt64, true},
		{"-9223372036854775809", 0, false, math.MinInt64, false},
		{"-9223372036854775808.0", 0, false, math.MinInt64, true},
		{"99999999999999999999", 0, false, math.MaxInt64, false},
		{"-99999999999999999999", 0, false, math.MinInt64, false},
		{"0.000000000000000000000001", 1, true, 0, false},
		{"0.000000000000000000000000", 0, true, 0, true},
		{zeros + "12.5", 125, true, 12, false},
		{"-" + zeros + "12.0", -120, true, -12, true},
		{"-" + zeros, 0, true, 0, true},
		{"7." + zeros, 0, false, 7, true},
	}
	for _, tt := range tests {
		d := runtime.MustDecimal(tt.text)
		coef, ok := d.Coefficient()
		if ok != tt.coefOK || ok && coef != tt.coef {
			t.Errorf("%s has coefficient %d, %v", tt.text, coef, ok)
		}
		if v, exact := d.Int64(); v != tt.v || exact != tt.exact {
			t.Errorf("%s has Int64 %d, %v; want %d, %v", tt.text, v, exact, tt.v, tt.exact)
		}
	}
}

func TestDecimalRescale(t *testing.T) {
	t.Parallel()
	tests := []struct {
		text  string
		scale int
		want  string
		exact bool
	}{
		{"1.5", 2, "1.50", true},
		{"1.5", 1, "1.5", true},
		{"001.5", 1, "1.5", true},
		{"23.", 0, "23", true},
		{"1.50", 1, "1.5", true},
		{"1.45", 1, "1.5", false},
		{"1.44", 1, "1.4", false},
		{"-1.45", 1, "-1.5", false},
		{"0.5", 0, "1", false},
		{"-0.4", 0, "0", false},
		{"-0", 2, "0.00", true},
		{"9.99", 1, "10.0", false},
		{"9999999999999999999", 1, "9999999999999999999.0", true},
		{"999999999999999999.9", 0, "1000000000000000000", false},
		{".9999999999999999999", 0, "1", false},
		{".4999999999999999999", 0, "0", false},
		{"0.00000000000000000009", 0, "0", false},
		{"0.99999999999999999999", 0, "1", false},
		{"1", 255, "1." + strings.Repeat("0", 255), true},
		{"0", 255, "0." + strings.Repeat("0", 255), true},
		{"1", 300, "1." + strings.Repeat("0", 255), true},
		{"1.5", -1, "2", false},
		{"1.5", math.MinInt, "2", false},
		{"99999999999999999999.95", 1, "100000000000000000000.0", false},
		{"-99999999999999999999.94", 1, "-99999999999999999999.9", false},
		{"-0.000000000000000000000000000001", 2, "0.00", false},
		{"123456789012345678901234567890", 1, "123456789012345678901234567890.0", true},
	}
	for _, tt := range tests {
		got, exact := runtime.MustDecimal(tt.text).Rescale(tt.scale)
		if got.String() != tt.want || exact != tt.exact {
			t.Errorf("%s to scale %d is %s, %v; want %s, %v", tt.text, tt.scale, got, exact, tt.want, tt.exact)
		}
	}
}

// TestDecimalAgainstRat compares with math/big over random numbers.
func TestDecimalAgainstRat(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(7, 7))
	random := func() runtime.Decimal {
		return runtime.NewDecimal(int64(r.Uint64())>>r.IntN(64), r.IntN(30)-3)
	}
	for range 10_000 {
		a, b, scale := random(), random(), r.IntN(30)
		ratA, ratB := a.Rat(), b.Rat()
		if got, want := a.Cmp(b), ratA.Cmp(ratB); got != want {
			t.Fatalf("%s against %s: %d, want %d", a, b, got, want)
		}
		got, exact := a.Rescale(scale)
		want := ratA.FloatString(scale)
		if strings.Trim(want, "-0.") == "" {
			want = strings.TrimPrefix(want, "-")
		}
		if got.String() != want || exact != (got.Rat().Cmp(ratA) == 0) || got.Scale() != scale {
			t.Fatalf("%s to scale %d is %s, %v; want %s", a, scale, got, exact, want)
		}
		nearest, _ := ratA.Float64()
		if a.Float64() != nearest {
			t.Fatalf("%s has Float64 %v, want %v", a, a.Float64(), nearest)
		}
		whole := new(big.Int).Quo(ratA.Num(), ratA.Denom())
		if v, exact := a.Int64(); whole.IsInt64() && (v != whole.Int64() || exact != ratA.IsInt()) {
			t.Fatalf("%s has Int64 %d, %v", a, v, exact)
		}
	}
}

func TestAbsentDecimal(t *testing.T) {
	t.Parallel()
	var d runtime.Decimal
	if d.IsSet() || d.Sign() != 0 || d.Scale() != 0 || d.Float64() != 0 || d.Rat().Sign() != 0 {
		t.Error("absent has a number")
	}
	if _, ok := d.Coefficient(); ok {
		t.Error("absent has a coefficient")
	}
	if _, exact := d.Int64(); exact {
		t.Error("absent has an Int64")
	}
	if r, exact := d.Rescale(2); r.IsSet() || !exact {
		t.Error("absent was rescaled")
	}
}
