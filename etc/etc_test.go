package etc_test

import (
	"bytes"
	"os"
	"slices"
	"testing"

	"github.com/affixgo/affix/etc"
)

// What is built in is what lies here.
func TestBuiltIn(t *testing.T) {
	t.Parallel()
	if names := etc.Names(); !slices.Contains(names, "FIX44") || !slices.Contains(names, "FIXT11") || !slices.IsSorted(names) {
		t.Error(names)
	}
	for _, name := range etc.Names() {
		want, err := os.ReadFile(name + ".yaml")
		if err != nil {
			t.Fatal(err)
		}
		for _, spelling := range []string{name, name + ".yaml"} {
			if got, ok := etc.Open(spelling); !ok || !bytes.Equal(got, want) {
				t.Errorf("%s is not what is built in", spelling)
			}
		}
	}
	for _, name := range []string{"", "FIX99", "../etc/FIX44", "README.md", "/FIX44"} {
		if _, ok := etc.Open(name); ok {
			t.Errorf("%q is built in", name)
		}
	}
}
