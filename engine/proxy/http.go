package proxy

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"
)

// HTTPConnect connects through an HTTP proxy by its CONNECT method. RFC 9110.
// It is safe for concurrent use.
type HTTPConnect struct {
	// Address of the proxy, host and port.
	Address string
	// User and Password are told to the proxy if User is not empty (Basic
	// authentication), in clear unless TLS is set.
	User, Password string
	// Header has further fields of the request.
	Header http.Header
	// TLS, if not nil, is spoken with the proxy: 1.2 or later. Its ServerName is
	// the host of Address unless it is set.
	TLS *tls.Config
	// Dial connects to the proxy; nil takes net.Dialer.
	Dial DialFunc
	// Timeout bounds the whole attempt. If zero, 10 s.
	Timeout time.Duration
}

// maxResponse is the longest answer of a proxy that is read, in bytes.
const maxResponse = 16 << 10

// DialContext connects to an address, whose name the proxy resolves. Errors are
// of type *[Error].
func (h *HTTPConnect) DialContext(ctx context.Context, _, address string) (net.Conn, error) {
	return tunnel(ctx, h.Dial, h.Address, address, h.Timeout, func(ctx context.Context, c net.Conn) (net.Conn, error) {
		request, err := h.request(address)
		if err != nil {
			return nil, err
		}
		if h.TLS != nil {
			secured, err := h.secure(ctx, c)
			if err != nil {
				return nil, err
			}
			c = secured
		}
		if _, err := c.Write(request); err != nil {
			return nil, err
		}
		return c, readResponse(c)
	})
}

func (h *HTTPConnect) secure(ctx context.Context, c net.Conn) (net.Conn, error) {
	cfg := h.TLS.Clone()
	if cfg.MinVersion == 0 {
		cfg.MinVersion = tls.VersionTLS12
	}
	if cfg.ServerName == "" {
		host, _, err := net.SplitHostPort(h.Address)
		if err != nil {
			return nil, err
		}
		cfg.ServerName = host
	}
	secured := tls.Client(c, cfg)
	return secured, secured.HandshakeContext(ctx)
}

func (h *HTTPConnect) request(address string) ([]byte, error) {
	if _, _, err := split(address); err != nil {
		return nil, err
	}
	if strings.ContainsFunc(address, func(r rune) bool { return r <= ' ' || r == 0x7f }) {
		return nil, fmt.Errorf("http: the address %q is none", address)
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "CONNECT %s HTTP/1.1\r\nHost: %s\r\n", address, address)
	if h.User != "" {
		token := base64.StdEncoding.EncodeToString([]byte(h.User + ":" + h.Password))
		fmt.Fprintf(&b, "Proxy-Authorization: Basic %s\r\n", token)
	}
	header := h.Header.Clone()
	header.Del("Host")
	if err := header.Write(&b); err != nil { // takes line ends out of values
		return nil, err
	}
	b.WriteString("\r\n")
	return b.Bytes(), nil
}

// readResponse reads the answer up to the empty line, and not a byte more: what
// follows is the peer's.
func readResponse(r io.Reader) error {
	var head []byte
	var one [1]byte
	for !bytes.HasSuffix(head, []byte("\r\n\r\n")) {
		if len(head) == maxResponse {
			return errors.New("http: the proxy's answer is too long")
		}
		if _, err := io.ReadFull(r, one[:]); err != nil {
			return err
		}
		head = append(head, one[0])
		if garbled := len(head) <= len(statusStart) && !bytes.HasPrefix([]byte(statusStart), head); garbled {
			return errors.New("http: the proxy's answer is not HTTP")
		}
	}
	response, err := http.ReadResponse(bufio.NewReader(bytes.NewReader(head)), &http.Request{Method: http.MethodConnect})
	if err != nil {
		return fmt.Errorf("http: the proxy's answer is garbled: %w", err)
	}
	_ = response.Body.Close() // is empty
	switch {
	case response.StatusCode == http.StatusProxyAuthRequired:
		return errors.New("http: the proxy refuses user and password (407)")
	case response.StatusCode < 200 || response.StatusCode > 299:
		return fmt.Errorf("http: the proxy cannot connect: %d %s", response.StatusCode, http.StatusText(response.StatusCode))
	case slices.Contains(response.TransferEncoding, "chunked") || response.ContentLength > 0:
		return errors.New("http: the proxy's answer has a body")
	}
	return nil
}

// statusStart begins every answer.
const statusStart = "HTTP/1."
