package engine

import (
	"net"
	"syscall"
	"time"
)

// The defaults of [TCP].
const (
	DefaultKeepAlive   = 15 * time.Second
	DefaultUserTimeout = 30 * time.Second
)

// TCP has options of the connections that an engine makes or takes itself, not
// those of a Dial or Listener that it is given. Small messages are never held
// back (TCP_NODELAY).
type TCP struct {
	// KeepAlive is how long a connection may be idle before the system probes
	// the peer, and the time between probes; after four without an answer the
	// connection is gone. If zero, 15 s; if negative, there are none.
	KeepAlive time.Duration
	// UserTimeout is how long what was written may stay without the peer's
	// acknowledgement before the connection is gone (TCP_USER_TIMEOUT). If
	// zero, 30 s; if negative, the system's, which is many minutes. Linux; other
	// systems keep their own.
	UserTimeout time.Duration
}

// probes is how many may stay unanswered.
const probes = 4

func (t TCP) withDefaults() TCP {
	if t.KeepAlive == 0 {
		t.KeepAlive = DefaultKeepAlive
	}
	if t.UserTimeout == 0 {
		t.UserTimeout = DefaultUserTimeout
	}
	return t
}

// keepAlive is what package net is told.
func (t TCP) keepAlive() net.KeepAliveConfig {
	return net.KeepAliveConfig{Enable: t.KeepAlive > 0, Idle: t.KeepAlive, Interval: t.KeepAlive, Count: probes}
}

// dialer connects from local, which may be nil.
func (t TCP) dialer(local net.Addr) *net.Dialer {
	return &net.Dialer{LocalAddr: local, KeepAlive: min(t.KeepAlive, 0), KeepAliveConfig: t.keepAlive(), Control: t.control}
}

// listenConfig listens; connections have the options of their listener.
func (t TCP) listenConfig() *net.ListenConfig {
	return &net.ListenConfig{KeepAlive: min(t.KeepAlive, 0), KeepAliveConfig: t.keepAlive(), Control: t.control}
}

func (t TCP) control(_, _ string, c syscall.RawConn) error {
	if t.UserTimeout < 0 {
		return nil
	}
	var err error
	if failed := c.Control(func(fd uintptr) { err = setUserTimeout(fd, t.UserTimeout) }); failed != nil {
		return failed
	}
	return err
}
