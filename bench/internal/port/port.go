// Package port finds TCP ports for quickfix-go, which cannot take a listener.
package port

import (
	"fmt"
	"net"
	"os"
	"sync/atomic"
)

// Ports are taken from below those that the kernel gives to connections: a
// listener that is closed and opened again finds its port still free.
const (
	first = 20_000
	count = 10_000
)

var taken atomic.Uint32

// Free returns a port of 127.0.0.1 that nobody listens on, each time another.
func Free() (int, error) {
	var err error
	for range 100 {
		// Processes that run side by side begin in different places.
		n := first + (os.Getpid()*97+int(taken.Add(1)))%count
		var l net.Listener
		if l, err = net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", n)); err == nil {
			return n, l.Close()
		}
	}
	return 0, fmt.Errorf("port: none is free: %w", err)
}
