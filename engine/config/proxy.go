package config

import (
	"context"
	"net"
	"time"

	"github.com/affixgo/affix/engine/proxy"
	"github.com/affixgo/affix/session"
)

// Proxy says through what an initiator connects.
type Proxy struct {
	// Type of the proxy. If zero, there is none.
	Type ProxyType
	// Address of the proxy, host and port. It resolves the names of peers.
	Address string
	// User and Password are told to the proxy if User is not empty.
	User     string
	Password session.Secret
	// Timeout bounds the whole attempt. If zero, 10 s.
	Timeout time.Duration
}

// ProxyType is a kind of proxy.
type ProxyType uint8

// The kinds of proxies.
const (
	ProxyNone        ProxyType = iota // there is none
	ProxySOCKS5                       // RFC 1928
	ProxyHTTPConnect                  // an HTTP proxy, by its CONNECT method
)

// String returns the name of the kind in files: "socks5".
func (t ProxyType) String() string {
	switch t {
	case ProxyNone:
		return "none"
	case ProxySOCKS5:
		return "socks5"
	case ProxyHTTPConnect:
		return "http-connect"
	}
	return "ProxyType(?)"
}

// dial returns what connects through the proxy, nil if there is none.
func (p Proxy) dial() func(ctx context.Context, network, address string) (net.Conn, error) {
	switch p.Type {
	case ProxySOCKS5:
		return (&proxy.SOCKS5{Address: p.Address, User: p.User, Password: string(p.Password), Timeout: p.Timeout}).DialContext
	case ProxyHTTPConnect:
		return (&proxy.HTTPConnect{Address: p.Address, User: p.User, Password: string(p.Password), Timeout: p.Timeout}).DialContext
	}
	return nil
}

// listen opens the listener of an address whose clients come through a load
// balancer.
func listen(ctx context.Context, address string, cfg proxy.ListenerConfig) (net.Listener, error) {
	plain, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return nil, err
	}
	return proxy.NewListener(plain, cfg), nil
}
