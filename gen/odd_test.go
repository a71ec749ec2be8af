package main

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/affixgo/affix/gen/dict"
	"github.com/affixgo/affix/gen/emit"
	"github.com/affixgo/affix/gen/model"
)

var update = flag.Bool("update", false, "rewrite testdata/odd")

// oddities are dictionaries of our own making, each with what real ones are seen
// to do. Those that no leniency helps are called refused-….
func oddities(t *testing.T) []string {
	t.Helper()
	var files []string
	for _, pattern := range []string{"*.xml", "*.yaml"} {
		list, err := filepath.Glob(filepath.Join("testdata", "odd", pattern))
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, list...)
	}
	if len(files) < 15 {
		t.Fatalf("only %d files in testdata/odd", len(files))
	}
	return files
}

// Every oddity has the exact findings; the strict judgment stops at them all,
// the lenient one repairs them unless the file says that it is refused.
func TestOddities(t *testing.T) {
	t.Parallel()
	for _, file := range oddities(t) {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			_, found, err := model.Options{Lenient: true}.Load(file)
			if refused := strings.HasPrefix(filepath.Base(file), "refused-"); (err != nil) != refused {
				t.Errorf("lenient: %v", err)
			}
			lines := make([]string, len(found))
			for i, f := range found {
				lines[i] = strings.TrimPrefix(filepath.ToSlash(f.Report()), "testdata/odd/")
			}
			got := strings.Join(lines, "\n") + "\n"
			golden := strings.TrimSuffix(file, filepath.Ext(file)) + ".txt"
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
				t.Errorf("findings (-want +got), go test ./gen -run Oddities -update rewrites them:\n%s", diff)
			}
			d, all, err := model.Options{}.Load(file)
			if strict := all.Err(); (strict == nil) != (d != nil) || err != nil && err.Error() != strict.Error() {
				t.Errorf("strict: %v, of the findings %v", err, strict)
			}
		})
	}
}

// What the lenient judgment lets through compiles, vets and brings random
// messages back byte for byte, in a module made for it.
func TestOdditiesRoundTrip(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("short: runs the compiler")
	}
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	// The path of the module lets it use the internal packages.
	const module = "github.com/affixgo/affix/oddities"
	dir := t.TempDir()
	sums, err := os.ReadFile(filepath.Join(root, "go.sum"))
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "go.sum"), string(sums))
	write(t, filepath.Join(dir, "go.mod"), "module "+module+"\n\ngo 1.25\n\nrequire github.com/affixgo/affix v0.0.0\n\nreplace github.com/affixgo/affix => "+root+"\n")
	var imports, list strings.Builder
	for _, file := range oddities(t) {
		d, _, err := model.Options{Lenient: true}.Load(file)
		if err != nil {
			continue // TestOddities has a say in that
		}
		pkg := "odd" + regexp.MustCompile(`[^a-z0-9]`).ReplaceAllString(filepath.Base(file), "")
		files, err := emit.Files(d, emit.Config{Package: pkg})
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		for _, f := range files {
			write(t, filepath.Join(dir, pkg, f.Name), string(f.Content))
		}
		fmt.Fprintf(&imports, "\t%q\n", module+"/"+pkg)
		fmt.Fprintf(&list, "\t%s.Dictionary,\n", pkg)
	}
	src, err := os.ReadFile(filepath.Join("testdata", "odd", "roundtrip_test.go.txt"))
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "rt", "rt_test.go"),
		strings.NewReplacer("\t// imports\n", imports.String(), "\t// dictionaries\n", list.String()).Replace(string(src)))
	for _, args := range [][]string{{"vet", "./..."}, {"test", "-count=1", "./rt"}} {
		cmd := exec.CommandContext(t.Context(), "go", args...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "GOFLAGS=-mod=mod -buildvcs=false", "GOPROXY=off", "GOWORK=off")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("go %s: %v\n%s", args[0], err, out)
		}
	}
}

// The table of findings in the documentation is that of the code.
func TestFindingsAreDocumented(t *testing.T) {
	t.Parallel()
	const path = "../docs/dictionary-findings.md"
	doc, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	const begin, end = "<!-- table -->\n", "<!-- end -->\n"
	head, rest, _ := strings.Cut(string(doc), begin)
	_, tail, ok := strings.Cut(rest, end)
	if !ok {
		t.Fatalf("%s lacks its marks", path)
	}
	var b strings.Builder
	b.WriteString(head + begin + "| code | name | what is wrong | what to do | `-lenient` |\n|---|---|---|---|---|\n")
	last := dict.Code("")
	for _, c := range dict.Codes() {
		repair := c.Repair
		switch {
		case c.Note && repair != "":
			repair = "a note; " + repair
		case c.Note:
			repair = "a note"
		case repair == "":
			repair = "**refused**"
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", c.Code, c.Name, c.Meaning, c.Remedy, repair)
		if c.Code <= last || c.Name == "" || c.Meaning == "" || c.Remedy == "" {
			t.Errorf("%s: out of order or not explained", c.Code)
		}
		last = c.Code
	}
	b.WriteString(end + tail)
	if *update {
		if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	} else if diff := cmp.Diff(string(doc), b.String()); diff != "" {
		t.Errorf("%s (-is +should be), go test ./gen -run Documented -update rewrites it:\n%s", path, diff)
	}
}
