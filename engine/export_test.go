package engine

import "net"

// Dialer is what an initiator without a Dial connects by.
func Dialer(t TCP, local net.Addr) *net.Dialer { return t.withDefaults().dialer(local) }

// ListenConfig is what an acceptor without a Listener listens by.
func ListenConfig(t TCP) *net.ListenConfig { return t.withDefaults().listenConfig() }
