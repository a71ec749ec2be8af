package engine

import (
	"crypto/tls"
	"net"

	"github.com/affixgo/affix/runtime"
)

// LogonRequest is a peer that wants to log on, before anything is decided or
// reset because of it.
type LogonRequest struct {
	// Session is the [Session.ID] of the session that the Logon is for; empty
	// when a Template is asked for one.
	Session string
	// Remote is where the connection comes from.
	Remote net.Addr
	// TLS is what was agreed in the handshake, with the peer's certificate in
	// PeerCertificates; nil on a connection without TLS.
	TLS *tls.ConnectionState
	// Logon is the peer's message. It is valid until the function that it was
	// given to returns.
	Logon *runtime.Raw
}

// newLogonRequest is what came on c.
func newLogonRequest(c net.Conn, logon *runtime.Raw) LogonRequest {
	if own, ok := c.(*connection); ok {
		c = own.Conn // it hides what is behind it
	}
	return LogonRequest{Remote: c.RemoteAddr(), TLS: tlsState(c), Logon: logon}
}

// tlsState returns what was agreed on c, nil if it is not secured.
func tlsState(c net.Conn) *tls.ConnectionState {
	secured, ok := c.(interface{ ConnectionState() tls.ConnectionState })
	if !ok {
		return nil
	}
	state := secured.ConnectionState()
	return &state
}

// RemoteAddr returns the address of the peer, nil while there is no connection.
func (s *Session) RemoteAddr() net.Addr {
	if c := s.current(); c != nil {
		return c.RemoteAddr()
	}
	return nil
}

// TLS returns what was agreed in the handshake of the session's connection, nil
// while there is none or if it is without TLS.
func (s *Session) TLS() *tls.ConnectionState {
	if c := s.current(); c != nil {
		return tlsState(c.Conn)
	}
	return nil
}

// current returns the session's connection, nil if there is none.
func (s *Session) current() *connection {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.conn
}
