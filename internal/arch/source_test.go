package arch_test

import (
	"strings"
	"testing"

	"github.com/affixgo/affix/internal/arch"
)

type text struct{ path, text string }

func TestChecks(t *testing.T) {
	t.Parallel()
	const doc = "// Package x is one.\npackage x\n"
	long := doc + strings.Repeat("\n", arch.MaxLines-1)
	tests := []struct {
		name  string
		check string
		files []text
		want  []string // the start of each message
	}{
		{"one doc comment", "docs", []text{{"store/a.go", doc}, {"store/b.go", "package x\n"}}, nil},
		{"no doc comment", "docs", []text{{"store/b.go", "package x\n"}},
			[]string{"./store: package has its doc comment in 0 files []"}},
		{"two doc comments", "docs", []text{{"store/a.go", doc}, {"store/b.go", doc}},
			[]string{"./store: package has its doc comment in 2 files [a.go b.go]"}},
		{"tests need no doc comment", "docs", []text{{"bench/a_test.go", "package x\n"}}, nil},

		{"init", "inits", []text{{"store/a.go", "package x\n\nfunc init() {}\n"}},
			[]string{"store/a.go:3: declares func init"}},
		{"init method", "inits", []text{{"store/a.go", "package x\n\ntype y int\n\nfunc (y) init() {}\n"}}, nil},
		{"generated init", "inits", []text{{"generated/a/a_gen.go", "package x\n\nfunc init() {}\n"}}, nil},

		{"longest", "lengths", []text{{"store/a_test.go", long}}, nil},
		{"too long", "lengths", []text{{"store/a.go", long}},
			[]string{"store/a.go: has 401 lines, may have 400"}},
		{"too long for a test", "lengths", []text{{"store/a_test.go", long + strings.Repeat("\n", 200)}},
			[]string{"store/a_test.go: has 601 lines, may have 600"}},
		{"generated is never too long", "lengths", []text{{"generated/a/a_gen.go", long}}, nil},

		{"marker", "markers", []text{{"generated/a/a_gen.go", arch.Marker + "\n\npackage a\n"}}, nil},
		{"no marker", "markers", []text{{"generated/a/a_gen.go", "\n" + arch.Marker + "\n\npackage a\n"}},
			[]string{"generated/a/a_gen.go:1: lacks the marker"}},
		{"marker by hand", "markers", []text{{"store/a.go", "// By hand.\n\n" + arch.Marker + "\n\npackage a\n"}},
			[]string{"store/a.go:1: carries the marker"}},
		{"marker in the text", "markers", []text{{"gen/a.go", "package a\n\n" + arch.Marker + "\n"}}, nil},
		{"hand-written among generated", "markers", []text{{"generated/a/a.go", "package a\n"}},
			[]string{"generated/a/a.go: is hand-written"}},
		{"test among generated", "markers", []text{{"generated/a/a_test.go", "package a\n"}}, nil},

		{"clock in session", "functions",
			[]text{{"session/a.go", "package a\n\nimport \"time\"\n\nvar now = time.Now\n"}},
			[]string{"session/a.go:5: uses time.Now"}},
		{"renamed clock in session", "functions",
			[]text{{"session/a.go", "package a\n\nimport t \"time\"\n\nvar x = t.Since(t.Time{})\n"}},
			[]string{"session/a.go:5: uses time.Since"}},
		{"durations in session", "functions",
			[]text{{"session/a.go", "package a\n\nimport \"time\"\n\nvar x = 3 * time.Second\n"}}, nil},
		{"clock in engine", "functions",
			[]text{{"engine/a.go", "package a\n\nimport \"time\"\n\nvar now = time.Now\n"}}, nil},
		{"sleep in a test", "functions",
			[]text{{"engine/a_test.go", "package a\n\nimport \"time\"\n\nvar x = time.Sleep\n"}},
			[]string{"engine/a_test.go:5: uses time.Sleep"}},

		{"goroutine in session", "goroutines",
			[]text{{"session/a.go", "package a\n\nfunc f() {\n\tgo f()\n}\n"}},
			[]string{"session/a.go:4: starts a goroutine"}},
		{"goroutine in engine", "goroutines", []text{{"engine/a.go", "package a\n\nfunc f() { go f() }\n"}}, nil},

		{"machine path", "texts", []text{{"docs/a.md", "see\n`" + "/ho" + "me/me/x.go`\n"}},
			[]string{"docs/a.md:2: names /ho" + "me/me/x.go ("}},
		{"machine path in testdata", "texts", []text{{"gen/testdata/a.go", "at file://" + "/ro" + "ot/x\n"}},
			[]string{"gen/testdata/a.go:1: names /ro" + "ot/x ("}},
		{"web address", "texts", []text{{"docs/a.md", "https://example.com/ho" + "me/x ../wo" + "rk/y\n"}}, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var files []*arch.File
			for _, file := range test.files {
				files = append(files, parse(t, file.path, file.text))
			}
			got := run(t, test.check, files)
			if len(got) != len(test.want) {
				t.Fatalf("got %v, want %q", got, test.want)
			}
			for i, v := range got {
				if !strings.HasPrefix(v.String(), test.want[i]) {
					t.Errorf("got  %s\nwant %s", v, test.want[i])
				}
			}
		})
	}
}

func run(t *testing.T, name string, files []*arch.File) []arch.Violation {
	t.Helper()
	for _, check := range checks {
		if check.name == name {
			return check.run(files)
		}
	}
	t.Fatalf("no check %q", name)
	return nil
}
