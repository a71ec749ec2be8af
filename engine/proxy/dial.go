package proxy

import (
	"context"
	"fmt"
	"net"
	"strconv"
	"time"
)

// DefaultTimeout is how long a proxy may take.
const DefaultTimeout = 10 * time.Second

// DialFunc connects to an address, as net.Dialer.DialContext does.
type DialFunc func(ctx context.Context, network, address string) (net.Conn, error)

// Error is a proxy that did not connect us.
type Error struct {
	Proxy   string // address of the proxy
	Address string // that it was to connect to
	Err     error
}

func (e *Error) Error() string {
	return fmt.Sprintf("proxy: %s through %s: %v", e.Address, e.Proxy, e.Err)
}

func (e *Error) Unwrap() error { return e.Err }

// tunnel connects to a proxy and lets talk ask it for the rest of the way, all
// of it within timeout and ctx.
func tunnel(ctx context.Context, dial DialFunc, proxy, address string, timeout time.Duration,
	talk func(context.Context, net.Conn) (net.Conn, error),
) (net.Conn, error) {
	if dial == nil {
		dial = new(net.Dialer).DialContext
	}
	if timeout <= 0 {
		timeout = DefaultTimeout
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	fail := func(err error) (net.Conn, error) {
		if ctx.Err() != nil {
			err = fmt.Errorf("%w: %w", context.Cause(ctx), err)
		}
		return nil, &Error{Proxy: proxy, Address: address, Err: err}
	}
	raw, err := dial(ctx, "tcp", proxy)
	if err != nil {
		return fail(err)
	}
	// A deadline that has passed ends what reads and writes.
	stop := context.AfterFunc(ctx, func() { _ = raw.SetDeadline(time.Unix(1, 0)) })
	c, err := talk(ctx, raw)
	if !stop() && err == nil {
		err = ctx.Err()
	}
	if err == nil {
		err = raw.SetDeadline(time.Time{})
	}
	if err != nil {
		_ = raw.Close()
		return fail(err)
	}
	return c, nil
}

// split returns host and port of an address.
func split(address string) (host string, port uint16, err error) {
	host, text, err := net.SplitHostPort(address)
	if err != nil {
		return "", 0, err
	}
	n, err := strconv.ParseUint(text, 10, 16)
	if err != nil || n == 0 || host == "" {
		return "", 0, fmt.Errorf("address %s: want host:port with a number from 1 to 65535", address)
	}
	return host, uint16(n), nil
}
