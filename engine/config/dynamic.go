package config

import (
	"context"
	"fmt"
	"net"
	"net/netip"
	"strconv"

	"github.com/affixgo/affix/engine"
)

const (
	tagSenderCompID     = 49
	tagSenderSubID      = 50
	tagTargetCompID     = 56
	tagTargetSubID      = 57
	tagSenderLocationID = 142
	tagTargetLocationID = 143
)

// template makes sessions after the first pattern that a Logon fits.
func template(patterns []*Session) func(context.Context, engine.LogonRequest) (engine.Setup, error) {
	return func(_ context.Context, r engine.LogonRequest) (engine.Setup, error) {
		begin, ours := string(r.Logon.BeginString()), r.Logon.Text(tagTargetCompID)
		for _, p := range patterns {
			cfg := p.Config
			if cfg.Dictionary.BeginString() != begin || cfg.SenderCompID != "" && cfg.SenderCompID != ours {
				continue
			}
			cfg.SenderCompID, cfg.TargetCompID = ours, r.Logon.Text(tagSenderCompID)
			if cfg.CheckSubIDs {
				cfg.SenderSubID, cfg.SenderLocationID = r.Logon.Text(tagTargetSubID), r.Logon.Text(tagTargetLocationID)
				cfg.TargetSubID, cfg.TargetLocationID = r.Logon.Text(tagSenderSubID), r.Logon.Text(tagSenderLocationID)
			}
			return engine.Setup{Session: cfg, Operation: &p.Acceptor.Operation}, nil
		}
		return engine.Setup{}, fmt.Errorf("no pattern for a Logon with BeginString %q, TargetCompID %q", begin, ours)
	}
}

// localAddr reads an address to connect from, nil for none.
func localAddr(text string) (net.Addr, error) {
	if text == "" {
		return nil, nil
	}
	host, port := text, "0"
	if h, p, err := net.SplitHostPort(text); err == nil {
		host, port = h, p
	}
	addr, err := netip.ParseAddr(host)
	if err != nil {
		return nil, fmt.Errorf("%q is no IP address", host)
	}
	n, err := strconv.ParseUint(port, 10, 16)
	if err != nil {
		return nil, fmt.Errorf("%q has no port from 0 to 65535", text)
	}
	return net.TCPAddrFromAddrPort(netip.AddrPortFrom(addr, uint16(n))), nil
}
