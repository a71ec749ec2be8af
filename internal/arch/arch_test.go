package arch_test

import (
	"slices"
	"testing"

	"github.com/affixgo/affix/internal/arch"
)

func TestTree(t *testing.T) {
	t.Parallel()
	files, err := arch.Load("../..")
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(files, func(f *arch.File) bool { return f.Path == "go.mod" }) {
		t.Fatal("the tree read is not that of the module: it has no go.mod")
	}
	for _, check := range checks {
		t.Run(check.name, func(t *testing.T) {
			t.Parallel()
			for _, v := range check.run(files) {
				t.Error(v)
			}
		})
	}
}

// checks are the rules of the tree, each as it is applied to it.
var checks = []struct {
	name string
	run  func([]*arch.File) []arch.Violation
}{
	{"imports", func(files []*arch.File) []arch.Violation { return arch.Imports(arch.Map, files) }},
	{"docs", arch.Docs},
	{"inits", arch.Inits},
	{"lengths", arch.Lengths},
	{"markers", arch.Markers},
	{"functions", func(files []*arch.File) []arch.Violation { return arch.Functions(arch.Bans, files) }},
	{"goroutines", func(files []*arch.File) []arch.Violation { return arch.Goroutines("session", files) }},
	{"texts", arch.Texts},
}
