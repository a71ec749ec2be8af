package compare_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/affixgo/affix/gen/compare"
	"github.com/affixgo/affix/gen/emit"
	"github.com/affixgo/affix/gen/model"
	"github.com/affixgo/affix/gen/overlay"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func resolve(t *testing.T, path string) *model.Dictionary {
	t.Helper()
	f, err := overlay.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	d, err := model.Resolve(f)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func golden(t *testing.T, path string, got []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Error(diff)
	}
}

// Two dictionaries with a difference of every kind.
func TestGolden(t *testing.T) {
	t.Parallel()
	r := compare.Dictionaries(resolve(t, "testdata/a.yaml"), resolve(t, "testdata/b.yaml"))
	var text bytes.Buffer
	if err := r.WriteText(&text); err != nil {
		t.Fatal(err)
	}
	golden(t, "testdata/a-b.txt", text.Bytes())
	program, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "testdata/a-b.json", append(program, '\n'))
}

// The other way round every verdict is the other one, but for Go, where what
// comes breaks nothing.
func TestSymmetry(t *testing.T) {
	t.Parallel()
	a, b := resolve(t, "testdata/a.yaml"), resolve(t, "testdata/b.yaml")
	there, back := compare.Dictionaries(a, b), compare.Dictionaries(b, a)
	count := func(r *compare.Report, verdict func(compare.Difference) bool) int {
		n := 0
		for _, d := range r.Differences {
			if verdict(d) && d.Kind != compare.GoChanged && d.Kind != compare.GoRemoved {
				n++
			}
		}
		return n
	}
	aRejectsB := func(d compare.Difference) bool { return d.ARejectsB }
	bRejectsA := func(d compare.Difference) bool { return d.BRejectsA }
	if x, y := count(there, aRejectsB), count(back, bRejectsA); x != y || x == 0 {
		t.Errorf("%d and %d", x, y)
	}
	if x, y := count(there, bRejectsA), count(back, aRejectsB); x != y || x == 0 {
		t.Errorf("%d and %d", x, y)
	}
}

func TestNoDifference(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"FIX40", "FIX44", "FIX50SP2"} {
		d := resolve(t, name)
		r := compare.Dictionaries(d, d)
		if len(r.Differences) > 0 || r.ARejectsB || r.BRejectsA || r.BreaksGo {
			t.Errorf("%s differs from itself: %v", name, r.Differences)
		}
		var text bytes.Buffer
		if err := r.WriteText(&text); err != nil || !strings.HasSuffix(text.String(), "\n\nNo difference.\n") {
			t.Errorf("%v %s", err, &text)
		}
	}
}

// One change, its verdicts.
func TestVerdicts(t *testing.T) {
	t.Parallel()
	base, err := os.ReadFile("testdata/a.yaml")
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct{ name, overlay, want string }{
		{"new field, not used", "fields: {Foo: {number: 9000, type: INT}}", "Foo (9000) added, INT"},
		{"new optional member", "messages: {Email: {add: [Symbol]}}", "Email: Symbol (55) added, optional  [A rejects B]"},
		{"new required member", "messages: {Email: {add: {Symbol: {required: true}}}}", "Email: Symbol (55) added, required  [both reject]"},
		{"member of a component", "components: {Instrument: {require: [SecurityID]}}",
			"Instrument: SecurityID (48) optional → required (in NewOrderSingle, OrderCancelRequest)  [B rejects A]"},
		{"member of an optional component", "components: {Parties: {add: {Foo: {required: true}}}}\nfields: {Foo: {number: 9000, type: INT}}",
			"Foo (9000) added, INT\nParties: Foo (9000) added, conditional (in NewOrderSingle)  [both reject]"},
		{"component required", "messages: {NewOrderSingle: {require: [Parties]}}", "NewOrderSingle: Parties optional → required  [B rejects A]"},
		{"relaxed", "messages: {News: {optional: [Text]}}", "News: Text (58) required → optional  [A rejects B]"},
		{"order of a message", "messages: {Email: {remove: [Text], add: [Text]}}", "Email: moved: Account (1)"},
		{"order of a group", "messages: {NewOrderSingle: {groups: {NoAllocs: {remove: [AllocQty], add: [AllocQty]}}}}",
			"NewOrderSingle/NoAllocs: moved: Text (58)  [both reject]"},
		{"wider type of the same Go type", "fields: {Price: {type: QTY}}", "Price (44) type: PRICE → QTY"},
		{"wider type", "fields: {AllocQty: {type: QTY}}", "AllocQty (80) type: INT → QTY  [A rejects B; breaks Go]"},
		{"narrower type", "fields: {Text: {type: INT}}", "Text (58) type: STRING → INT  [B rejects A; breaks Go]"},
		{"type of equal values", "fields: {Side: {type: STRING}}", "Side (54) type: CHAR → STRING  [breaks Go]"},
		{"value text that makes the same constant", "fields: {Side: {values: {rename: {'3': buy MINUS}}}}", "Side (54) value 3 \"Buy minus\" → \"buy MINUS\"  [breaks Go]"},
		{"members become a component", "messages: {Email: {remove: [Text], add: {Leftover: {type: component, before: Account}}}}",
			"field Email.Text string is gone  [breaks Go]"},
		{"Go name", "messages: {Email: {name: Mail}}", "type Email struct is gone  [breaks Go]"},
		{"second layout of a group", "messages: {Email: {add: {NoLegs: {type: group, fields: [LegSymbol]}}}}",
			"Email: NoLegs (555) added, optional  [A rejects B]\n" +
				"type LegsEntry struct is gone  [breaks Go]\n" +
				"field NewOrderSingle.NoLegs []LegsEntry → field NewOrderSingle.NoLegs []NewOrderSingleLegsEntry  [breaks Go]"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			a, b := dir+"/a.yaml", dir+"/b.yaml"
			// NoLegs is a plain field in one message, for TestGolden alone.
			text := strings.Replace(string(base), "      NoLegs:\n  News", "  News", 1)
			for path, content := range map[string]string{a: text, b: "extends: a.yaml\n" + test.overlay} {
				if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			var out bytes.Buffer
			if err := compare.Dictionaries(resolve(t, a), resolve(t, b)).WriteText(&out); err != nil {
				t.Fatal(err)
			}
			var lines []string
			for line := range strings.Lines(out.String()) {
				if text, ok := strings.CutPrefix(line, "  "); ok {
					lines = append(lines, strings.TrimSpace(text))
				}
			}
			if diff := cmp.Diff(test.want, strings.Join(lines, "\n")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// What the verdict for Go is about is what the emitter makes.
func TestSymbolsAreThoseEmitted(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"testdata/a.yaml", "FIX44"} {
		d := resolve(t, name)
		files, err := emit.Files(d, emit.Config{})
		if err != nil {
			t.Fatal(err)
		}
		got := make(map[string]string)
		for _, f := range files {
			syntax, err := parser.ParseFile(token.NewFileSet(), f.Name, f.Content, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			for _, decl := range syntax.Decls {
				if g, ok := decl.(*ast.GenDecl); ok {
					declared(g, got)
				}
			}
		}
		if diff := cmp.Diff(got, compare.Symbols(d)); diff != "" {
			t.Error(diff)
		}
	}
}

// declared adds the exported types, fields and constants of a declaration.
func declared(g *ast.GenDecl, into map[string]string) {
	text := func(e ast.Expr) string { return strings.ReplaceAll(types.ExprString(e), "runtime.", "") }
	for _, spec := range g.Specs {
		switch s := spec.(type) {
		case *ast.ValueSpec:
			if g.Tok == token.CONST && s.Names[0].IsExported() {
				into[s.Names[0].Name] = "const " + s.Names[0].Name + " " + text(s.Type)
			}
		case *ast.TypeSpec:
			fields, ok := s.Type.(*ast.StructType)
			if !ok {
				into[s.Name.Name] = "type " + s.Name.Name + " " + text(s.Type)
				continue
			}
			into[s.Name.Name] = "type " + s.Name.Name + " struct"
			for _, f := range fields.Fields.List {
				name := text(f.Type)
				if len(f.Names) > 0 {
					name = f.Names[0].Name
				}
				if name == "Unknown" || name == "Header" || name == "Trailer" {
					continue
				}
				into[s.Name.Name+"."+name] = "field " + s.Name.Name + "." + name + " " + text(f.Type)
			}
		}
	}
}
