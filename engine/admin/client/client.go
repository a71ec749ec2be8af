package client

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/engine/admin"
	"github.com/affixgo/affix/session"
)

// Config is where an admin handler is, and what it wants to see.
type Config struct {
	// Address of the handler, such as "127.0.0.1:9880" or
	// "https://fix.example.com:9880/admin". If empty, [admin.DefaultAddress].
	Address string
	// Token that is sent. Required.
	Token string
	// CA has the certificates, in PEM, that a server may be signed by; if nil,
	// those of the system.
	CA []byte
}

// Client asks one admin handler. It is safe for concurrent use.
type Client struct {
	base  string
	token string
	http  http.Client
}

// New checks the config and returns a Client. It asks nothing yet.
func New(cfg Config) (*Client, error) {
	address := cmp.Or(cfg.Address, admin.DefaultAddress)
	if !strings.Contains(address, "://") {
		address = "http://" + address
	}
	base, err := url.Parse(address)
	if err != nil || base.Host == "" || base.Scheme != "http" && base.Scheme != "https" {
		return nil, fmt.Errorf("client: address %q: want HOST:PORT or https://HOST:PORT", cfg.Address)
	}
	if cfg.Token == "" || strings.ContainsFunc(cfg.Token, func(r rune) bool { return r < ' ' || r >= 0x7F }) {
		return nil, errors.New("client: the token is missing, or has characters in it that cannot be sent")
	}
	c := &Client{base: strings.TrimSuffix(base.String(), "/"), token: cfg.Token}
	// The token is for this address and for no other.
	c.http.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	if cfg.CA != nil {
		pool := x509.NewCertPool()
		if !pool.AppendCertsFromPEM(cfg.CA) {
			return nil, errors.New("client: CA has no certificate in it")
		}
		c.http.Transport = &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}}
	}
	return c, nil
}

// List returns the sessions whose names have match in them and that are in this
// state; either may be empty. The error of this and the others is an
// *[admin.Problem] if the handler has refused.
func (c *Client) List(ctx context.Context, match, state string) ([]engine.Snapshot, error) {
	var out admin.Sessions
	query := url.Values{}
	for key, value := range map[string]string{"match": match, "state": state} {
		if value != "" {
			query.Set(key, value)
		}
	}
	err := c.ask(ctx, http.MethodGet, "/sessions?"+query.Encode(), nil, &out)
	return out.Sessions, err
}

// Show returns one session.
func (c *Client) Show(ctx context.Context, id string) (engine.Snapshot, error) {
	var out engine.Snapshot
	err := c.ask(ctx, http.MethodGet, of(id, ""), nil, &out)
	return out, err
}

// Logon lets a session log on, and waits for so long until it has, if wait is
// not zero.
func (c *Client) Logon(ctx context.Context, id string, wait time.Duration) (admin.Change, error) {
	if wait == 0 {
		return c.change(ctx, id, "logon", nil)
	}
	return c.change(ctx, id, "logon", map[string]any{"wait": wait.String()})
}

// Logout logs a session out.
func (c *Client) Logout(ctx context.Context, id, text string) (admin.Change, error) {
	return c.change(ctx, id, "logout", withText(text))
}

// Enable lets a session log on again.
func (c *Client) Enable(ctx context.Context, id string) (admin.Change, error) {
	return c.change(ctx, id, "enable", nil)
}

// Disable logs a session out and keeps it out.
func (c *Client) Disable(ctx context.Context, id, text string) (admin.Change, error) {
	return c.change(ctx, id, "disable", withText(text))
}

// SetNumbers sets the numbers of a session that is not connected; zero leaves
// its one as it is.
func (c *Client) SetNumbers(ctx context.Context, id string, n session.Numbers) (admin.Change, error) {
	body := map[string]any{}
	for key, value := range map[string]uint64{"next_in": n.NextIn, "next_out": n.NextOut} {
		if value != 0 {
			body[key] = value
		}
	}
	return c.change(ctx, id, "set-numbers", body)
}

// Reset resets the numbers of a session.
func (c *Client) Reset(ctx context.Context, id string) (admin.Change, error) {
	return c.change(ctx, id, "reset", nil)
}

// TestRequest asks the peer of a session whether it is there.
func (c *Client) TestRequest(ctx context.Context, id string) (admin.Change, error) {
	return c.change(ctx, id, "test-request", nil)
}

// Tail calls line with each of the last n lines of the message log of a
// session, and with those to come if follow is set, until ctx ends or line
// returns an error, which is returned.
func (c *Client) Tail(ctx context.Context, id string, n int, follow bool, line func(string) error) error {
	query := url.Values{"lines": {strconv.Itoa(n)}, "follow": {strconv.FormatBool(follow)}}
	a, err := c.do(ctx, http.MethodGet, of(id, "/messages?"+query.Encode()), nil)
	if err != nil {
		return err
	}
	defer func() { _ = a.Body.Close() }()
	const longest = 80 << 20
	lines := bufio.NewScanner(a.Body)
	lines.Buffer(nil, longest)
	for lines.Scan() {
		if err := line(lines.Text()); err != nil {
			return err
		}
	}
	if err := lines.Err(); err != nil && ctx.Err() == nil {
		return fmt.Errorf("client: %w", err)
	}
	return nil
}

func withText(text string) map[string]any {
	if text == "" {
		return nil
	}
	return map[string]any{"text": text}
}

// of is the path of a session.
func of(id, rest string) string { return "/sessions/" + url.PathEscape(id) + rest }

func (c *Client) change(ctx context.Context, id, action string, body map[string]any) (admin.Change, error) {
	var out admin.Change
	err := c.ask(ctx, http.MethodPost, of(id, "/"+action), body, &out)
	return out, err
}

// ask makes a request and reads its answer into out.
func (c *Client) ask(ctx context.Context, method, path string, body map[string]any, out any) error {
	a, err := c.do(ctx, method, path, body)
	if err != nil {
		return err
	}
	defer func() { _ = a.Body.Close() }()
	if err := json.NewDecoder(a.Body).Decode(out); err != nil {
		return fmt.Errorf("client: %s%s: the answer is not that of an admin handler: %w", c.base, path, err)
	}
	return nil
}

// do makes a request. An answer that is no success becomes an error.
func (c *Client) do(ctx context.Context, method, path string, body map[string]any) (*http.Response, error) {
	var content io.Reader
	if body != nil {
		b, err := json.Marshal(body)
		if err != nil {
			return nil, fmt.Errorf("client: %w", err)
		}
		content = bytes.NewReader(b)
	}
	r, err := http.NewRequestWithContext(ctx, method, c.base+path, content)
	if err != nil {
		return nil, fmt.Errorf("client: %w", err)
	}
	r.Header.Set("Authorization", "Bearer "+c.token)
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	a, err := c.http.Do(r)
	if err != nil {
		return nil, fmt.Errorf("client: %w", err)
	}
	if a.StatusCode == http.StatusOK {
		return a, nil
	}
	defer func() { _ = a.Body.Close() }()
	var refused struct {
		Error *admin.Problem `json:"error"`
	}
	if json.NewDecoder(io.LimitReader(a.Body, 64<<10)).Decode(&refused) != nil || refused.Error == nil {
		return nil, fmt.Errorf("client: %s%s: %s: not an admin handler, or not its path", c.base, path, a.Status)
	}
	return nil, refused.Error
}
