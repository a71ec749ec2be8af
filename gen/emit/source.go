package emit

import (
	"bytes"
	"sort"
	"strings"
	"unicode"

	. "github.com/dave/jennifer/jen" //nolint:staticcheck // the emitters read like the Go they build
)

// oneLine is a function body on the line of its signature:
//
//	func (v Side) String() string { return enumSide.CharText(byte(v)) }
func oneLine(code ...Code) *Statement {
	return Custom(Options{Open: "{", Close: "}", Separator: ";"}, code...)
}

// lines is a composite literal body with one value a line.
func lines(values []Code) *Statement {
	return Custom(Options{Open: "{", Close: "}", Separator: ",", Multi: true}, values...)
}

// width is how wide comments are.
const width = 95

// comment is a doc comment: each text that is not blank begins a line of its
// own, and a long one is broken at blanks.
func comment(f *jenFile, text ...string) {
	for _, t := range text {
		if t = clean(t); t == "" {
			continue
		}
		for _, part := range strings.Split(t, "\n") {
			for _, line := range wrap(strings.TrimSpace(part)) {
				f.Comment(lineComment(line)).Line()
			}
		}
	}
}

// lineComment begins with //, so that jennifer leaves it as it is whatever it
// holds.
func lineComment(text string) string { return strings.TrimRight("// "+text, " ") }

// clean leaves out what a Go file may not hold, and blanks around the text.
func clean(text string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case r == '\ufeff':
			return -1
		case unicode.IsControl(r) && r != '\n':
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, "?")))
}

// wrap breaks text at blanks into lines of at most width, one at least.
func wrap(text string) []string {
	var out []string
	for len(text) > width {
		at := strings.LastIndexByte(text[:width+1], ' ')
		if at <= 0 {
			if at = strings.IndexByte(text, ' '); at < 0 {
				break
			}
		}
		out = append(out, text[:at])
		text = strings.TrimLeft(text[at:], " ")
	}
	return append(out, text)
}

// groupImports puts the imports of the standard library first and a blank line
// behind them; jennifer sorts them all as one list.
//
//	import (
//		"unsafe"
//
//		"github.com/affixgo/affix/runtime"
//	)
func groupImports(src []byte) []byte {
	const open, end = "\nimport (\n", "\n)\n"
	start := bytes.Index(src, []byte(open))
	if start < 0 {
		return src
	}
	start += len(open)
	length := bytes.Index(src[start:], []byte(end))
	if length < 0 {
		return src
	}
	imports := strings.Split(string(src[start:start+length]), "\n")
	sort.SliceStable(imports, func(i, j int) bool { return isStandard(imports[i]) && !isStandard(imports[j]) })
	for i := 1; i < len(imports); i++ {
		if isStandard(imports[i-1]) && !isStandard(imports[i]) {
			imports[i] = "\n" + imports[i]
		}
	}
	out := append([]byte(nil), src[:start]...)
	out = append(out, strings.Join(imports, "\n")...)
	return append(out, src[start+length:]...)
}

// isStandard tells by the first element of the path: only others have a dot.
func isStandard(line string) bool {
	first, _, _ := strings.Cut(strings.Trim(strings.TrimSpace(line), `"`), "/")
	return !strings.Contains(first, ".")
}
