package config

import (
	goflag "flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/affixgo/affix/engine/config/quickfix"
	"github.com/affixgo/affix/generated/fix42"
	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/generated/fix50sp2"
	"github.com/affixgo/affix/runtime"
)

const (
	begin = "<!-- written by go test ./engine/config -update -->\n"
	end   = "<!-- end of what is written -->\n"
)

// CheckReference holds the pages to the settings as they are, with these doc
// comments. Nothing else may run.
func CheckReference(t *testing.T, comments string) {
	t.Helper()
	m := parseDocs(comments)
	docs = func() map[string]string { return m }
	part(t, "../../docs/configuration.md", reference())
	part(t, "../../docs/migrating-from-quickfix-go.md", keyTable())
}

// part compares the part of a page that is written with what it should be, or
// rewrites it.
func part(t *testing.T, name, want string) {
	t.Helper()
	page, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	head, rest, ok := strings.Cut(string(page), begin)
	got, tail, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		t.Fatalf("%s: the marks are missing", name)
	}
	if got == want {
		return
	}
	if goflag.Lookup("update").Value.String() != "true" {
		t.Errorf("%s does not list the settings as they are: go test ./engine/config -update", name)
		return
	}
	if err := os.WriteFile(name, []byte(head+begin+want+end+tail), 0o644); err != nil {
		t.Fatal(err)
	}
}

// reference is a table for the session, for the engines, and for each group.
func reference() string {
	var b strings.Builder
	table := func(title, doc, prefix string, keys []setting) {
		fmt.Fprintf(&b, "\n## %s\n\n", title)
		if doc != "" {
			b.WriteString(cell(doc) + "\n\n")
		}
		b.WriteString("| key | value | default | effect |\n|---|---|---|---|\n")
		for i := range keys {
			k := &keys[i]
			fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", k.key, kindOf(k.shape), code(defaultOf(join(prefix, k.key))), effect(k))
		}
	}
	part := func(owners ...string) (keys []setting) {
		for _, k := range sessionShape().keys {
			for _, owner := range owners {
				if strings.HasPrefix(k.owner, owner+".") {
					keys = append(keys, k)
				}
			}
		}
		return keys
	}
	table("The session", "", "", part("session.Config"))
	table("Names, stores and the way to the peer", "", "", part("config.Session"))
	table("How it is run", docOf("engine.Operation"), "", part("engine.Operation"))
	table("Initiators", "", "", part("engine.InitiatorConfig"))
	table("Acceptors", "", "", part("engine.AcceptorConfig"))
	done := map[string]bool{}
	for _, k := range allKeys() {
		if inner := k.shape.inner(); inner.class == group && !done[inner.typ.String()] {
			done[inner.typ.String()] = true
			table(k.path, docOf(inner.typ.String()), k.path, inner.keys)
		}
	}
	table("admin", docOf("admin.ServerConfig")+" It stands beside defaults and sessions.", "admin", adminShape().keys)
	table("admin.Tokens", docOf("admin.Token"), "admin.Tokens", adminShape().find("Tokens").shape.elem.keys)
	return b.String() + "\n"
}

func code(text string) string {
	if text == "" {
		return ""
	}
	return "`" + text + "`"
}

func kindOf(s *shape) string {
	switch s.class {
	case list:
		if s.elem.class == group {
			return "list, see below"
		}
		return "list of " + kindOf(s.elem)
	case group:
		return "see below"
	case pointer:
		return kindOf(s.elem)
	case table:
		return "map"
	}
	return s.kindName()
}

// effect is the comment of a setting, with that of the values it may have.
func effect(k *setting) string {
	text := cell(docOf(k.owner))
	for _, v := range k.shape.inner().values {
		text += fmt.Sprintf("<br>`%s`", v.name)
		if doc := docOfValue(k.shape.inner(), v); doc != "" {
			text += ": " + cell(doc)
		}
	}
	return text
}

func cell(text string) string { return strings.NewReplacer("|", `\|`, "<", "&lt;").Replace(text) }

// keyTable lists the keys of all QuickFIX engines.
func keyTable() string {
	var b strings.Builder
	b.WriteString("\n| key | engines | becomes |\n|---|---|---|\n")
	for _, k := range quickfix.Keys() {
		var what []string
		if k.To != "" {
			what = append(what, code(k.To))
		}
		if k.Advice != "" {
			what = append(what, cell(k.Advice))
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", k.Name, k.Engines, strings.Join(what, ": "))
	}
	return b.String() + "\n"
}

// TestTargets: what the keys of QuickFIX become are settings that there are.
func TestTargets(t *testing.T) {
	t.Parallel()
	for _, k := range quickfix.Keys() {
		for _, to := range strings.Split(k.To, ", ") {
			path, _, _ := strings.Cut(to, ": ")
			if to != "" && keyOf(path) == nil {
				t.Errorf("%s becomes %s, which is no setting", k.Name, to)
			}
		}
	}
}

var yamlBlock = regexp.MustCompile("(?s)```yaml\n(.*?)```")

// TestPages: the files in the pages are right.
func TestPages(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"configuration.md", "migrating-from-quickfix-go.md"} {
		page, err := os.ReadFile(filepath.Join("../../docs", name))
		if err != nil {
			t.Fatal(err)
		}
		blocks := yamlBlock.FindAllStringSubmatch(string(page), -1)
		if len(blocks) == 0 {
			t.Errorf("%s has no YAML", name)
		}
		for i, m := range blocks {
			loader := Loader{
				LookupEnv: func(name string) (string, bool) { return "0123456789-" + name, true },
				ReadFile:  func(name string) ([]byte, error) { return []byte("a long secret of " + name), nil },
			}
			file := fmt.Sprintf("%s, block %d", name, i+1)
			f, err := loader.Parse(file, []byte(m[1]))
			if err != nil {
				t.Errorf("%v", err)
				continue
			}
			for _, s := range f.Sessions {
				if s.TLS.CertFile != "" || s.TLS.CAFile != "" { // the files are not there
					s.TLS = TLS{}
				}
			}
			if err := f.Check(Options{Dictionaries: standardDictionaries}); err != nil {
				t.Errorf("%v", err)
			}
		}
	}
}

var standardDictionaries = []*runtime.Dictionary{fix42.Dictionary, fix44.Dictionary, fix50sp2.Dictionary}
