package config_test

import (
	"flag"
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/affixgo/affix/engine/config"
)

var update = flag.Bool("update", false, "rewrite the files that follow from the structs")

// folders are the packages that have canonical structs.
var folders = map[string]string{
	"config": ".", "engine": "..", "schedule": "../schedule", "proxy": "../proxy", "admin": "../admin", "venueauth": "../venueauth", "messagelog": "../messagelog", "session": "../../session", "runtime": "../../runtime",
	"store": "../../store", "postgres": "../../store/postgres",
}

// TestDocs: fielddocs.txt has the doc comments as they stand in the source, and
// the pages list the settings with them. It runs alone.
func TestDocs(t *testing.T) {
	found := map[string]string{}
	for name, dir := range folders {
		readDocs(t, name, dir, found)
	}
	var b strings.Builder
	for _, name := range slices.Sorted(maps.Keys(found)) {
		if config.DocWanted(name) {
			b.WriteString(name + "\t" + found[name] + "\n")
		}
	}
	golden(t, "fielddocs.txt", b.String())
	config.CheckReference(t, b.String())
}

// golden compares a file with what it should be, or rewrites it.
func golden(t *testing.T, name, want string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(name, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	got, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		t.Errorf("%s does not say what the structs do: go test ./engine/config -update", name)
	}
}

// readDocs collects the comments of the types, fields and constants of a
// package.
func readDocs(t *testing.T, name, dir string, into map[string]string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range f.Decls {
			if g, ok := d.(*ast.GenDecl); ok {
				declDocs(name, g, into)
			}
		}
	}
}

func declDocs(pkg string, g *ast.GenDecl, into map[string]string) {
	for _, spec := range g.Specs {
		switch s := spec.(type) {
		case *ast.TypeSpec:
			comment := s.Doc
			if comment == nil {
				comment = g.Doc
			}
			into[pkg+"."+s.Name.Name] = sentence(pkg, comment)
			if st, ok := s.Type.(*ast.StructType); ok {
				fieldDocsOf(pkg, pkg+"."+s.Name.Name, st, into)
			}
		case *ast.ValueSpec:
			if g.Tok == token.CONST {
				for _, n := range s.Names {
					into[pkg+"."+n.Name] = sentence(pkg, s.Doc, s.Comment)
				}
			}
		}
	}
}

// fieldDocsOf gives a field without a comment that of the line above, which
// speaks of both.
func fieldDocsOf(pkg, owner string, st *ast.StructType, into map[string]string) {
	last := ""
	for _, f := range st.Fields.List {
		text := sentence(pkg, f.Doc, f.Comment)
		if text == "" {
			text = last
		}
		last = text
		for _, n := range f.Names {
			into[owner+"."+n.Name] = text
		}
	}
}

// sentence is a comment in one line, without the brackets of its links.
func sentence(pkg string, groups ...*ast.CommentGroup) string {
	for _, g := range groups {
		if g == nil {
			continue
		}
		parsed := (&doc.Package{ImportPath: pkg}).Parser().Parse(g.Text())
		text := string((&doc.Package{}).Printer().Text(parsed))
		return strings.NewReplacer("[", "", "]", "").Replace(strings.Join(strings.Fields(text), " "))
	}
	return ""
}
