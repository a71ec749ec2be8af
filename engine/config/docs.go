package config

import (
	_ "embed"
	"strings"
	"sync"
)

// fieldDocs holds the doc comments of the canonical structs, a line each: name
// in Go, tab, text. The tests of the package keep it current.
//
//go:embed fielddocs.txt
var fieldDocs string

var docs = sync.OnceValue(func() map[string]string { return parseDocs(fieldDocs) })

func parseDocs(lines string) map[string]string {
	m := map[string]string{}
	for line := range strings.Lines(lines) {
		name, text, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		m[name] = text
	}
	return m
}

// docOf returns the doc comment of a field or type, such as
// "engine.Limits.MaxFrame".
func docOf(owner string) string { return docs()[owner] }

// rangeOf returns the part of a doc comment that says what may be written:
// from its first "If zero" on.
func rangeOf(doc string) string {
	if strings.HasSuffix(doc, "Required.") {
		return "it is required"
	}
	for _, begin := range []string{"If zero", "if zero", "If empty", "If nil", "Required"} {
		if i := strings.Index(doc, begin); i >= 0 {
			return doc[i:]
		}
	}
	return ""
}

// takesNegative tells by its doc comment whether a setting below zero means
// something.
func takesNegative(doc string) bool {
	return strings.Contains(doc, "negative") || strings.Contains(doc, "below zero")
}
