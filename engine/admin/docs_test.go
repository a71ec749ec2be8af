package admin_test

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// docs/operations.md has every code of a refusal and every path.
func TestDocs(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../docs/operations.md")
	if err != nil {
		t.Fatal(err)
	}
	paths, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	code := regexp.MustCompile(`(?:Code: |p\.Code, p\.Message, p\.Remedy = )"([a-z_]+)"`)
	route := regexp.MustCompile(`mux\.Handle\("(/[^"]+)"`)
	found := 0
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range code.FindAllStringSubmatch(string(b), -1) {
			found++
			if !strings.Contains(string(page), "`"+m[1]+"`") {
				t.Errorf("docs/operations.md: the code %s is missing", m[1])
			}
		}
		for _, m := range route.FindAllStringSubmatch(string(b), -1) {
			path := strings.ReplaceAll(strings.TrimSuffix(m[1], "/{action}"), "{id}", "ID")
			if path != "/{$}" && !strings.Contains(string(page), path) {
				t.Errorf("docs/operations.md: the path %s is missing", path)
			}
		}
	}
	if found < 15 {
		t.Errorf("only %d codes were found", found)
	}
}
