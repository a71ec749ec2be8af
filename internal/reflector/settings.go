package main

import (
	"fmt"
	"log/slog"

	"github.com/affixgo/affix/generated/fix40"
	"github.com/affixgo/affix/generated/fix41"
	"github.com/affixgo/affix/generated/fix42"
	"github.com/affixgo/affix/generated/fix43"
	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/generated/fix50"
	"github.com/affixgo/affix/generated/fix50sp1"
	"github.com/affixgo/affix/generated/fix50sp2"
	"github.com/affixgo/affix/runtime"
	"github.com/affixgo/affix/session"
)

// settings are the flags.
type settings struct {
	set, version    string
	listen, control string
	logger          *slog.Logger
}

// dictionary returns the version's, nil if there is none.
func dictionary(version string) *runtime.Dictionary {
	return map[string]*runtime.Dictionary{
		"fix40": fix40.Dictionary, "fix41": fix41.Dictionary, "fix42": fix42.Dictionary,
		"fix43": fix43.Dictionary, "fix44": fix44.Dictionary,
		"fix50": fix50.Dictionary, "fix50sp1": fix50sp1.Dictionary, "fix50sp2": fix50sp2.Dictionary,
	}[version]
}

// session returns what the scripts of the set want. All that is not named is
// what a session does by itself.
func (s settings) session() (session.Config, error) {
	cfg := session.Config{Dictionary: dictionary(s.version), SenderCompID: "ISLD", TargetCompID: "TW"}
	if cfg.Dictionary == nil {
		return cfg, fmt.Errorf("unknown version %q", s.version)
	}
	switch s.set {
	case "server":
		cfg.Reset = session.ResetEveryLogon
	case "resendreqchunksize":
		cfg.Reset = session.ResetEveryLogon
		cfg.ResendRequestChunk = 5
	case "lastseqnumprocessed":
		cfg.Reset = session.ResetEveryLogon
		cfg.LastProcessed = true
	case "nextexpectedseqnum":
		cfg.NextExpected = true
	default:
		return cfg, fmt.Errorf("unknown set %q", s.set)
	}
	return cfg, nil
}
