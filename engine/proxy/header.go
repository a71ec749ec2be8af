package proxy

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"net/netip"
	"strconv"
	"strings"
)

// Header is what a load balancer says about a connection.
type Header struct {
	// Version of the PROXY protocol, 1 or 2.
	Version int
	// Source is the client, Destination what it connected to. They are not
	// valid if the connection is the balancer's own, as for a health check, or
	// of a kind that has no IP addresses.
	Source, Destination netip.AddrPort
	// TLVs are what a header of version 2 says beyond that.
	TLVs []TLV
}

// TLV is a value with its type, as the PROXY protocol numbers them: 1 is ALPN, 2
// the name that the client asked for, 0x20 what is known of TLS.
type TLV struct {
	Type  byte
	Value []byte
}

const (
	// signature begins a header of version 2.
	signature = "\r\n\r\n\x00\r\nQUIT\n"
	// longestV1 is the longest header of version 1.
	longestV1 = 107
	// longestV2 is how many bytes may follow the first 16 of version 2.
	longestV2 = 4 << 10
	tlvCRC    = 3
)

var errHeader = errors.New("proxy: not a PROXY protocol header")

// ReadHeader reads the header that begins a connection, and not a byte more.
// The proxy protocol, HAProxy Technologies, 2020.
func ReadHeader(r io.Reader) (*Header, error) {
	head := make([]byte, len(signature), longestV1)
	// One after the other: a client that says something else is found at once.
	for i := range head {
		if _, err := io.ReadFull(r, head[i:i+1]); err != nil {
			return nil, err
		}
		if !strings.HasPrefix(signature, string(head[:i+1])) && !strings.HasPrefix("PROXY ", string(head[:min(i+1, 6)])) {
			return nil, errHeader
		}
	}
	if string(head) == signature {
		return readV2(r, head)
	}
	return readV1(r, head)
}

func readV1(r io.Reader, line []byte) (*Header, error) {
	for !bytes.HasSuffix(line, []byte("\r\n")) {
		if len(line) == longestV1 {
			return nil, fmt.Errorf("%w: the line is too long", errHeader)
		}
		line = line[:len(line)+1]
		if _, err := io.ReadFull(r, line[len(line)-1:]); err != nil {
			return nil, err
		}
	}
	text := string(line[:len(line)-2])
	if text == "PROXY UNKNOWN" || strings.HasPrefix(text, "PROXY UNKNOWN ") {
		return &Header{Version: 1}, nil
	}
	fields := strings.Split(text, " ")
	if len(fields) != 6 || fields[1] != "TCP4" && fields[1] != "TCP6" {
		return nil, fmt.Errorf("%w: %q", errHeader, text)
	}
	h := &Header{Version: 1}
	for i, to := range []*netip.AddrPort{&h.Source, &h.Destination} {
		ip, err := netip.ParseAddr(fields[2+i])
		port, ok := parsePort(fields[4+i])
		if err != nil || !ok || ip.Zone() != "" || ip.Is4() != (fields[1] == "TCP4") {
			return nil, fmt.Errorf("%w: %q", errHeader, text)
		}
		*to = netip.AddrPortFrom(ip.Unmap(), port)
	}
	return h, nil
}

// parsePort takes a number without signs or leading zeros.
func parsePort(text string) (uint16, bool) {
	n, err := strconv.ParseUint(text, 10, 16)
	return uint16(n), err == nil && strconv.FormatUint(n, 10) == text
}

// The first byte behind the signature is version and command, the second
// address family and transport.
const (
	v2Local  = 0x20
	v2Proxy  = 0x21
	v2Unspec = 0x00
	v2TCP4   = 0x11
	v2TCP6   = 0x21
	v2Unix   = 0x31
)

func readV2(r io.Reader, head []byte) (*Header, error) {
	head = head[:16]
	if _, err := io.ReadFull(r, head[len(signature):]); err != nil {
		return nil, err
	}
	command, family := head[12], head[13]
	n := int(binary.BigEndian.Uint16(head[14:]))
	switch {
	case command != v2Local && command != v2Proxy:
		return nil, fmt.Errorf("%w: version and command %#x", errHeader, command)
	case n > longestV2:
		return nil, fmt.Errorf("%w: %d bytes of addresses", errHeader, n)
	}
	all := append(head, make([]byte, n)...)
	if _, err := io.ReadFull(r, all[16:]); err != nil {
		return nil, err
	}
	h := &Header{Version: 2}
	size := 0
	switch {
	case family == v2Unspec || command == v2Local && family != v2TCP4 && family != v2TCP6 && family != v2Unix:
		return h, nil // the rest means nothing
	case family == v2TCP4:
		size = 12
	case family == v2TCP6:
		size = 36
	case family == v2Unix:
		size = 216
	default:
		return nil, fmt.Errorf("%w: address family and transport %#x", errHeader, family)
	}
	if n < size {
		return nil, fmt.Errorf("%w: the addresses are cut off", errHeader)
	}
	if command == v2Proxy && family != v2Unix {
		h.Source, h.Destination = addresses(all[16 : 16+size])
	}
	return h, h.readTLVs(all, 16+size)
}

// addresses reads two addresses and two ports.
func addresses(b []byte) (source, destination netip.AddrPort) {
	ip := (len(b) - 4) / 2
	from, _ := netip.AddrFromSlice(b[:ip]) // has 4 or 16 bytes
	to, _ := netip.AddrFromSlice(b[ip : 2*ip])
	return netip.AddrPortFrom(from.Unmap(), binary.BigEndian.Uint16(b[2*ip:])),
		netip.AddrPortFrom(to.Unmap(), binary.BigEndian.Uint16(b[2*ip+2:]))
}

// readTLVs reads what stands behind the addresses, and checks the sum if there
// is one.
func (h *Header) readTLVs(all []byte, at int) error {
	for at < len(all) {
		if len(all)-at < 3 {
			return fmt.Errorf("%w: a TLV is cut off", errHeader)
		}
		n := int(binary.BigEndian.Uint16(all[at+1:]))
		if len(all)-at-3 < n {
			return fmt.Errorf("%w: a TLV is cut off", errHeader)
		}
		value := all[at+3 : at+3+n]
		if all[at] == tlvCRC {
			if n != 4 {
				return fmt.Errorf("%w: the checksum has %d bytes", errHeader, n)
			}
			want := binary.BigEndian.Uint32(value)
			clear(value) // it is not part of its own sum
			if crc32.Checksum(all, crc32.MakeTable(crc32.Castagnoli)) != want {
				return fmt.Errorf("%w: the checksum is wrong", errHeader)
			}
			binary.BigEndian.PutUint32(value, want)
		}
		h.TLVs = append(h.TLVs, TLV{Type: all[at], Value: value})
		at += 3 + n
	}
	return nil
}
