package affix_test

import (
	"bytes"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

// The README's Go is taken from a program that is built and run here, and its
// output is what the program prints.
func TestReadme(t *testing.T) {
	t.Parallel()
	readme := read(t, "README.md")
	program := read(t, "examples/quickstart/main.go")
	blocks := regexp.MustCompile("(?s)```(\\w*)\n(.*?)```").FindAllStringSubmatch(readme, -1)
	var goBlocks int
	for _, b := range blocks {
		if b[1] != "go" {
			continue
		}
		goBlocks++
		if !strings.Contains(program, b[2]) {
			t.Errorf("not in examples/quickstart/main.go:\n%s", b[2])
		}
	}
	if goBlocks == 0 {
		t.Error("the README has no Go in it")
	}
	out, err := exec.Command("go", "run", "./examples/quickstart").CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if !strings.Contains(readme, "```\n"+string(out)+"```") {
		t.Errorf("the README does not show what the program prints:\n%s", out)
	}
}

// The Go of the quick start is part of an example, which has a test of its own.
func TestQuickStart(t *testing.T) {
	t.Parallel()
	page := read(t, "docs/quick-start.md")
	program := read(t, "examples/initiator/main.go")
	blocks := regexp.MustCompile("(?s)```go\n(.*?)```").FindAllStringSubmatch(page, -1)
	if len(blocks) == 0 {
		t.Error("the page has no Go in it")
	}
	for _, b := range blocks {
		if !strings.Contains(program, b[1]) {
			t.Errorf("not in examples/initiator/main.go:\n%s", b[1])
		}
	}
	for _, m := range regexp.MustCompile(`\]\(([^)#]+)\)`).FindAllStringSubmatch(page, -1) {
		if _, err := os.Stat("docs/" + m[1]); err != nil {
			t.Errorf("the page links to %s: %v", m[1], err)
		}
	}
}

// The targets that the README names exist.
func TestReadmeCommands(t *testing.T) {
	t.Parallel()
	makefile := read(t, "Makefile")
	for _, m := range regexp.MustCompile(`make (\w+)`).FindAllStringSubmatch(read(t, "README.md"), -1) {
		if m[1] != "and" && !strings.Contains(makefile, "\n"+m[1]+":") {
			t.Errorf("the README says make %s; the Makefile has no such target", m[1])
		}
	}
	for _, m := range regexp.MustCompile(`\]\(([^)]+)\)`).FindAllStringSubmatch(read(t, "README.md"), -1) {
		if _, err := os.Stat(m[1]); err != nil {
			t.Errorf("the README links to %s: %v", m[1], err)
		}
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(bytes.ReplaceAll(b, []byte("\r\n"), []byte("\n")))
}
