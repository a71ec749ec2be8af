package config

import (
	"cmp"
	"errors"
	"fmt"
	"net"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/runtime"
	"github.com/affixgo/affix/session"
	"github.com/affixgo/affix/store"
)

// checker looks at sessions as they will run.
type checker struct {
	file     *File
	opts     Options
	dir      string
	problems Problems
}

// Check reports everything that keeps the sessions from running: the problems
// of reading the file, and what is wrong with the settings as a whole. It opens
// and connects nothing. The error is of type [Problems].
func (f *File) Check(opts Options) error {
	c := &checker{file: f, opts: opts, dir: filepath.Dir(f.Name)}
	for _, s := range f.Sessions {
		c.session(s)
	}
	c.admin()
	c.identities()
	c.listeners()
	return append(slices.Clone(f.problems), c.problems...).hidden(f.secrets).sorted().err()
}

// report adds a problem at the line of a setting, or of the session.
func (c *checker) report(s *Session, key, text, remedy string) {
	if remedy == "" && !strings.Contains(text, ": ") && !strings.Contains(text, "; ") { // that would have its remedy within
		if set := keyOf(key); set != nil {
			remedy = rangeOf(docOf(set.owner))
		}
	}
	c.problems = append(c.problems, Problem{
		File: c.file.Name, Line: s.lineOf(key), Session: s.ID(), Key: key, Text: text, Remedy: remedy,
	})
}

// reported tells whether a problem with the setting is known.
func (c *checker) reported(s *Session, key string) bool {
	return key != "" && slices.ContainsFunc(c.problems, func(p Problem) bool {
		return p.Session == s.ID() && (p.Key == key || strings.HasPrefix(p.Key, key+"["))
	})
}

// lineOf returns the line of a setting, or of the group it is in, or of the
// session.
func (s *Session) lineOf(key string) int {
	for key != "" {
		if src, ok := s.sources[key]; ok {
			return src.Line
		}
		line := 0
		for k, src := range s.sources { // the first setting within
			if strings.HasPrefix(k, key+".") && (line == 0 || src.Line < line) {
				line = src.Line
			}
		}
		if line > 0 {
			return line
		}
		key = key[:max(lastDot(key), 0)]
	}
	return s.line
}

// ID returns the name of the session, or its identity if it has none.
func (s *Session) ID() string {
	if s.Name != "" {
		return s.Name
	}
	return s.identity()
}

// identity is the engine's name of the session. Without a dictionary, what the
// file calls it takes the place of BeginString.
func (s *Session) identity() string {
	cfg := s.Config
	if cfg.Dictionary != nil {
		return engine.SessionID(cfg)
	}
	cfg.Dictionary = &runtime.Dictionary{Version: &runtime.Version{BeginString: s.Dictionary}}
	return engine.SessionID(cfg)
}

func (c *checker) session(s *Session) {
	c.dictionaries(s)
	c.roles(s)
	c.negatives(s)
	c.texts(s)
	c.signer(s)
	c.config(s)
	c.contradictions(s)
	c.store(s)
	if _, err := s.TLS.config(s.Config.Role, c.dir); err != nil {
		for _, e := range flatten(err) {
			key, text := splitKey(e.Error())
			c.report(s, key, text, "")
		}
	}
}

// roles holds the settings to the side that the session is on.
func (c *checker) roles(s *Session) {
	initiator := s.Config.Role == session.Initiator
	if initiator && len(s.Initiator.Addresses)+len(s.Initiator.Endpoints) == 0 {
		c.report(s, "Addresses", "is missing: whom does this initiator connect to?", "write Addresses: [host:port]")
	}
	if !initiator && s.Acceptor.Address == "" && s.Acceptor.Listener == nil {
		c.report(s, "Address", "is missing, and so are Addresses",
			"an acceptor says where to listen, Address: host:port; an initiator where to connect, Addresses: [host:port]")
	}
	for key, src := range s.sources {
		set := keyOf(key)
		if set == nil || src.Default || set.roles[s.Config.Role] || strings.Contains(key, "[") {
			continue
		}
		other := session.Initiator - s.Config.Role
		c.report(s, key, fmt.Sprintf("is a setting of %ss, and this session is an %s", other, s.Config.Role),
			"leave it out, or set Role: "+other.String())
	}
	c.address(s, "Address", s.Acceptor.Address)
	for i, a := range s.Initiator.Addresses {
		c.place(s, fmt.Sprintf("Addresses[%d]", i), a)
	}
	for i, e := range s.Initiator.Endpoints {
		c.place(s, fmt.Sprintf("Endpoints[%d].Address", i), e.Address)
	}
	if _, err := localAddr(s.LocalAddress); err != nil {
		c.report(s, "LocalAddress", err.Error(), "write an address of this machine, such as 192.0.2.1, or with a port, 192.0.2.1:0")
	}
}

// place is an address to connect to.
func (c *checker) place(s *Session, key, address string) {
	const remedy = "write host:port, such as fix.example.com:9876"
	if address == "" {
		c.report(s, key, "is empty", remedy)
		return
	}
	c.address(s, key, address)
	if host, port, err := net.SplitHostPort(address); err == nil && (host == "" || port == "0") {
		c.report(s, key, fmt.Sprintf("%q names no place to connect to", address), remedy)
	}
}

func (c *checker) address(s *Session, key, address string) {
	if address == "" {
		return
	}
	_, port, err := net.SplitHostPort(address)
	if err != nil {
		c.report(s, key, fmt.Sprintf("%q is no address", address), "write host:port, such as fix.example.com:9876, and [::1]:9876 for IPv6")
		return
	}
	if n, err := strconv.Atoi(port); err != nil || n < 0 || n > 65535 {
		if _, err := net.LookupPort("tcp", port); err != nil || port == "" {
			c.report(s, key, fmt.Sprintf("%q has no port from 1 to 65535", address), "write host:port, such as fix.example.com:9876")
		}
	}
}

// negatives refuses durations and numbers below zero where they mean nothing.
func (c *checker) negatives(s *Session) {
	v := reflect.ValueOf(s).Elem()
	for _, k := range allKeys() {
		if _, said := s.sources[k.path]; !said || takesNegative(docOf(k.owner)) {
			continue
		}
		if f := fieldAt(v, k.path); f.IsValid() && f.CanInt() && f.Int() < 0 {
			c.report(s, k.path, "is below zero, which means nothing here", "")
		}
	}
}

// texts refuses what cannot stand in a field.
func (c *checker) texts(s *Session) {
	for key, value := range map[string]string{
		"SenderCompID": s.Config.SenderCompID, "TargetCompID": s.Config.TargetCompID,
		"SenderSubID": s.Config.SenderSubID, "TargetSubID": s.Config.TargetSubID,
		"SenderLocationID": s.Config.SenderLocationID, "TargetLocationID": s.Config.TargetLocationID,
	} {
		if strings.ContainsFunc(value, unicode.IsControl) {
			c.report(s, key, fmt.Sprintf("%q has a control character in it", value), "write it without")
		}
	}
}

// config asks the session itself.
func (c *checker) config(s *Session) {
	if s.Config.Dictionary == nil {
		return // that is known, and everything else hangs on it
	}
	named := *s
	if s.Dynamic { // the Logon will tell
		named.Config.SenderCompID = cmp.Or(s.Config.SenderCompID, "SENDER")
		named.Config.TargetCompID = "TARGET"
	}
	_, err := session.New(named.Config, session.Numbers{})
	if err == nil {
		err = named.engine()
	}
	for _, e := range flatten(err) {
		key, text := splitKey(e.Error())
		endpoint := strings.HasPrefix(text, "endpoint ") && (c.reported(s, "Addresses") || c.reported(s, "Endpoints"))
		if !c.reported(s, key) && !endpoint {
			c.report(s, key, text, "")
		}
	}
}

// engine makes the engine of the session as it would run, and throws it away.
func (s *Session) engine() error {
	st, router := store.NewMemory(store.MemoryConfig{}), engine.NewRouter()
	if s.Config.Role == session.Initiator {
		cfg := s.Initiator
		cfg.Session, cfg.Store, cfg.Router = s.Config, st, router
		_, err := engine.NewInitiator(cfg)
		return err
	}
	cfg := s.Acceptor
	cfg.Sessions, cfg.Store, cfg.Router = []session.Config{s.Config}, st, router
	_, err := engine.NewAcceptor(cfg)
	return err
}

// flatten returns the errors that were joined.
func flatten(err error) []error {
	if err == nil {
		return nil
	}
	joined, ok := err.(interface{ Unwrap() []error })
	if !ok {
		if inner := errors.Unwrap(err); inner != nil {
			if _, ok := inner.(interface{ Unwrap() []error }); ok {
				return flatten(inner)
			}
		}
		return []error{err}
	}
	var all []error
	for _, e := range joined.Unwrap() {
		all = append(all, flatten(e)...)
	}
	return all
}

// splitKey cuts the key off that a message begins with; without one, the key is
// the first that it speaks of.
func splitKey(text string) (key, rest string) {
	if path, ok := strings.CutPrefix(text, "schedule: "); ok {
		path, text, _ := strings.Cut(path, ": ")
		return "Schedule." + path, text
	}
	for _, prefix := range []string{"session: config: ", "engine: initiator: ", "engine: acceptor: ", "session 1: "} {
		text = strings.TrimPrefix(text, prefix)
	}
	first, behind, _ := strings.Cut(text, " ")
	if k := strings.TrimSuffix(first, ":"); keyOf(k) != nil && behind != "" {
		return k, behind
	}
	for word := range strings.FieldsFuncSeq(text, func(r rune) bool { return !unicode.IsLetter(r) && r != '.' }) {
		if keyOf(word) != nil {
			return word, text
		}
	}
	return "", text
}
