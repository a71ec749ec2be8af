// Package etc holds the dictionaries of the FIX versions, so that overlays and
// the command line have them wherever they run. The files beside it are what
// counts; README.md is their grammar.
package etc

import (
	"embed"
	"strings"
)

//go:embed FIX*.yaml
var files embed.FS

// Open returns the dictionary called name, "FIX44", with or without its
// extension.
func Open(name string) (src []byte, ok bool) {
	src, err := files.ReadFile(strings.TrimSuffix(name, ".yaml") + ".yaml")
	return src, err == nil
}

// Names returns the names of the dictionaries in alphabetical order.
func Names() []string {
	entries, err := files.ReadDir(".")
	if err != nil {
		return nil // an embedded folder can be read
	}
	names := make([]string, len(entries))
	for i, e := range entries {
		names[i] = strings.TrimSuffix(e.Name(), ".yaml")
	}
	return names
}
