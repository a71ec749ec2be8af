package admin

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"strings"
	"time"

	"github.com/affixgo/affix/engine"
)

// Defaults of [Config].
const (
	DefaultTimeout = 10 * time.Second
	DefaultTails   = 16
)

// shortestSecret is what a token has at least, in bytes.
const shortestSecret = 16

// Engine is whose sessions there are: an *engine.Acceptor or *engine.Initiator.
type Engine interface {
	Sessions() []*engine.Session
}

// Messages is where the messages of sessions are to be seen, such as a
// *messagelog.Logger.
type Messages interface {
	// Tail yields the last n lines of a session and, if follow is set, those to
	// come until ctx ends.
	Tail(ctx context.Context, session string, n int, follow bool) iter.Seq[string]
}

// Token is who may ask.
type Token struct {
	// Name stands in the audit. Required.
	Name string
	// Secret is what the holder sends, 16 bytes at least. Required.
	Secret string
	// Change lets the holder change sessions. If false, it can only look.
	Change bool
}

// Config is whom a handler lets see what.
type Config struct {
	// Engines whose sessions are shown. Required.
	Engines []Engine
	// Tokens that are let in. Required.
	Tokens []Token
	// OpenMetrics serves /metrics to whoever asks, without a token.
	OpenMetrics bool
	// Messages serves the messages of sessions; nil serves none.
	Messages Messages
	// Audit is told of every change, after it was made or refused; nil tells
	// nobody. It is called by several goroutines.
	Audit func(Record)
	// Logger logs the same, and requests that were refused; nil is silent.
	Logger *slog.Logger
	// Timeout is how long a change may take, such as for the peer's answer. If
	// zero, 10 s.
	Timeout time.Duration
	// Tails is how many may watch messages at a time. If zero, 16.
	Tails int
}

func (c Config) withDefaults() Config {
	if c.Timeout == 0 {
		c.Timeout = DefaultTimeout
	}
	if c.Tails == 0 {
		c.Tails = DefaultTails
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	if c.Audit == nil {
		c.Audit = func(Record) {}
	}
	return c
}

// validate reports all that is wrong with a config that has its defaults.
func (c *Config) validate() error {
	var errs []error
	bad := func(format string, args ...any) {
		errs = append(errs, fmt.Errorf("admin: config: "+format, args...))
	}
	if len(c.Engines) == 0 {
		bad("there are no Engines")
	}
	for i, e := range c.Engines {
		if e == nil {
			bad("Engines: number %d is nil", i+1)
		}
	}
	if len(c.Tokens) == 0 {
		bad("there are no Tokens: nobody could ask anything; make a secret with `openssl rand -hex 32`")
	}
	names, secrets := map[string]bool{}, map[string]bool{}
	for i, t := range c.Tokens {
		switch {
		case t.Name == "":
			bad("Tokens: number %d has no Name: the audit could not tell who did what", i+1)
		case names[t.Name]:
			bad("Tokens: two have the Name %q", t.Name)
		}
		switch {
		case len(t.Secret) < shortestSecret:
			bad("Tokens: the Secret of %q has %d bytes, not %d at least; make one with `openssl rand -hex 32`", t.Name, len(t.Secret), shortestSecret)
		case strings.TrimSpace(t.Secret) != t.Secret || strings.ContainsFunc(t.Secret, func(r rune) bool { return r < ' ' || r >= 0x7F }):
			bad("Tokens: the Secret of %q has characters in it, or blanks around it, that cannot be sent", t.Name)
		case secrets[t.Secret]:
			bad("Tokens: the Secret of %q is that of another one: the audit could not tell who did what", t.Name)
		}
		names[t.Name], secrets[t.Secret] = true, true
	}
	if c.Timeout < 0 {
		bad("Timeout is negative")
	}
	if c.Tails < 0 {
		bad("Tails is negative")
	}
	return errors.Join(errs...)
}
