package proxy_test

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"io"
	"net/netip"
	"strings"
	"testing"

	"github.com/affixgo/affix/engine/proxy"
)

const signature = "\r\n\r\n\x00\r\nQUIT\n"

// v2 is a header of version 2.
func v2(command, family byte, body string) string {
	b := append([]byte(signature), command, family)
	b = binary.BigEndian.AppendUint16(b, uint16(len(body)))
	return string(append(b, body...))
}

const (
	four = "\xc0\x00\x02\x01\xc0\x00\x02\x02\x04\xd2\x00\x50"
	name = "\x02\x00\x05venue"
)

// summed puts the right sum into a header whose TLV at the end is a sum of zero.
func summed(header string) string {
	b := []byte(header)
	sum := crc32.Checksum(b, crc32.MakeTable(crc32.Castagnoli))
	binary.BigEndian.PutUint32(b[len(b)-4:], sum)
	return string(b)
}

var goodHeaders = []struct {
	name, header, source, destination string
}{
	{"v1 TCP4", "PROXY TCP4 192.0.2.1 192.0.2.2 1234 80\r\n", "192.0.2.1:1234", "192.0.2.2:80"},
	{"v1 TCP6", "PROXY TCP6 2001:db8::1 2001:db8::2 65535 1\r\n", "[2001:db8::1]:65535", "[2001:db8::2]:1"},
	{"v1 unknown", "PROXY UNKNOWN\r\n", "", ""},
	{"v1 unknown with more", "PROXY UNKNOWN ffff::1 whatever 1 2\r\n", "", ""},
	{"v2 TCP4", v2(0x21, 0x11, four), "192.0.2.1:1234", "192.0.2.2:80"},
	{"v2 TCP6", v2(0x21, 0x21, strings.Repeat("\x20", 32)+"\x04\xd2\x00\x50"),
		"[2020:2020:2020:2020:2020:2020:2020:2020]:1234", "[2020:2020:2020:2020:2020:2020:2020:2020]:80"},
	{"v2 local", v2(0x20, 0x11, four), "", ""},
	{"v2 local without addresses", v2(0x20, 0, ""), "", ""},
	{"v2 unspecified", v2(0x21, 0, "what"), "", ""},
	{"v2 unix", v2(0x21, 0x31, strings.Repeat("x", 216)), "", ""},
	{"v2 with TLVs", v2(0x21, 0x11, four+name+"\x04\x00\x00"), "192.0.2.1:1234", "192.0.2.2:80"},
	{"v2 with a sum", summed(v2(0x21, 0x11, four+name+"\x03\x00\x04\x00\x00\x00\x00")), "192.0.2.1:1234", "192.0.2.2:80"},
}

func text(a netip.AddrPort) string {
	if !a.IsValid() {
		return ""
	}
	return a.String()
}

func TestHeaders(t *testing.T) {
	t.Parallel()
	for _, tt := range goodHeaders {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := strings.NewReader(tt.header + "8=FIX")
			h, err := proxy.ReadHeader(r)
			if err != nil {
				t.Fatal(err)
			}
			if text(h.Source) != tt.source || text(h.Destination) != tt.destination {
				t.Errorf("from %v to %v", h.Source, h.Destination)
			}
			if rest, _ := io.ReadAll(r); string(rest) != "8=FIX" {
				t.Errorf("%q is left", rest)
			}
			if strings.Contains(tt.name, "TLV") && (len(h.TLVs) != 2 || h.TLVs[0].Type != 2 || string(h.TLVs[0].Value) != "venue") {
				t.Errorf("TLVs %q", h.TLVs)
			}
			for i := range tt.header {
				if _, err := proxy.ReadHeader(strings.NewReader(tt.header[:i])); err == nil {
					t.Errorf("cut off after %d bytes it is taken", i)
				}
			}
		})
	}
}

func TestBadHeaders(t *testing.T) {
	t.Parallel()
	for _, header := range []string{
		"8=FIX.4.4\x019=65\x0135=A\x01",
		"GET / HTTP/1.1\r\n\r\n",
		"PROXY TCP4 192.0.2.1 192.0.2.2 1234\r\n",
		"PROXY TCP4 192.0.2.1 192.0.2.2 1234 80 \r\n",
		"PROXY  TCP4 192.0.2.1 192.0.2.2 1234 80\r\n",
		"PROXY TCP4 192.0.2.01 192.0.2.2 1234 80\r\n",
		"PROXY TCP4 192.0.2.1 192.0.2.2 01234 80\r\n",
		"PROXY TCP4 192.0.2.1 192.0.2.2 +234 80\r\n",
		"PROXY TCP4 192.0.2.1 192.0.2.2 65536 80\r\n",
		"PROXY TCP4 2001:db8::1 2001:db8::2 1234 80\r\n",
		"PROXY TCP6 192.0.2.1 192.0.2.2 1234 80\r\n",
		"PROXY TCP6 fe80::1%eth0 fe80::2 1234 80\r\n",
		"PROXY UDP4 192.0.2.1 192.0.2.2 1234 80\r\n",
		"PROXY TCP4 192.0.2.1 192.0.2.2 1234 80\n\n",
		"proxy TCP4 192.0.2.1 192.0.2.2 1234 80\r\n",
		"PROXY UNKNOWN " + strings.Repeat("x", 200) + "\r\n",
		v2(0x11, 0x11, four),
		v2(0x22, 0x11, four),
		v2(0x21, 0x12, four),
		v2(0x21, 0x41, four),
		v2(0x21, 0x11, four[:11]),
		v2(0x21, 0x11, four+"\x02\x00"),
		v2(0x21, 0x11, four+"\x02\x00\x06venue"),
		v2(0x21, 0x11, four+"\x03\x00\x04\x00\x00\x00\x00"),
		v2(0x21, 0x11, four+"\x03\x00\x01\x00"),
		v2(0x21, 0x11, four+strings.Repeat("x", 5000)),
	} {
		if h, err := proxy.ReadHeader(strings.NewReader(header)); err == nil {
			t.Errorf("%q is taken: %+v", header, h)
		}
	}
}

func FuzzReadHeader(f *testing.F) {
	for _, tt := range goodHeaders {
		f.Add([]byte(tt.header))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		r := bytes.NewReader(b)
		h, err := proxy.ReadHeader(r)
		if used := len(b) - r.Len(); used > 16+4<<10 {
			t.Errorf("%d bytes were read", used)
		}
		if err == nil && h.Source.IsValid() != h.Destination.IsValid() {
			t.Errorf("%+v", h)
		}
	})
}
