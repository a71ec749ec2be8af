package proxy_test

import (
	"fmt"
	"net"
	"net/netip"
	"strings"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/engine/proxy"
)

func Example() {
	// An initiator that has to leave through a gateway.
	gateway := &proxy.SOCKS5{Address: "gateway.example.com:1080", User: "desk", Password: "secret"}
	_ = engine.InitiatorConfig{
		Addresses: []string{"fix.example.com:9876"},
		Dial:      gateway.DialContext,
	}

	// An acceptor behind a load balancer.
	plain, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		fmt.Println(err)
		return
	}
	behind := proxy.NewListener(plain, proxy.ListenerConfig{
		Trusted: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")},
	})
	defer behind.Close()
	_ = engine.AcceptorConfig{
		Listener: behind,
		Allow:    []netip.Prefix{netip.MustParsePrefix("203.0.113.0/24")}, // of clients
	}

	// What the balancer says in front of each connection.
	header, err := proxy.ReadHeader(strings.NewReader("PROXY TCP4 203.0.113.7 192.0.2.1 51234 9876\r\n"))
	fmt.Println(header.Source, err)
	// Output:
	// 203.0.113.7:51234 <nil>
}
