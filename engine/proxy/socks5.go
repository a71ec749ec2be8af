package proxy

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/netip"
	"time"
)

// SOCKS5 connects through a SOCKS 5 proxy. RFC 1928, RFC 1929. It is safe for
// concurrent use.
type SOCKS5 struct {
	// Address of the proxy, host and port.
	Address string
	// User and Password are told to the proxy if User is not empty; each has at
	// most 255 bytes. The proxy is told in clear.
	User, Password string
	// Dial connects to the proxy; nil takes net.Dialer.
	Dial DialFunc
	// Timeout bounds the whole attempt. If zero, 10 s.
	Timeout time.Duration
}

// DialContext connects to an address, whose name the proxy resolves. Errors are
// of type *[Error].
func (s *SOCKS5) DialContext(ctx context.Context, _, address string) (net.Conn, error) {
	return tunnel(ctx, s.Dial, s.Address, address, s.Timeout, func(_ context.Context, c net.Conn) (net.Conn, error) {
		return c, s.connect(c, address)
	})
}

const (
	socksVersion      = 5
	socksNoAuth       = 0
	socksUserPassword = 2
	socksNoneOfThem   = 0xff
	socksConnect      = 1
	socksIPv4         = 1
	socksDomain       = 3
	socksIPv6         = 4
)

// connect speaks with the proxy.
func (s *SOCKS5) connect(c io.ReadWriter, address string) error {
	request, err := socksRequest(address)
	if err != nil {
		return err
	}
	if len(s.User) > 255 || len(s.Password) > 255 {
		return errors.New("socks5: User and Password may have 255 bytes")
	}
	if err := s.authenticate(c); err != nil {
		return err
	}
	if _, err := c.Write(request); err != nil {
		return err
	}
	return readSOCKSReply(c)
}

func socksRequest(address string) ([]byte, error) {
	host, port, err := split(address)
	if err != nil {
		return nil, err
	}
	b := []byte{socksVersion, socksConnect, 0}
	ip, err := netip.ParseAddr(host)
	switch {
	case err == nil && ip.Zone() != "":
		return nil, fmt.Errorf("socks5: %s has a zone, which means nothing to the proxy", host)
	case err == nil && ip.Unmap().Is4():
		b = append(append(b, socksIPv4), ip.Unmap().AsSlice()...)
	case err == nil:
		b = append(append(b, socksIPv6), ip.AsSlice()...)
	case len(host) > 255:
		return nil, errors.New("socks5: the name of the host is longer than 255 bytes")
	default:
		b = append(append(b, socksDomain, byte(len(host))), host...)
	}
	return binary.BigEndian.AppendUint16(b, port), nil
}

// authenticate agrees on a method, and says who we are if the proxy wants it.
func (s *SOCKS5) authenticate(c io.ReadWriter) error {
	hello := []byte{socksVersion, 1, socksNoAuth}
	if s.User != "" {
		hello = []byte{socksVersion, 2, socksNoAuth, socksUserPassword}
	}
	if _, err := c.Write(hello); err != nil {
		return err
	}
	var answer [2]byte
	if _, err := io.ReadFull(c, answer[:]); err != nil {
		return err
	}
	switch {
	case answer[0] != socksVersion:
		return fmt.Errorf("socks5: the proxy speaks version %d", answer[0])
	case answer[1] == socksNoAuth:
		return nil
	case answer[1] == socksNoneOfThem:
		return errors.New("socks5: the proxy wants another authentication")
	case answer[1] != socksUserPassword || s.User == "":
		return fmt.Errorf("socks5: the proxy chose method %d, which was not offered", answer[1])
	}
	b := append([]byte{1, byte(len(s.User))}, s.User...)
	b = append(append(b, byte(len(s.Password))), s.Password...)
	if _, err := c.Write(b); err != nil {
		return err
	}
	if _, err := io.ReadFull(c, answer[:]); err != nil {
		return err
	}
	if answer[0] != 1 || answer[1] != 0 {
		return errors.New("socks5: the proxy refuses user and password")
	}
	return nil
}

var socksReplies = [...]string{
	1: "general failure", 2: "not allowed by its rules", 3: "network unreachable", 4: "host unreachable",
	5: "connection refused", 6: "time to live expired", 7: "command not supported", 8: "address type not supported",
}

// readSOCKSReply reads the answer to the request, to its last byte.
func readSOCKSReply(r io.Reader) error {
	var head [4]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return err
	}
	if head[0] != socksVersion || head[2] != 0 {
		return errors.New("socks5: the proxy's answer is garbled")
	}
	if code := int(head[1]); code != 0 {
		text := "unknown reason"
		if code < len(socksReplies) {
			text = socksReplies[code]
		}
		return fmt.Errorf("socks5: the proxy cannot connect: %s (%d)", text, code)
	}
	n := 0
	switch head[3] {
	case socksIPv4:
		n = 4
	case socksIPv6:
		n = 16
	case socksDomain:
		var length [1]byte
		if _, err := io.ReadFull(r, length[:]); err != nil {
			return err
		}
		n = int(length[0])
	default:
		return errors.New("socks5: the proxy's answer is garbled")
	}
	_, err := io.CopyN(io.Discard, r, int64(n+2))
	return err
}
