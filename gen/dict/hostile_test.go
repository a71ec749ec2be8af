package dict_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/affixgo/affix/gen/dict"
)

// Files that are made to hurt cost a finding with a position, and no more memory
// than a real dictionary.
func TestReadHostile(t *testing.T) {
	t.Parallel()
	bomb := "a: &a [x, x]\n"
	for c := 'b'; c < 'm'; c++ {
		bomb += string(c) + ": &" + string(c) + " [*" + string(c-1) + ", *" + string(c-1) + ", *" + string(c-1) + "]\n"
	}
	tests := []struct {
		name string
		src  []byte
		code dict.Code
	}{
		{"bomb.yaml", []byte(bomb), dict.AliasUsed},
		{"merge.yaml", []byte("fields: &f {A: {number: 1}}\nmessages: {<<: *f}\n"), dict.AliasUsed},
		{"list.yaml", []byte("[" + strings.Repeat("a,", 3<<20)), dict.TooLarge},
		{"dashes.yaml", bytes.Repeat([]byte("- "), 3<<20), dict.TooLarge},
		{"deep.yaml", bytes.Repeat([]byte("["), 100_000), dict.SyntaxError},
		{"elements.xml", append([]byte("<fix>"), bytes.Repeat([]byte("<a/>"), 9<<20)...), dict.TooLarge},
		{"attributes.xml", append([]byte("<fix "), bytes.Repeat([]byte("a='' "), 9<<20)...), dict.TooLarge},
		{"deep.xml", bytes.Repeat([]byte("<fix>"), 100_000), dict.TooDeep},
		{"entities.xml", []byte(`<!DOCTYPE fix [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>` + "\n<fix major='&b;'/>"), dict.SyntaxError},
		{"utf16.xml", []byte("\xff\xfe<\x00f\x00i\x00x\x00/\x00>\x00"), dict.Unreadable},
		{"nul.xml", []byte("<fix>\n\x00</fix>"), dict.SyntaxError},
		{"charset.xml", []byte("<?xml version='1.0' encoding='UTF-7'?><fix/>"), dict.Unreadable},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, err := dict.Read(tt.name, tt.src)
			runtime.ReadMemStats(&after)
			found := dict.Findings(err)
			if len(found) != 1 || found[0].Code != tt.code || found[0].Pos.File != tt.name {
				t.Errorf("findings %v, want one of %s", err, tt.code)
			}
			if used := after.TotalAlloc - before.TotalAlloc; used > 256<<20 {
				t.Errorf("took %d MiB", used>>20)
			}
		})
	}
}

func TestLoadUnreadable(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	locked := filepath.Join(dir, "locked.xml")
	if err := os.WriteFile(locked, []byte("<fix/>"), 0o000); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		filepath.Join(dir, "none.xml"): "no such file or directory (D001)",
		dir:                            "is a directory (D001)",
		locked:                         "permission denied (D001)",
	} {
		_, err := dict.Load(path)
		if path == locked && os.Geteuid() == 0 {
			continue // nothing is locked to root
		}
		if found := dict.Findings(err); len(found) != 1 || !strings.HasSuffix(err.Error(), want) || found[0].Pos.File != filepath.ToSlash(path) {
			t.Errorf("%s: error %v, want %s", path, err, want)
		}
	}
	if _, err := dict.Load(filepath.Join(dir, "none.xml")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("error %v", err)
	}
}

// Codes are unique, and what a finding says of itself follows from them.
func TestCodes(t *testing.T) {
	t.Parallel()
	seen := make(map[string]bool)
	for _, c := range dict.Codes() {
		if seen[c.Name] || seen[string(c.Code)] || c.Code.Info() != c {
			t.Errorf("%s %s is not unique", c.Code, c.Name)
		}
		seen[c.Name], seen[string(c.Code)] = true, true
	}
	var errs dict.Errors
	pos := dict.Pos{File: "d.xml", Line: 7}
	errs.Addf(dict.BooleanValues, pos, "A", "note")
	if err := errs.Err(); err != nil {
		t.Errorf("a note is an error: %v", err)
	}
	errs.Repairf(dict.UnknownField, pos, "M", "left out", "unknown field %q", "X")
	if err := errs.Err(); err == nil || err.Error() != `d.xml:7: M: unknown field "X" (D301)` {
		t.Errorf("strict: %v", err)
	}
	if err := errs.Unrepaired(); err != nil {
		t.Errorf("lenient: %v", err)
	}
	if got, want := errs[1].Report(), `d.xml:7: M: unknown field "X" (D301, repaired: left out)`; got != want {
		t.Errorf("report %q, want %q", got, want)
	}
	errs.Addf(dict.ComponentCycle, pos, "C", "cycle")
	if err := errs.Unrepaired(); err == nil || err.Error() != "d.xml:7: C: cycle (D304)" {
		t.Errorf("lenient: %v", err)
	}
}
