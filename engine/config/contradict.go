package config

import (
	"fmt"
	"reflect"
	"slices"

	"github.com/affixgo/affix/session"
)

// contradictions reports settings that cannot both be meant.
func (c *checker) contradictions(s *Session) {
	cfg := &s.Config
	said := func(key string) bool { _, ok := s.sources[key]; return ok }
	if cfg.Recovery == session.RecoverNone && said("Reset") && cfg.Reset != session.ResetEveryLogon {
		c.report(s, "Reset", fmt.Sprintf("is %s, but Recovery: none begins every connection at 1", cfg.Reset),
			"write Reset: every-logon, or another Recovery")
	}
	if cfg.Recovery != session.RecoverResend && cfg.ResendMaxAge > 0 {
		c.report(s, "ResendMaxAge", fmt.Sprintf("has no effect: Recovery: %s sends nothing again", cfg.Recovery),
			"leave it out, or write Recovery: resend")
	}
	if s.Dynamic && cfg.TargetCompID != "" {
		c.report(s, "TargetCompID", "has no effect: a session that is Dynamic takes every peer", "leave out the one or the other")
	}
	if p := s.Proxy; p.Type != ProxyNone {
		c.place(s, "Proxy.Address", p.Address)
	} else if p != (Proxy{}) {
		c.report(s, "Proxy.Type", "is missing", "write Type: socks5 or Type: http-connect")
	}
	if s.MessageLog.Dir == "" {
		for key, src := range s.sources {
			if within(key, "MessageLog") && key != "MessageLog.Dir" && !src.Default {
				c.report(s, key, "has no effect: MessageLog.Dir is missing", "write MessageLog: {Dir: /var/log/fix}")
			}
		}
	}
	if r := s.Initiator.Reconnect; r.Max > 0 && r.Max < r.WithDefaults().Min {
		c.report(s, "Reconnect.Max", fmt.Sprintf("is %s, less than Reconnect.Min, %s",
			formatDuration(r.Max), formatDuration(r.WithDefaults().Min)), "exchange them, or leave Max out")
	}
}

// store looks at where messages are kept.
func (c *checker) store(s *Session) {
	st := &s.Store
	switch st.Kind {
	case StoreNone:
		if slices.ContainsFunc(c.file.problems, func(p Problem) bool { return p.Key == "Store.Kind" }) {
			return // that was not understood
		}
		c.report(s, "Store", "is missing", "write Store: {Kind: file, Dir: /var/lib/fix}; Kind: memory forgets when the process ends")
	case StoreFile:
		if st.Dir == "" {
			c.report(s, "Store.Dir", "is missing: where is the file store?", "write Store: {Kind: file, Dir: /var/lib/fix}")
		}
	case StorePostgres:
		if st.Postgres.DSN == "" && st.Postgres.Pool == nil {
			c.report(s, "Store.Postgres.DSN", "is missing: where is the database?", "write DSN: {env: FIX_DSN}")
		}
	}
	for key, src := range s.sources {
		kind := storeOf(key)
		if kind != StoreNone && st.Kind != StoreNone && kind != st.Kind && !src.Default {
			c.report(s, key, fmt.Sprintf("is a setting of the %s store, and Store.Kind is %s", kind, st.Kind), "leave one of them out")
		}
	}
}

// storeOf returns which kind of store a key belongs to.
func storeOf(key string) StoreKind {
	switch {
	case key == "Store.Dir" || within(key, "Store.File"):
		return StoreFile
	case within(key, "Store.Postgres"):
		return StorePostgres
	}
	return StoreNone
}

func within(key, group string) bool {
	return len(key) > len(group) && key[:len(group)] == group && key[len(group)] == '.'
}

// identities finds sessions that are one and the same.
func (c *checker) identities() {
	byID, byName := map[string]*Session{}, map[string]*Session{}
	for _, s := range c.file.Sessions {
		id := s.identity()
		if other, ok := byID[id]; ok {
			c.report(s, "", fmt.Sprintf("the session of line %d has the same identity, %s", other.line, id),
				"remove one, or give one of them a Qualifier")
		} else {
			byID[id] = s
		}
		if s.Name == "" {
			continue
		}
		if other, ok := byName[s.Name]; ok {
			c.report(s, "Name", fmt.Sprintf("the session of line %d has the same name", other.line), "give each a name of its own")
		} else {
			byName[s.Name] = s
		}
	}
}

// listeners finds sessions that share an address and cannot.
func (c *checker) listeners() {
	first := map[string]*Session{}
	peers := map[string]*Session{}
	for _, s := range c.file.Sessions {
		if s.Config.Role != session.Acceptor || s.Acceptor.Address == "" {
			continue
		}
		address := s.Acceptor.Address
		if other, ok := first[address]; !ok {
			first[address] = s
		} else {
			c.agree(s, other)
		}
		key := address + " " + s.peer()
		if other, ok := peers[key]; ok && other.identity() != s.identity() {
			c.report(s, "Address", fmt.Sprintf("a Logon to %s cannot tell this session from %s in line %d", address, other.ID(), other.line),
				"give one of them another Address, or let SubIDs decide with CheckSubIDs: true in both")
		} else if !ok {
			peers[key] = s
		}
	}
}

// peer is how a Logon names the session.
func (s *Session) peer() string {
	key := Session{Dictionary: s.Dictionary}
	key.Config.Dictionary = s.Config.Dictionary
	key.Config.SenderCompID, key.Config.TargetCompID = s.Config.SenderCompID, s.Config.TargetCompID
	if s.Config.CheckSubIDs {
		key.Config.SenderSubID, key.Config.TargetSubID = s.Config.SenderSubID, s.Config.TargetSubID
		key.Config.SenderLocationID, key.Config.TargetLocationID = s.Config.SenderLocationID, s.Config.TargetLocationID
	}
	return key.identity()
}

// agree holds a session to the settings of the listener that it shares.
func (c *checker) agree(s, other *Session) {
	a, b := reflect.ValueOf(s).Elem(), reflect.ValueOf(other).Elem()
	for _, k := range allKeys() {
		if !sharedByListener(k) {
			continue
		}
		x, y := fieldAt(a, k.path), fieldAt(b, k.path)
		if x.IsValid() && y.IsValid() && !reflect.DeepEqual(x.Interface(), y.Interface()) {
			c.report(s, k.path, fmt.Sprintf("differs from %s in line %d, which listens on the same Address", other.ID(), other.lineOf(k.path)),
				"write the same, best in defaults, or another Address")
		}
	}
}
