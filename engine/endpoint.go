package engine

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"slices"
)

// Endpoint is one address of a peer.
type Endpoint struct {
	// Address is host and port, such as "fix.example.com:9876". Its name is
	// resolved anew with each attempt.
	Address string
	// ServerName is the name that the peer's certificate has to be for. If
	// empty, it is the ServerName of the TLS config, and if that is empty, too,
	// the host of Address.
	ServerName string
	// TLS is spoken to this endpoint in place of the initiator's TLS, if it is
	// not nil.
	TLS *tls.Config
}

// EndpointOrder says which endpoint is tried next.
type EndpointOrder uint8

// The orders. In each of them an endpoint that cannot be reached and one that
// does not let the session log on are the same: the next one is tried.
const (
	// OrderFirst tries them from the first to the last, and begins with the
	// first again when a session that was up has ended.
	OrderFirst EndpointOrder = iota
	// OrderRoundRobin goes on with the next one after each connection, also
	// after a session that was up.
	OrderRoundRobin
	// OrderSticky stays with the one on which the session was up last.
	OrderSticky
	endpointOrderCount
)

var endpointOrderNames = [endpointOrderCount]string{
	OrderFirst: "first", OrderRoundRobin: "round-robin", OrderSticky: "sticky",
}

// String returns the order in lower case: "round-robin".
func (o EndpointOrder) String() string {
	if o < endpointOrderCount {
		return endpointOrderNames[o]
	}
	return fmt.Sprintf("order %d", uint8(o))
}

// next returns the index of the endpoint behind i, of n, after a connection
// that was up, or was not.
func (o EndpointOrder) next(i, n int, up bool) int {
	switch {
	case up && o == OrderFirst:
		return 0
	case up && o == OrderSticky:
		return i
	}
	return (i + 1) % n
}

// endpoints returns those of the config, the simple form included, and what is
// wrong with them.
func (c *InitiatorConfig) endpoints() ([]Endpoint, error) {
	all := slices.Clone(c.Endpoints)
	switch {
	case len(c.Addresses) > 0 && len(all) > 0:
		return nil, errors.New("engine: initiator: both Addresses and Endpoints are set")
	case len(c.Addresses) == 0 && len(all) == 0:
		return nil, errors.New("engine: initiator: there are no Addresses or Endpoints")
	case c.Order >= endpointOrderCount:
		return nil, fmt.Errorf("engine: initiator: unknown Order %d", c.Order)
	}
	for _, address := range c.Addresses {
		all = append(all, Endpoint{Address: address})
	}
	var errs []error
	for n, e := range all {
		host, _, err := net.SplitHostPort(e.Address)
		switch {
		case err != nil:
			errs = append(errs, fmt.Errorf("engine: initiator: endpoint %d: %w: want host:port", n+1, err))
		case host == "" && c.tls(e) != nil && c.tls(e).ServerName == "":
			errs = append(errs, fmt.Errorf("engine: initiator: endpoint %d: %s has no host to check the certificate for: set ServerName",
				n+1, e.Address))
		}
	}
	return all, errors.Join(errs...)
}

// tls returns the config for an endpoint, nil if it is without TLS. The name of
// the server follows the endpoint: on one after the other no certificate is
// checked for the name of another.
func (c *InitiatorConfig) tls(e Endpoint) *tls.Config {
	cfg := c.TLS
	if e.TLS != nil {
		cfg = e.TLS
	}
	if cfg == nil {
		return nil
	}
	cfg = modern(cfg)
	if e.ServerName != "" {
		cfg.ServerName = e.ServerName
	}
	if cfg.ServerName == "" {
		cfg.ServerName, _, _ = net.SplitHostPort(e.Address) // is checked
	}
	return cfg
}

// modern returns a copy of cfg that speaks TLS 1.2 or later unless it says
// otherwise.
func modern(cfg *tls.Config) *tls.Config {
	cfg = cfg.Clone()
	if cfg.MinVersion == 0 {
		cfg.MinVersion = tls.VersionTLS12
	}
	return cfg
}
