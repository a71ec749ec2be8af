package quickfix

import (
	"fmt"
	"net"
	"strconv"
	"strings"
	"time"
)

// connect takes over where an initiator connects to.
func (c *converter) connect() {
	if !c.initiator() {
		return
	}
	var addresses, keys []string
	for i := 0; i < 100; i++ {
		n := ""
		if i > 0 {
			n = strconv.Itoa(i)
		}
		host, port := "SocketConnectHost"+n, "SocketConnectPort"+n
		if i > 0 && !c.has(host) && !c.has(port) {
			break
		}
		if c.get(host) == "" || c.get(port) == "" {
			c.bad(host, "host and port belong together: %s or %s is missing", host, port)
			continue
		}
		addresses = append(addresses, quote(net.JoinHostPort(strings.Trim(c.get(host), "[]"), c.get(port))))
		keys = append(keys, host, port)
	}
	if len(addresses) > 0 {
		c.set("Addresses", "["+strings.Join(addresses, ", ")+"]", keys...)
	}
	if text, ok := c.duration("ReconnectInterval", time.Second); ok {
		c.set("Reconnect.Min", text, "ReconnectInterval")
		c.set("Reconnect.Max", text, "ReconnectInterval")
	}
	for _, prefix := range []string{"SocketConnectSource", "SocketLocal"} { // of the C++ engine, and of J
		if host, port := c.get(prefix+"Host"), c.get(prefix+"Port"); host != "" && (port == "" || port == "0") {
			c.set("LocalAddress", quote(host), prefix+"Host", prefix+"Port")
		} else if host != "" {
			c.set("LocalAddress", quote(net.JoinHostPort(host, port)), prefix+"Host", prefix+"Port")
		}
	}
	c.proxy()
	c.timeouts()
}

// timeouts takes over how long things may take.
func (c *converter) timeouts() {
	for _, k := range []string{"LogonTimeout", "LogoutTimeout"} {
		if text, ok := c.duration(k, time.Second); ok {
			c.set(k, text, k)
		}
	}
	if text, ok := c.duration("SocketTimeout", time.Second); ok && c.initiator() {
		c.set("DialTimeout", text, "SocketTimeout")
	}
}

// listen takes over where an acceptor listens.
func (c *converter) listen() {
	if c.initiator() {
		return
	}
	if !c.has("SocketAcceptPort") {
		c.bad("SocketAcceptPort", "is missing: where does the acceptor listen?")
		return
	}
	host := c.get("SocketAcceptHost")
	if !c.has("SocketAcceptHost") {
		host = c.get("SocketAcceptAddress")
	}
	if n, ok := c.number("SocketAcceptPort", 1); ok {
		c.set("Address", quote(net.JoinHostPort(host, strconv.Itoa(n))), "SocketAcceptPort", "SocketAcceptHost", "SocketAcceptAddress")
	}
	c.timeouts()
	if c.yes("UseTCPProxy", c.yes("UseProxyProtocol", false)) {
		c.set("ProxyProtocol", "{}", "UseTCPProxy", "UseProxyProtocol")
		key := "UseTCPProxy"
		if !c.has(key) {
			key = "UseProxyProtocol" // of J
		}
		c.note(key, "anybody is believed who speaks the PROXY protocol; name the balancers: ProxyProtocol: {Trusted: [10.0.0.0/8]}")
	}
}

// heartbeat takes over the interval of an initiator; an acceptor takes the
// peer's.
func (c *converter) heartbeat() {
	if !c.initiator() {
		return
	}
	if n, ok := c.number("HeartBtInt", 1); ok {
		c.set("HeartBtInt", fmt.Sprintf("%ds", n), "HeartBtInt")
	}
}
