package engine_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/runtime"
	"github.com/affixgo/affix/session"
)

// section returns a part of docs/errors.md.
func section(t *testing.T, title string) string {
	t.Helper()
	page, err := os.ReadFile("../docs/errors.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, found := strings.Cut(string(page), "\n## "+title+"\n")
	if !found {
		t.Fatalf("docs/errors.md has no section %q", title)
	}
	rest, _, _ = strings.Cut(rest, "\n## ")
	return rest
}

var firstCell = regexp.MustCompile("(?m)^\\| `([^`]+)` \\|")

// The error catalogue has every reason, with a remedy, and none that is not
// there.
func TestCatalogueOfReasons(t *testing.T) {
	t.Parallel()
	for title, names := range map[string][]string{
		"Why a connection ended":          named[session.Reason]("reason "),
		"Connections that were not taken": named[engine.RefusalReason]("reason "),
	} {
		text := section(t, title)
		listed := map[string]bool{}
		for _, m := range firstCell.FindAllStringSubmatch(text, -1) {
			if listed[m[1]] {
				t.Errorf("%s: %s comes twice", title, m[1])
			}
			listed[m[1]] = true
		}
		for _, name := range names {
			if !listed[name] {
				t.Errorf("docs/errors.md: %s: %s is missing", title, name)
			}
			delete(listed, name)
		}
		for name := range listed {
			t.Errorf("docs/errors.md: %s: there is no %s", title, name)
		}
		for line := range strings.Lines(text) {
			if strings.HasPrefix(line, "|") && strings.Count(strings.ReplaceAll(line, `\|`, ""), "|") != 4 {
				t.Errorf("docs/errors.md: not cause and remedy: %s", line)
			}
		}
	}
}

// named returns the names of all values; unknown ones begin with prefix.
func named[T interface {
	~uint8
	fmt.Stringer
}](prefix string) []string {
	var names []string
	for i := T(0); !strings.HasPrefix(i.String(), prefix); i++ {
		names = append(names, i.String())
	}
	return names
}

func TestCatalogueOfRejects(t *testing.T) {
	t.Parallel()
	text := section(t, "Rejects")
	for r := runtime.Reason(1); !strings.HasPrefix(r.String(), "reason "); r++ {
		if row := fmt.Sprintf("| %d | %s |", r.Code(), r); !strings.Contains(text, row) {
			t.Errorf("docs/errors.md: Rejects: there is no row %s", row)
		}
	}
}

// The catalogue has every error that programs can ask for.
func TestCatalogueOfErrors(t *testing.T) {
	t.Parallel()
	text := section(t, "Errors of the API")
	for _, pkg := range []string{"runtime", "session", "engine", "store"} {
		for _, name := range exportedErrors(t, "../"+pkg) {
			if !strings.Contains(text, "`"+pkg+"."+name+"`") {
				t.Errorf("docs/errors.md: %s.%s is missing", pkg, name)
			}
		}
	}
}

// exportedErrors returns the sentinels and the types of errors of a package.
func exportedErrors(t *testing.T, dir string) []string {
	t.Helper()
	paths, err := filepath.Glob(dir + "/*.go")
	if err != nil || len(paths) == 0 {
		t.Fatalf("%s: %v", dir, err)
	}
	var names []string
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, decl := range file.Decls {
			group, ok := decl.(*ast.GenDecl)
			if !ok {
				continue
			}
			for _, spec := range group.Specs {
				switch s := spec.(type) {
				case *ast.ValueSpec:
					for _, n := range s.Names {
						if strings.HasPrefix(n.Name, "Err") {
							names = append(names, n.Name)
						}
					}
				case *ast.TypeSpec:
					if s.Name.IsExported() && strings.HasSuffix(s.Name.Name, "Error") {
						names = append(names, s.Name.Name)
					}
				}
			}
		}
	}
	return names
}
