package model

import (
	"go/token"
	"strings"
	"unicode"
)

// maxName is the length, in bytes, above which a Go name is refused.
const maxName = 64

// goIdent returns name as an exported Go identifier in its own spelling:
// illegal characters are dropped and what follows them is raised. It returns
// "" when nothing is left.
func goIdent(name string) string {
	var b strings.Builder
	raise := true
	for _, r := range asciiLetters(name) {
		if !isWordRune(r) && r != '_' {
			raise = true
			continue
		}
		if raise {
			r = unicode.ToUpper(r)
			raise = false
		}
		b.WriteRune(r)
	}
	return exported(b.String())
}

// exported prefixes what cannot begin an exported identifier with an X.
func exported(ident string) string {
	if ident == "" || ident[0] >= 'A' && ident[0] <= 'Z' {
		return ident
	}
	return "X" + ident
}

// validOverride says whether a name given in a dictionary can be used as it is.
func validOverride(name string) bool {
	return token.IsIdentifier(name) && token.IsExported(name) && isASCII(name)
}

// validWords says whether a name given for a value can follow that of its
// field.
func validWords(name string) bool {
	return name != "" && isASCII(name) && token.IsIdentifier("X"+name)
}

func isASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// pascal joins the words of text in Pascal case. Text without any lower case
// letter (PARTIALLY_FILLED) is lowered first, but for acronyms; in other text
// (Buy minus, ISIN number) a word keeps its capitals. Two digits that meet are
// kept apart by an underscore.
func pascal(text string) string {
	var b strings.Builder
	last := byte(0)
	for _, w := range words(text) {
		w = strings.ToUpper(w[:1]) + w[1:]
		if isDigit(last) && isDigit(w[0]) {
			b.WriteByte('_')
		}
		b.WriteString(w)
		last = w[len(w)-1]
	}
	return b.String()
}

// humanText returns text for people: PARTIALLY_FILLED becomes "Partially
// filled", text that has lower case letters is left alone.
func humanText(text string) string {
	ws := words(text)
	if !isShouting(text) || len(ws) == 0 {
		return strings.Join(strings.Fields(text), " ")
	}
	for i, w := range ws {
		if i == 0 || acronyms[w] || isDigit(w[0]) {
			continue
		}
		ws[i] = strings.ToLower(w)
	}
	return strings.Join(ws, " ")
}

// words splits text at everything that is not an ASCII letter or digit.
// Apostrophes are dropped.
func words(text string) []string {
	shouting := isShouting(text)
	text = asciiLetters(text)
	text = strings.ReplaceAll(strings.ReplaceAll(text, "'", ""), "’", "")
	ws := strings.FieldsFunc(text, func(r rune) bool { return !isWordRune(r) })
	if shouting {
		for i, w := range ws {
			ws[i] = lowerTail(w)
		}
	}
	return ws
}

// lowerTail lowers all letters but the first: FILLED is Filled, 5DAY is 5Day.
func lowerTail(w string) string {
	if acronyms[w] {
		return w
	}
	i := strings.IndexFunc(w, unicode.IsLetter)
	if i < 0 {
		return w
	}
	return w[:i+1] + strings.ToLower(w[i+1:])
}

func isShouting(text string) bool {
	return strings.IndexFunc(text, unicode.IsLower) < 0
}

func isWordRune(r rune) bool {
	return r < 0x80 && (unicode.IsLetter(r) || unicode.IsDigit(r))
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }
