// Package proxy takes FIX connections through proxies and load balancers.
//
// [SOCKS5] and [HTTPConnect] are dialers for engine.InitiatorConfig:
//
//	cfg.Dial = (&proxy.SOCKS5{Address: "gateway:1080", User: "me", Password: "secret"}).DialContext
//
// Names of peers are resolved by the proxy, not here. TLS, if the initiator has
// it, is spoken with the peer, through the proxy.
//
// [Listener] is for engine.AcceptorConfig, behind a load balancer that speaks
// the PROXY protocol, version 1 or 2: it makes RemoteAddr the address of the
// client, so that limits and allow-lists are about clients, not the balancer.
//
//	plain, err := net.Listen("tcp", ":9876")
//	…
//	cfg.Listener = proxy.NewListener(plain, proxy.ListenerConfig{
//		Trusted: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")},
//	})
//
// All that comes from the other side is parsed strictly, bounded in size and in
// time, and nothing behind it is read.
package proxy
