package arch_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/affixgo/affix/internal/arch"
)

func TestImports(t *testing.T) {
	t.Parallel()
	const module = arch.Module + "/"
	tests := []struct {
		path    string
		imports string
		ok      bool
	}{
		{"doc.go", "fmt", true},
		{"doc.go", module + "runtime", false},
		{"example_test.go", module + "engine", true},
		{"example_test.go", arch.Module, true},

		{"gen/emit/emit.go", module + "gen/model", true},
		{"gen/emit/emit.go", "github.com/dave/jennifer/jen", true},
		{"gen/dict/load.go", "gopkg.in/yaml.v3", true},
		{"gen/main.go", module + "runtime", false},
		{"gen/main.go", module + "generated/fix44", false},
		{"gen/emit/emit_test.go", module + "runtime", true},

		{"generated/fix44/order_gen.go", module + "runtime", true},
		{"generated/fix44/order_gen.go", module + "generated/fix40", false},
		{"generated/fix44/order_gen.go", module + "session", false},
		{"generated/fix44/order_test.go", module + "engine", true},

		{"runtime/scan.go", "unsafe", true},
		{"runtime/scan.go", module + "runtime/internal/x", true},
		{"runtime/scan.go", module + "internal/x", false},
		{"runtime/scan.go", "github.com/google/go-cmp/cmp", false},
		{"runtime/scan_test.go", "github.com/google/go-cmp/cmp", true},
		{"runtime/scan_test.go", module + "runtime", true},
		{"runtime/scan_test.go", module + "generated/fix44", false},

		{"session/logon.go", "time", true},
		{"session/logon.go", module + "runtime", true},
		{"session/logon.go", module + "engine", false},
		{"session/logon.go", module + "generated/fix44", false},
		{"session/logon.go", "sync", false},
		{"session/logon.go", "log/slog", false},
		{"session/logon.go", "math/rand/v2", false},
		{"session/logon_test.go", "os", true},
		{"session/logon_test.go", module + "generated/fix44", true},

		{"engine/acceptor.go", module + "session", true},
		{"engine/acceptor.go", module + "store", true},
		{"engine/acceptor.go", module + "store/postgres", false},
		{"engine/acceptor.go", module + "generated/fix44", false},
		{"engine/acceptor.go", "golang.org/x/sync/errgroup", false},

		{"store/file.go", module + "runtime", false},
		{"store/file.go", "github.com/jackc/pgx/v5", false},
		{"store/postgres/store.go", module + "store", true},
		{"store/postgres/store.go", "github.com/jackc/pgx/v5/pgxpool", true},
		{"store/postgres/store.go", "github.com/jackc/pgx/v4", false},
		{"store/storetest/suite.go", module + "store", true},
		{"store/storetest/suite.go", module + "store/postgres", false},

		{"cmd/affix/main.go", module + "gen/dict", true},
		{"cmd/affix/main.go", module + "internal/arch", false},
		{"cmd/affix/main.go", "gopkg.in/yaml.v3", true},
		{"examples/trade/main.go", module + "store/postgres", true},
		{"examples/trade/main.go", "gopkg.in/yaml.v3", false},
		{"examples/trade/main_test.go", module + "internal/x", true},
		{"bench/codec_test.go", "github.com/quickfixgo/quickfix", true},
		{"bench/codec_test.go", module + "engine", true},
		{"bench/codec.go", module + "internal/x", false},
		{"elsewhere/x.go", "fmt", false},
	}
	for _, test := range tests {
		t.Run(test.path+" "+test.imports, func(t *testing.T) {
			t.Parallel()
			f := parse(t, test.path, fmt.Sprintf("package x\n\nimport _ %q\n", test.imports))
			got := arch.Imports(arch.Map, []*arch.File{f})
			if ok := len(got) == 0; ok != test.ok {
				t.Errorf("allowed: %v, want %v %v", ok, test.ok, got)
			}
		})
	}
}

func TestImportsMessage(t *testing.T) {
	t.Parallel()
	tests := []struct{ path, imports, want string }{
		{"gen/emit/emit.go", "github.com/affixgo/affix/runtime",
			`gen/emit/emit.go:3: gen/emit imports "github.com/affixgo/affix/runtime", ` +
				`may import of the module etc, internal/nearest (rule: a tree that does not build must be regenerable)`},
		{"store/file_test.go", "github.com/jackc/pgx/v5",
			`store/file_test.go:3: test of store imports "github.com/jackc/pgx/v5", ` +
				`may import from elsewhere github.com/google/go-cmp (rule: a store keeps bytes and numbers, and knows no FIX)`},
		{"session/logon.go", "net/http",
			`session/logon.go:3: session imports "net/http", may import of the standard library anything but ` +
				`context, crypto/rand, database/sql, log, math/rand, net, os, sync, syscall ` +
				`(rule: the state machine is pure: what it needs comes in with the call)`},
		{"elsewhere/x.go", "fmt",
			`elsewhere/x.go: no row of arch.Map covers the folder (rule: every folder has its place on the map)`},
	}
	for _, test := range tests {
		f := parse(t, test.path, fmt.Sprintf("package x\n\nimport _ %q\n", test.imports))
		got := arch.Imports(arch.Map, []*arch.File{f})
		if len(got) != 1 || got[0].String() != test.want {
			t.Errorf("got  %v\nwant [%s]", got, test.want)
		}
	}
}

// A map that names a folder twice, or gives no reason, is not one to read.
func TestMap(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, row := range arch.Map {
		if seen[row.Dir] {
			t.Errorf("two rows for %q", row.Dir)
		}
		seen[row.Dir] = true
		if strings.TrimSpace(row.Why) == "" {
			t.Errorf("no reason for %q", row.Dir)
		}
	}
}

func parse(t *testing.T, name, text string) *arch.File {
	t.Helper()
	f, err := arch.Parse(name, text)
	if err != nil {
		t.Fatal(err)
	}
	return f
}
