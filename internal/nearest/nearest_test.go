package nearest_test

import (
	"strings"
	"testing"

	"github.com/affixgo/affix/internal/nearest"
)

func TestTo(t *testing.T) {
	t.Parallel()
	names := []string{"Side", "Symbol", "SymbolSfx", "NewOrderSingle", "lint", "diff"}
	for _, test := range []struct{ word, want string }{
		{"Sied", "Side"},
		{"side", "Side"},
		{"Symbl", "Symbol"},
		{"NewOrderSigle", "NewOrderSingle"},
		{"NewOrder", ""},
		{"lnit", "lint"},
		{"dif", "diff"},
		{"x", ""},
		{"", ""},
		{strings.Repeat("x", 1000), ""},
	} {
		if got := nearest.To(test.word, names); got != test.want {
			t.Errorf("%q: %q, want %q", test.word, got, test.want)
		}
	}
}
