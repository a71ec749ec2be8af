package config

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"net"
	"net/netip"
	"reflect"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/affixgo/affix/engine/admin"
	"github.com/affixgo/affix/engine/messagelog"
)

// admin reads the section of that name.
func (r *reader) admin(f *File, n *yaml.Node) {
	f.Admin, f.sources, f.adminLine = &admin.ServerConfig{}, map[string]Source{}, r.origin(n.Line)
	r.session, r.defaults, r.sources = "", false, f.sources
	r.group(adminShape(), n, "admin", reflect.ValueOf(f.Admin).Elem())
}

// admin looks at that section as a whole.
func (c *checker) admin() {
	if c.file.Admin == nil {
		return
	}
	pseudo := &Session{Name: "admin", line: c.file.adminLine, sources: c.file.sources}
	first := len(c.problems)
	defer func() {
		for i := range c.problems[first:] {
			c.problems[first+i].Session = "" // it is none
		}
	}()
	cfg := *c.file.Admin
	cfg.Engines = []admin.Engine{&Engines{}}
	_, err := admin.New(cfg.Config)
	for _, e := range flatten(err) {
		text := strings.TrimPrefix(e.Error(), "admin: config: ")
		key, rest, _ := strings.Cut(text, " ")
		if key = strings.TrimSuffix(key, ":"); keyOf("admin."+key) == nil {
			key, rest = "Tokens", text
		}
		c.report(pseudo, "admin."+key, rest, "")
	}
	c.address(pseudo, "admin.Address", cfg.Address)
	host, _, err := net.SplitHostPort(cmp.Or(cfg.Address, admin.DefaultAddress))
	if ip, ierr := netip.ParseAddr(host); err == nil && !cfg.Remote && host != "localhost" && (ierr != nil || !ip.IsLoopback()) {
		c.report(pseudo, "admin.Address", fmt.Sprintf("%q is not of the loopback interface", cfg.Address),
			"write 127.0.0.1 and a port, or Remote: true if others shall reach it")
	}
}

// admin prepares what Start listens for.
func (b *builder) admin() {
	if b.file.Admin == nil {
		return
	}
	cfg := *b.file.Admin
	cfg.Engines = []admin.Engine{b.engines}
	cfg.Logger = cmp.Or(cfg.Logger, b.opts.Logger)
	if cfg.Audit == nil {
		cfg.Audit = b.opts.Audit
	}
	if cfg.Messages == nil && len(b.engines.logs) > 0 {
		cfg.Messages = tails{b.engines.tails, b.engines.logs[0]}
	}
	b.engines.admin = &cfg
}

// tails finds the log of a session; those that a pattern has made are in the
// first.
type tails struct {
	bySession map[string]*messagelog.Logger
	other     *messagelog.Logger
}

// Tail yields the last lines of a session.
func (t tails) Tail(ctx context.Context, session string, n int, follow bool) iter.Seq[string] {
	return cmp.Or(t.bySession[session], t.other).Tail(ctx, session, n, follow)
}

// AdminAddr returns the address that the file's admin listens on, nil if there is
// none or the engines are not started.
func (e *Engines) AdminAddr() net.Addr {
	if e.server == nil {
		return nil
	}
	return e.server.Addr()
}
