package quickfix

import (
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/affixgo/affix/internal/nearest"
)

// Engines tells which QuickFIX engines know a key.
type Engines uint8

// The engines.
const (
	Go  Engines = 1 << iota // quickfix-go
	Cpp                     // QuickFIX, in C++
	J                       // QuickFIX/J
	N                       // QuickFIX/n
	all = Go | Cpp | J | N
	old = Cpp | J | N // all but quickfix-go
)

// String names the engines: "Go, C++, J, n".
func (e Engines) String() string {
	var names []string
	for i, name := range []string{"Go", "C++", "J", "n"} {
		if e&(1<<i) != 0 {
			names = append(names, name)
		}
	}
	return strings.Join(names, ", ")
}

// Key is a setting of QuickFIX, and what becomes of it.
type Key struct {
	Name    string
	Engines Engines
	// To is the setting of affix, empty if there is none.
	To string
	// Advice is what to do where there is no setting, or what is different.
	Advice string
	// For is "initiator" or "acceptor" if the key is for one of them.
	For string
}

const (
	forInitiator = "initiator"
	forAcceptor  = "acceptor"
)

// Keys lists all settings that QuickFIX engines know, those of quickfix-go
// first.
func Keys() []Key { return slices.Clone(keys()) }

var keys = sync.OnceValue(func() []Key { return slices.Concat(keysGo, keysOld, keysJava, keysNet) })

// byName has the keys by their names in lower case.
var byName = sync.OnceValue(func() map[string]Key {
	m := make(map[string]Key)
	for _, k := range keys() {
		m[strings.ToLower(k.Name)] = k
	}
	return m
})

var (
	numbered  = regexp.MustCompile(`^((?i)SocketConnectHost|SocketConnectPort)[0-9]+$`)
	versioned = regexp.MustCompile(`^((?i)AppDataDictionary)\..*$`)
)

// Find returns what is known of a key, in either case and with the number or
// version behind it.
func Find(name string) (Key, bool) {
	for _, pattern := range []*regexp.Regexp{numbered, versioned} {
		if m := pattern.FindStringSubmatch(name); m != nil {
			name = m[1]
		}
	}
	k, ok := byName()[strings.ToLower(name)]
	return k, ok
}

// suggestion is what an unknown key may have been meant to be.
func suggestion(name string) string {
	if len(name) > 64 {
		return "" // that is no slip
	}
	var names []string
	for _, k := range keys() {
		names = append(names, k.Name)
	}
	if near := nearest.To(name, names); near != "" {
		return ": did you mean " + near + "?"
	}
	return ""
}
