package model

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"sort"
	"strconv"
	"strings"
)

// Lock remembers the Go names that were given out, so that a dictionary that
// grows never renames what its users call. It is a text file that is committed
// beside the dictionary:
//
//	field 54 Side
//	message D NewOrderSingle
//	value 54 1 SideBuy
//
// A line holds what it names (the tag of a field or enumeration, the MsgType of
// a message, the name of a component, the place of a group, tag and value of a
// constant, tag and text of its second name) and its Go name. Deleting a line has it named anew. Not safe for
// concurrent use.
type Lock struct {
	file  string
	lines map[lockKey]lockLine
}

// lockKey is what a line names. Components, enumerations, groups, messages and
// values share the names of the package; the names of fields are apart.
type lockKey struct {
	kind string
	id   string
	tag  int // of a field, an enumeration or a value
}

type lockLine struct {
	name string
	line int // 0 if added since
}

const lockHeader = `# The Go names given out by affix gen. Commit this file beside the dictionary:
# what has a line keeps its name, whatever is added to the dictionary. Delete a
# line to have its bearer named anew.
`

// lockKinds are the kinds of lines, in the order of the file.
var lockKinds = []string{"message", "component", "group", "field", "enum", "value", "alias"}

// ParseLock reads a lock file; name is what errors call it. An empty src is an
// empty lock. All faults are reported, each with its line.
func ParseLock(name string, src []byte) (*Lock, error) {
	l := &Lock{file: name, lines: make(map[lockKey]lockLine)}
	var errs []error
	bearers := make(map[string]lockKey)
	for i, text := range strings.Split(string(src), "\n") {
		text = strings.TrimSpace(text)
		if text == "" || text[0] == '#' {
			continue
		}
		key, goName, err := parseLockLine(text)
		if err == nil {
			err = l.conflict(bearers, key, goName)
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("%s:%d: %w", name, i+1, err))
			continue
		}
		l.lines[key] = lockLine{goName, i + 1}
		bearers[namespace(key)+goName] = key
	}
	return l, errors.Join(errs...)
}

// conflict reports a second line for one bearer, or a second bearer of one
// name. Places of a group may share one: they are of one type.
func (l *Lock) conflict(bearers map[string]lockKey, key lockKey, goName string) error {
	if first, ok := l.lines[key]; ok {
		return fmt.Errorf("%s is named at line %d already: delete one of them", key, first.line)
	}
	first, ok := bearers[namespace(key)+goName]
	if ok && (key.kind != "group" || first.kind != "group") {
		return fmt.Errorf("%s is the name of %s at line %d already: delete one of them", goName, first, l.lines[first].line)
	}
	return nil
}

// namespace tells the names of fields from those of the package.
func namespace(key lockKey) string {
	if key.kind == "field" {
		return "field "
	}
	return ""
}

func parseLockLine(text string) (key lockKey, goName string, err error) {
	words, err := lockWords(text)
	if err != nil {
		return key, "", err
	}
	want := 3
	if words[0] == "value" || words[0] == "alias" {
		want = 4
	}
	switch {
	case !slices.Contains(lockKinds, words[0]):
		return key, "", fmt.Errorf("unknown kind %q: want %s", words[0], strings.Join(lockKinds, ", "))
	case len(words) != want:
		return key, "", fmt.Errorf("%d words, want %d, as in: %s", len(words), want, map[int]string{3: "message D NewOrderSingle", 4: "value 54 1 SideBuy"}[want])
	}
	goName = words[want-1]
	if !validOverride(goName) {
		return key, "", fmt.Errorf("%q is not an exported Go identifier in ASCII", goName)
	}
	key = lockKey{kind: words[0], id: words[1]}
	switch key.kind {
	case "field", "enum", "value", "alias":
		if key.tag, err = strconv.Atoi(words[1]); err != nil || key.tag < 1 {
			return key, "", fmt.Errorf("%q is not a tag", words[1])
		}
		key.id = ""
		if want == 4 {
			key.id = words[2]
		}
	}
	return key, goName, nil
}

// lockWords splits a line at blanks; words with blanks in them are quoted as in
// Go.
func lockWords(text string) ([]string, error) {
	var words []string
	for text = strings.TrimSpace(text); text != ""; text = strings.TrimSpace(text) {
		if text[0] != '"' {
			word, rest, _ := strings.Cut(text, " ")
			words, text = append(words, word), rest
			continue
		}
		quoted, err := strconv.QuotedPrefix(text)
		if err != nil {
			return nil, errors.New("a quotation mark is missing")
		}
		word, _ := strconv.Unquote(quoted) // it is quoted, as QuotedPrefix says
		if word == "" {
			return nil, errors.New("an empty word names nothing")
		}
		words, text = append(words, word), text[len(quoted):]
	}
	return words, nil
}

func lockWord(s string) string {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c <= ' ' || c >= 0x7f || c == '"' {
			return strconv.Quote(s)
		}
	}
	return s
}

// String returns the bearer as its line begins: "value 54 1".
func (k lockKey) String() string {
	words := []string{k.kind}
	if k.tag > 0 {
		words = append(words, strconv.Itoa(k.tag))
	}
	if k.id != "" {
		words = append(words, lockWord(k.id))
	}
	return strings.Join(words, " ")
}

// Bytes returns the file: sorted, the same for the same names.
func (l *Lock) Bytes() []byte {
	b := bytes.NewBufferString(lockHeader)
	for _, key := range l.sorted() {
		fmt.Fprintf(b, "%s %s\n", key, l.lines[key].name)
	}
	return b.Bytes()
}

func (l *Lock) sorted() []lockKey {
	order := make(map[string]int, len(lockKinds))
	for i, kind := range lockKinds {
		order[kind] = i
	}
	keys := make([]lockKey, 0, len(l.lines))
	for key := range l.lines {
		keys = append(keys, key)
	}
	sort.Slice(keys, func(i, j int) bool {
		a, b := keys[i], keys[j]
		switch {
		case a.kind != b.kind:
			return order[a.kind] < order[b.kind]
		case a.tag != b.tag:
			return a.tag < b.tag
		}
		return a.id < b.id
	})
	return keys
}
