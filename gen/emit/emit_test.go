package emit_test

import (
	"flag"
	"go/format"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/affixgo/affix/gen/dict"
	"github.com/affixgo/affix/gen/emit"
	"github.com/affixgo/affix/gen/model"
)

var update = flag.Bool("update", false, "rewrite testdata")

// Small models and the Go that is wanted of them, whole.
func TestFiles(t *testing.T) {
	t.Parallel()
	const path = "testdata/small.yaml"
	src, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	file, err := dict.ReadYAML("small.yaml", src)
	if err != nil {
		t.Fatal(err)
	}
	d, err := model.Resolve(file)
	if err != nil {
		t.Fatal(err)
	}
	files, err := emit.Files(d, emit.Config{})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		golden := filepath.Join("testdata", "small", f.Name+".golden")
		if *update {
			if err := os.MkdirAll(filepath.Dir(golden), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(golden, f.Content, 0o600); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), string(f.Content)); diff != "" {
			t.Errorf("%s (-want +got), go test ./gen/emit -update rewrites it:\n%s", f.Name, diff)
		}
	}
}

// No documentation can break the Go around it.
func TestHostileDocs(t *testing.T) {
	t.Parallel()
	src, err := os.ReadFile("testdata/small.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, doc := range []string{"/* open", "*/ closed", "//go:embed x", "a\nb\r\n\nc", "\x00\a\u2028", "\ufeff", "\xff", "`", "package x", strings.Repeat("x", 300), strings.Repeat("é ", 300)} {
		file, err := dict.ReadYAML("small.yaml", src)
		if err != nil {
			t.Fatal(err)
		}
		file.Doc = doc
		file.Header.Doc = doc
		for _, m := range file.Messages {
			m.Doc = doc
			for _, member := range m.Members {
				member.Doc = doc
			}
		}
		for _, c := range file.Components {
			c.Doc = doc
		}
		for _, f := range file.Fields {
			f.Doc = doc
			for i := range f.Values {
				f.Values[i].Doc = doc
			}
		}
		d, err := model.Resolve(file)
		if err != nil {
			t.Fatal(err)
		}
		files, err := emit.Files(d, emit.Config{})
		if err != nil {
			t.Fatalf("%q: %v", doc, err)
		}
		for _, f := range files {
			if _, err := parser.ParseFile(token.NewFileSet(), f.Name, f.Content, parser.SkipObjectResolution); err != nil {
				t.Errorf("%q: %v", doc, err)
			}
			formatted, err := format.Source(f.Content)
			if err != nil || string(formatted) != string(f.Content) {
				t.Errorf("%q: %s is not gofmt's: %v\n%s", doc, f.Name, err, cmp.Diff(string(f.Content), string(formatted)))
			}
		}
	}
}

func TestWrite(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	put := func(name, content string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	content := func(name string) string {
		t.Helper()
		b, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			return "none"
		}
		return string(b)
	}
	put("old_gen.go", emit.Marker+"\n\npackage x\n")
	put("mine_gen.go", "package x\n")
	put("mine.go", "package x\n")
	put("half_gen.go.affix-tmp", "an interrupted write")
	fresh := emit.Marker + "\n\npackage x // fresh\n"

	if err := emit.Write(dir, []emit.GoFile{{Name: "new_gen.go", Content: []byte(fresh)}}); err != nil {
		t.Fatal(err)
	}
	if got := content("new_gen.go"); got != fresh {
		t.Errorf("new_gen.go: %q", got)
	}
	if got := content("old_gen.go"); got != "none" {
		t.Error("the leftover old_gen.go is still there")
	}
	if content("mine_gen.go") == "none" || content("mine.go") == "none" {
		t.Error("a file that was not generated is gone")
	}

	foreign, err := emit.Foreign(dir)
	want := []string{filepath.Join(dir, "mine.go"), filepath.Join(dir, "mine_gen.go")}
	if diff := cmp.Diff(want, foreign); err != nil || diff != "" {
		t.Errorf("foreign files: %v %s", err, diff)
	}

	// Nothing is touched when one file cannot be written.
	err = emit.Write(dir, []emit.GoFile{
		{Name: "new_gen.go", Content: []byte(emit.Marker + "\nother")},
		{Name: "mine_gen.go", Content: []byte(emit.Marker + "\nother")},
	})
	if err == nil {
		t.Error("a foreign file was overwritten")
	}
	if got := content("new_gen.go"); got != fresh {
		t.Errorf("new_gen.go after the failure: %q", got)
	}
	left, err := filepath.Glob(filepath.Join(dir, "*tmp*"))
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
}
