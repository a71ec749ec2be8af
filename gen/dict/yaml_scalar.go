package dict

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// yamlScalar returns s as a scalar that every YAML tool reads as the text s, in
// a flow map too: plain where that will do, else quoted.
func yamlScalar(s string) string {
	if isPlain(s) {
		return s
	}
	return yamlQuoted(s)
}

// yamlQuoted returns s in single quotes, or in double quotes if it needs
// escapes.
func yamlQuoted(s string) string {
	for _, r := range s {
		if r != ' ' && !unicode.IsGraphic(r) || r == utf8.RuneError || r > 0xFFFF {
			return yamlEscaped(s)
		}
	}
	return "'" + strings.ReplaceAll(s, "'", "''") + "'"
}

func yamlEscaped(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r != ' ' && !unicode.IsGraphic(r) && r <= 0xFF:
			fmt.Fprintf(&b, `\x%02X`, r)
		case r != ' ' && !unicode.IsGraphic(r) && r <= 0xFFFF:
			fmt.Fprintf(&b, `\u%04X`, r)
		case r > 0xFFFF:
			fmt.Fprintf(&b, `\U%08X`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// isPlain tells text that needs no quotes: words, numbers of one spelling, and
// signs that mean nothing to YAML.
func isPlain(s string) bool {
	if isNumber(s) {
		return true
	}
	if s == "" || !isLetter(s[0]) || s[len(s)-1] == ' ' || isYAMLWord(s) {
		return false
	}
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case isLetter(c), '0' <= c && c <= '9':
		case c == ':' || c == '#':
			return false
		case !strings.ContainsRune(" _-./()+&'%;=<>*!?$@\"~^|", rune(c)):
			return false
		}
	}
	return true
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }

// isYAMLWord tells the words that YAML 1.1 takes for a boolean or for nothing.
func isYAMLWord(s string) bool {
	switch strings.ToLower(s) {
	case "y", "n", "yes", "no", "true", "false", "on", "off", "null":
		return true
	}
	return false
}
