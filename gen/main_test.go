package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/affixgo/affix/gen/emit"
	"github.com/affixgo/affix/gen/model"
)

// What is committed must be what the generator makes of the dictionaries now.
func TestGeneratedFilesAreCurrent(t *testing.T) {
	t.Parallel()
	for dictionary, folder := range map[string]string{
		"etc/FIX40.yaml":            "generated/fix40",
		"etc/FIX41.yaml":            "generated/fix41",
		"etc/FIX42.yaml":            "generated/fix42",
		"etc/FIX43.yaml":            "generated/fix43",
		"etc/FIX44.yaml":            "generated/fix44",
		"etc/FIXT11.yaml":           "generated/fixt11",
		"etc/FIX50.yaml":            "generated/fix50",
		"etc/FIX50SP1.yaml":         "generated/fix50sp1",
		"etc/FIX50SP2.yaml":         "generated/fix50sp2",
		"gen/testdata/hostile.yaml": "internal/hostile",
	} {
		t.Run(folder, func(t *testing.T) {
			t.Parallel()
			lenient := model.Options{Lenient: strings.Contains(dictionary, "hostile")} // it asks for trouble
			d, _, err := lenient.Load(filepath.Join("..", dictionary))
			if err != nil {
				t.Fatal(err)
			}
			files, err := emit.Files(d, emit.Config{})
			if err != nil {
				t.Fatal(err)
			}
			want := make(map[string]bool, len(files))
			for _, f := range files {
				want[f.Name] = true
				got, err := os.ReadFile(filepath.Join("..", folder, f.Name))
				if err != nil {
					t.Errorf("%v: run make generate", err)
					continue
				}
				if !bytes.Equal(got, f.Content) {
					t.Errorf("%s/%s is not current: run make generate\n%s", folder, f.Name,
						cmp.Diff(strings.Split(string(got), "\n"), strings.Split(string(f.Content), "\n")))
				}
			}
			entries, err := os.ReadDir(filepath.Join("..", folder))
			if err != nil {
				t.Fatal(err)
			}
			for _, e := range entries {
				if strings.HasSuffix(e.Name(), "_gen.go") && !want[e.Name()] {
					t.Errorf("%s/%s is a leftover: run make generate", folder, e.Name())
				}
			}
		})
	}
}

func TestCommandLine(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	bad := filepath.Join(dir, "bad.yaml")
	write(t, bad, "beginString: FIX.4.4\nversion: {major: 4, minor: 4}\nname: Bad\nheader: {Foo: }\ntrailer: {Bar: }\nmessages: {}\nfields: {}\n")
	crafted := filepath.Join(dir, "crafted.yaml")
	write(t, crafted, "a: &a [*a, *a]\n")
	odd := filepath.Join(dir, "odd.xml")
	write(t, odd, "<fix type='Venue'><header><field name='BeginString'/></header><messages><message name='M' msgtype='U'>\n"+
		"<field name='Account'/><field name='Nowhere'/></message></messages><fields><field name='BeginString' number='8' type='STRING'/></fields></fix>")
	binary := filepath.Join(dir, "binary.xml")
	write(t, binary, "<fix \x00\xff")
	foreign := filepath.Join(dir, "foreign")
	write(t, filepath.Join(foreign, "header_gen.go"), "package mine\n")
	file := filepath.Join(dir, "file")
	write(t, file, "in the way")

	tests := []struct {
		name string
		args []string
		code int
		want []string
	}{
		{"no flags", nil, 2, []string{"-dict and -out are needed", "usage: gen"}},
		{"unknown flag", []string{"-frobnicate"}, 2, []string{"flag provided but not defined: -frobnicate", "usage: gen"}},
		{"something behind the flags", []string{"-dict", "x", "-out", "y", "z"}, 2, []string{"nothing else behind the flags"}},
		{"help", []string{"-h"}, 0, []string{"usage: gen", "-dict"}},
		{"repairs are told", []string{"-lenient", "-dict", odd, "-out", filepath.Join(dir, "lenient")}, 0, []string{
			odd + ":1: BeginString is not defined: add beginString, such as FIX.4.4 (D011, repaired: taken for FIX.4.4)", "gen: 4 repaired"}},
		{"what -lenient could do", []string{"-dict", odd, "-out", filepath.Join(dir, "o5")}, 1, []string{"gen: -lenient repairs all of this:", "(D301)"}},
		{"what the file lacks", []string{"-begin-string", "FIX.4.4", "-base", "FIX44", "-package", "venue", "-dict", odd, "-out", filepath.Join(dir, "based")}, 1, []string{
			`"Nowhere"`, "(D301)"}},
		{"no such base", []string{"-base", "FIX99", "-dict", odd, "-out", filepath.Join(dir, "o6")}, 1, []string{"gen: base: FIX99: cannot be read: no such file or directory (D001)"}},
		{"no such dictionary", []string{"-dict", filepath.Join(dir, "none.yaml"), "-out", filepath.Join(dir, "o1")}, 1, []string{"none.yaml"}},
		{"every error with its line", []string{"-dict", bad, "-out", filepath.Join(dir, "o2")}, 1, []string{bad + ":4: ", `"Foo"`, bad + ":5: ", `"Bar"`}},
		{"crafted YAML", []string{"-dict", crafted, "-out", filepath.Join(dir, "o3")}, 1, []string{"crafted.yaml:1"}},
		{"not XML", []string{"-dict", binary, "-out", filepath.Join(dir, "o4")}, 1, []string{"binary.xml:1"}},
		{"output folder is a file", []string{"-dict", "../etc/FIX40.yaml", "-out", file}, 1, []string{"output folder", file}},
		{"foreign file in the way", []string{"-dict", "../etc/FIX40.yaml", "-out", foreign}, 1, []string{"header_gen.go was not generated"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			var stderr bytes.Buffer
			if code := run(test.args, &stderr); code != test.code {
				t.Errorf("exit code %d, want %d", code, test.code)
			}
			for _, want := range test.want {
				if !strings.Contains(stderr.String(), want) {
					t.Errorf("the message lacks %q:\n%s", want, stderr.String())
				}
			}
			for i, arg := range test.args {
				if i > 0 && test.args[i-1] == "-out" && arg != foreign && arg != file && test.code != 0 {
					if _, err := os.Stat(arg); err == nil {
						t.Errorf("%s was written", arg)
					}
				}
			}
		})
	}
}

func TestGenerateTwiceIsTheSame(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for range 2 {
		var stderr bytes.Buffer
		if code := run([]string{"-dict", "../etc/FIX40.yaml", "-out", dir, "-package", "venue"}, &stderr); code != 0 {
			t.Fatal(stderr.String())
		}
		content, err := os.ReadFile(filepath.Join(dir, "header_gen.go"))
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(string(content), emit.Marker+"\n\npackage venue\n") {
			t.Errorf("begins with %.80q", content)
		}
	}
}

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}
