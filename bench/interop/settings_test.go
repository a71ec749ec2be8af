package interop_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/affixgo/affix/engine/config/quickfix"
)

// TestSettingsKeys: the list of keys of quickfix-go is that of its package
// config.
func TestSettingsKeys(t *testing.T) {
	t.Parallel()
	out, err := exec.Command("go", "list", "-f", "{{.Dir}}", "github.com/quickfixgo/quickfix/config").Output()
	if err != nil {
		t.Fatal(err)
	}
	file, err := parser.ParseFile(token.NewFileSet(), filepath.Join(strings.TrimSpace(string(out)), "configuration.go"), nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	theirs := map[string]bool{}
	ast.Inspect(file, func(n ast.Node) bool {
		if spec, ok := n.(*ast.ValueSpec); ok {
			for _, v := range spec.Values {
				key, err := strconv.Unquote(v.(*ast.BasicLit).Value)
				if err != nil {
					t.Fatal(err)
				}
				theirs[key] = true
			}
		}
		return true
	})
	if len(theirs) < 70 {
		t.Fatalf("only %d keys found", len(theirs))
	}
	for _, k := range quickfix.Keys() {
		if k.Engines&quickfix.Go == 0 {
			continue
		}
		if !theirs[k.Name] {
			t.Errorf("quickfix-go has no key %s", k.Name)
		}
		delete(theirs, k.Name)
	}
	for k := range theirs {
		t.Errorf("%s of quickfix-go is not known", k)
	}
}
