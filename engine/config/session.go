package config

import (
	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/engine/messagelog"
	"github.com/affixgo/affix/engine/proxy"
	"github.com/affixgo/affix/session"
	"github.com/affixgo/affix/store"
	"github.com/affixgo/affix/store/postgres"
)

// Session is one session of a file with its defaults filled in from the file:
// what is said nowhere is zero. The settings of Config, and of the engine that
// the session runs in, stand in the file without a prefix.
type Session struct {
	// Name is what the tools call the session. If empty, its identity:
	// "FIX.4.4:SENDER->TARGET".
	Name string

	// Profile is a set of settings for a kind of venue, below everything that the
	// file says: classic-daily, classic-weekly, ephemeral or drop-copy. If empty,
	// there is none.
	Profile string

	// Dictionary is the FIX version: the name of a dictionary that the program
	// has, such as FIX44, or its BeginString, such as FIX.4.4; or a file in any
	// of the formats of affix dict, such as venue.xml, whose messages have no Go
	// types: see package runtime/dynamic. Required.
	Dictionary string

	// Transport is the dictionary of the session layer, for a Dictionary from a
	// file that does not name it, such as FIX50SP2.xml of QuickFIX: FIXT11.
	Transport string

	// Applications are the names of further dictionaries for application
	// messages, for FIXT.
	Applications []string

	// Config is what the session does. Its Dictionary and Applications come
	// from the names above, its Role from the file: a session with Addresses
	// or Endpoints is an initiator, one with an Address an acceptor.
	Config session.Config `config:"inline"`

	// Acceptor is the listener of a session that peers log on to. Sessions
	// with the same Address share it, and must agree on its settings.
	Acceptor engine.AcceptorConfig `config:"inline,acceptor"`

	// Initiator is what connects a session that logs on to a peer.
	Initiator engine.InitiatorConfig `config:"inline,initiator"`

	// Dynamic makes this a pattern for peers that the file does not name: any
	// Logon of this version, and to this SenderCompID if it is not empty, gets a
	// session of its own with these settings. Acceptors only.
	Dynamic bool `config:",acceptor"`

	// LocalAddress is the address, or address and port, to connect from. If
	// empty, the system chooses. Initiators only.
	LocalAddress string `config:",initiator"`

	// Signer signs Logons.
	Signer Signer

	// Proxy is what to connect through.
	Proxy Proxy `config:",initiator"`

	// ProxyProtocol is set, be it to {}, behind a load balancer that speaks the
	// PROXY protocol: the address of a peer is then the one that it tells.
	ProxyProtocol *proxy.ListenerConfig `config:",acceptor"`

	// TLS is spoken on the connection if anything of it is set.
	TLS TLS

	// Store keeps the numbers and messages of the session. Sessions with the
	// same settings share it.
	Store Store

	// MessageLog is where every message is logged, if it names a Dir. Sessions
	// with the same settings share it.
	MessageLog messagelog.Config

	line     int // of the session in its file
	sources  map[string]Source
	profiled map[string]bool // what the profile has filled in
}

// Source is where a setting comes from.
type Source struct {
	File    string
	Line    int
	Default bool // from the defaults of the file, not from the session itself
	Secret  bool // from the environment or a file of its own
}

// Source returns where the setting with this key was given; ok is false if it
// was not.
func (s *Session) Source(key string) (src Source, ok bool) {
	src, ok = s.sources[key]
	return src, ok
}

// Store says where numbers and messages are kept.
type Store struct {
	// Kind of store: memory forgets when the process ends, file keeps a log in
	// a folder, postgres uses a database. Required.
	Kind StoreKind

	// Dir is the folder of a file store. It is created if it does not exist.
	Dir string

	// File tunes a file store.
	File store.FileConfig

	// Postgres names the database of a postgres store, and tunes it.
	Postgres postgres.Config
}

// StoreKind is a kind of store.
type StoreKind uint8

// The kinds of store.
const (
	StoreNone     StoreKind = iota // not said
	StoreMemory                    // forgets when the process ends
	StoreFile                      // a log in a folder
	StorePostgres                  // a database
)

// String returns the name of the kind in files: "file".
func (k StoreKind) String() string {
	switch k {
	case StoreNone:
		return ""
	case StoreMemory:
		return "memory"
	case StoreFile:
		return "file"
	case StorePostgres:
		return "postgres"
	}
	return "StoreKind(?)"
}
