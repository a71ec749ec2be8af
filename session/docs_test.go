package session_test

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/affixgo/affix/session"
)

// TestStateDiagram: the edges in docs/design.md are those that the machine has,
// as far as testdata/states.golden shows them.
func TestStateDiagram(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../docs/design.md")
	if err != nil {
		t.Fatal(err)
	}
	drawn := map[string]bool{}
	for _, m := range regexp.MustCompile(`(?m)^ +([a-z_]+) --> ([a-z_]+)`).FindAllStringSubmatch(string(page), -1) {
		drawn[strings.ReplaceAll(m[1]+" --> "+m[2], "_", "-")] = true
	}
	golden, err := os.ReadFile("testdata/states.golden")
	if err != nil {
		t.Fatal(err)
	}
	taken := map[string]bool{}
	from := ""
	for line := range strings.Lines(string(golden)) {
		if !strings.HasPrefix(line, " ") {
			from, _, _ = strings.Cut(strings.Fields(line)[0], ",")
			continue
		}
		_, to, _ := strings.Cut(strings.TrimSpace(line), "→ ")
		if to != from {
			taken[from+" --> "+to] = true
		}
	}
	compareSets(t, "docs/design.md has the edge", drawn, "the machine takes the edge", taken)
	for i := range 100 {
		name := session.State(i).String()
		if strings.HasPrefix(name, "state ") {
			break
		}
		if !strings.Contains(string(page), name) {
			t.Errorf("docs/design.md does not name the state %s", name)
		}
	}
}

// TestConformancePage: docs/conformance.md names every scenario test, and none
// that is not there.
func TestConformancePage(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../docs/conformance.md")
	if err != nil {
		t.Fatal(err)
	}
	named := map[string]bool{}
	for _, name := range regexp.MustCompile(`TestScenario_\w+`).FindAllString(string(page), -1) {
		named[name] = true
	}
	written := map[string]bool{}
	files, err := filepath.Glob("*_test.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`(?m)^func (TestScenario_\w+)`).FindAllStringSubmatch(string(src), -1) {
			written[m[1]] = true
		}
	}
	compareSets(t, "docs/conformance.md names", named, "there is", written)
	folders, err := filepath.Glob("testdata/*/")
	if err != nil {
		t.Fatal(err)
	}
	for _, folder := range folders {
		if name := filepath.Base(folder); name != "fuzz" && !strings.Contains(string(page), "`"+name+"`") {
			t.Errorf("docs/conformance.md does not name the transcripts of %s", name)
		}
	}
}

func compareSets(t *testing.T, inA string, a map[string]bool, inB string, b map[string]bool) {
	t.Helper()
	for _, name := range slices.Sorted(maps.Keys(a)) {
		if !b[name] {
			t.Errorf("%s %s, which is not so", inA, name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(b)) {
		if !a[name] {
			t.Errorf("%s %s, which the page lacks", inB, name)
		}
	}
}
