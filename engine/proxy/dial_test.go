package proxy_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/affixgo/affix/engine/proxy"
)

// step is what a proxy expects, and answers.
type step struct{ expect, answer string }

// played is a proxy that keeps to a script, and then says "hello".
func played(t *testing.T, steps ...step) proxy.DialFunc {
	return func(_ context.Context, network, address string) (net.Conn, error) {
		if network != "tcp" || address != "proxy:1" {
			t.Errorf("connects to %s %s", network, address)
		}
		ours, theirs := net.Pipe()
		go func() {
			defer theirs.Close()
			for _, s := range steps {
				got := make([]byte, len(s.expect))
				if _, err := io.ReadFull(theirs, got); err != nil || string(got) != s.expect {
					t.Errorf("the proxy got %q, %v, want %q", got, err, s.expect)
					return
				}
				if s.answer == "" {
					_, _ = io.Copy(io.Discard, theirs) // silent
					return
				}
				for i := range s.answer { // byte by byte
					if _, err := theirs.Write([]byte{s.answer[i]}); err != nil {
						return
					}
				}
			}
			_, _ = theirs.Write([]byte("hello"))
		}()
		return ours, nil
	}
}

const (
	plain     = "\x05\x01\x00"
	toVenue   = "\x05\x01\x00\x03\x05venue\x26\x94"
	connected = "\x05\x00\x00\x01\x00\x00\x00\x00\x00\x00"
	get       = "CONNECT venue:9876 HTTP/1.1\r\nHost: venue:9876\r\n"
)

func TestDial(t *testing.T) {
	secret := strings.Repeat("s", 300)
	tests := []struct {
		name    string
		user    string
		pass    string
		address string
		steps   []step
		want    string // part of the error
	}{
		{"socks", "", "", "venue:9876", []step{{plain, "\x05\x00"}, {toVenue, connected}}, ""},
		{"socks IPv4", "", "", "192.0.2.1:1", []step{{plain, "\x05\x00"}, {"\x05\x01\x00\x01\xc0\x00\x02\x01\x00\x01", connected}}, ""},
		{"socks IPv6", "", "", "[2001:db8::1]:1", []step{{plain, "\x05\x00"},
			{"\x05\x01\x00\x04\x20\x01\x0d\xb8\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01\x00\x01",
				"\x05\x00\x00\x03\x03gwy\x00\x00"}}, ""},
		{"socks with user", "me", "pw", "venue:9876", []step{{"\x05\x02\x00\x02", "\x05\x02"}, {"\x01\x02me\x02pw", "\x01\x00"}, {toVenue, connected}}, ""},
		{"socks user not needed", "me", "pw", "venue:9876", []step{{"\x05\x02\x00\x02", "\x05\x00"}, {toVenue, connected}}, ""},
		{"socks user refused", "me", "pw", "venue:9876", []step{{"\x05\x02\x00\x02", "\x05\x02"}, {"\x01\x02me\x02pw", "\x01\x01"}}, "refuses user"},
		{"socks needs user", "", "", "venue:9876", []step{{plain, "\x05\xff"}}, "another authentication"},
		{"socks not offered", "", "", "venue:9876", []step{{plain, "\x05\x02"}}, "not offered"},
		{"socks version", "", "", "venue:9876", []step{{plain, "\x04\x00"}}, "version 4"},
		{"socks refused", "", "", "venue:9876", []step{{plain, "\x05\x00"}, {toVenue, "\x05\x05\x00\x01"}}, "connection refused (5)"},
		{"socks code", "", "", "venue:9876", []step{{plain, "\x05\x00"}, {toVenue, "\x05\x63\x00\x01"}}, "unknown reason (99)"},
		{"socks garbled", "", "", "venue:9876", []step{{plain, "\x05\x00"}, {toVenue, "\x05\x00\x00\x09"}}, "garbled"},
		{"socks cut off", "", "", "venue:9876", []step{{plain, "\x05\x00"}, {toVenue, connected[:4]}}, "EOF"},
		{"socks silent", "", "", "venue:9876", []step{{plain, ""}}, "deadline exceeded"},
		{"socks long user", secret, "", "venue:9876", nil, "255 bytes"},
		{"socks long host", "", "", secret + ":1", nil, "255 bytes"},
		{"socks no port", "", "", "venue", nil, "missing port"},
		{"socks bad port", "", "", "venue:http", nil, "want host:port"},
		{"http", "", "", "venue:9876", []step{{get + "\r\n", "HTTP/1.1 200 OK\r\n\r\n"}}, ""},
		{"http 1.0 with fields", "", "", "venue:9876", []step{{get + "\r\n", "HTTP/1.0 200 Connection established\r\nVia: x\r\n\r\n"}}, ""},
		{"http with user", "me", "pw", "venue:9876", []step{{get + "Proxy-Authorization: Basic bWU6cHc=\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\n"}}, ""},
		{"http user refused", "", "", "venue:9876", []step{{get + "\r\n", "HTTP/1.1 407 Who\r\n\r\n"}}, "407"},
		{"http refused", "", "", "venue:9876", []step{{get + "\r\n", "HTTP/1.1 503 No\r\nContent-Length: 5\r\n\r\nsorry"}}, "503 Service Unavailable"},
		{"http not http", "", "", "venue:9876", []step{{get + "\r\n", "SSH-2.0\r\n"}}, "not HTTP"},
		{"http garbled", "", "", "venue:9876", []step{{get + "\r\n", "HTTP/1.1 abc\r\n\r\n"}}, "garbled"},
		{"http endless", "", "", "venue:9876", []step{{get + "\r\n", "HTTP/1.1 200 OK\r\nX: " + strings.Repeat("x", 20<<10)}}, "too long"},
		{"http silent", "", "", "venue:9876", []step{{get + "\r\n", ""}}, "deadline exceeded"},
		{"http bad address", "", "", "ven ue\r\n:1", nil, "is none"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var dial proxy.DialFunc
				if strings.HasPrefix(tt.name, "socks") {
					dial = (&proxy.SOCKS5{Address: "proxy:1", User: tt.user, Password: tt.pass, Dial: played(t, tt.steps...)}).DialContext
				} else {
					dial = (&proxy.HTTPConnect{Address: "proxy:1", User: tt.user, Password: tt.pass, Dial: played(t, tt.steps...)}).DialContext
				}
				begin := time.Now()
				c, err := dial(t.Context(), "tcp", tt.address)
				if d := time.Since(begin); d > proxy.DefaultTimeout {
					t.Errorf("took %v", d)
				}
				if tt.want != "" {
					var failed *proxy.Error
					if !errors.As(err, &failed) || !strings.Contains(err.Error(), tt.want) {
						t.Errorf("error %v, want %s", err, tt.want)
					}
					if tt.pass != "" && strings.Contains(fmt.Sprint(err), tt.pass) {
						t.Errorf("the error has the password: %v", err)
					}
					return
				}
				if err != nil {
					t.Fatal(err)
				}
				<-time.After(time.Hour) // there is no deadline any more
				if said, err := io.ReadAll(c); string(said) != "hello" || err != nil {
					t.Errorf("%q, %v", said, err)
				}
				_ = c.Close()
			})
		})
	}
}

// A context that ends, ends it.
func TestDialCancelled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		begin := time.Now()
		_, err := (&proxy.SOCKS5{Address: "proxy:1", Dial: played(t, step{plain, ""})}).DialContext(ctx, "tcp", "venue:1")
		if !errors.Is(err, context.DeadlineExceeded) || time.Since(begin) != time.Second {
			t.Errorf("%v after %v", err, time.Since(begin))
		}
	})
}

// answer is a connection that reads what it is made of.
type answer struct {
	net.Conn
	r *bytes.Reader
}

func (a answer) Read(b []byte) (int, error)  { return a.r.Read(b) }
func (a answer) Write(b []byte) (int, error) { return len(b), nil }
func (a answer) Close() error                { return nil }
func (a answer) SetDeadline(time.Time) error { return nil }

func fuzzDial(t *testing.T, b []byte, dialer func(proxy.DialFunc) proxy.DialFunc, most int) {
	r := bytes.NewReader(b)
	_, _ = dialer(func(context.Context, string, string) (net.Conn, error) { return answer{r: r}, nil })(t.Context(), "tcp", "venue:1")
	if used := len(b) - r.Len(); used > most {
		t.Errorf("%d bytes were read", used)
	}
}

func FuzzSOCKS5(f *testing.F) {
	f.Add([]byte("\x05\x00" + connected))
	f.Add([]byte("\x05\x02\x01\x00" + connected))
	f.Fuzz(func(t *testing.T, b []byte) {
		fuzzDial(t, b, func(d proxy.DialFunc) proxy.DialFunc {
			return (&proxy.SOCKS5{Address: "proxy:1", User: "me", Dial: d}).DialContext
		}, 512)
	})
}

func FuzzHTTPConnect(f *testing.F) {
	f.Add([]byte("HTTP/1.1 200 OK\r\nVia: x\r\n\r\n8=FIX"))
	f.Fuzz(func(t *testing.T, b []byte) {
		fuzzDial(t, b, func(d proxy.DialFunc) proxy.DialFunc {
			return (&proxy.HTTPConnect{Address: "proxy:1", Dial: d}).DialContext
		}, 16<<10)
	})
}
