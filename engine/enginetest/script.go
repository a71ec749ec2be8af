package enginetest

import (
	"fmt"
	"strings"
	"time"
)

// Send sends a message: its fields with "|" between them, such as "35=D|11=A".
// Fields of the header are put in front; 8, 9, 34, 49, 52, 56 and 10 are added
// unless they are given. A message with a 34 of its own does not count.
//
// What is sent on a connection that the engine has closed is lost, as on the
// wire.
func (p *Peer) Send(fields string) {
	p.t.Helper()
	if err := p.write(fields); err != nil {
		p.fatal("sending: %v", err)
	}
}

// SendRaw sends bytes as they are.
func (p *Peer) SendRaw(b []byte) {
	p.t.Helper()
	p.mu.Lock()
	p.log = append(p.log, fmt.Sprintf("sent %q", b))
	p.mu.Unlock()
	_ = p.conn.SetWriteDeadline(time.Now().Add(p.Timeout))
	_, _ = p.conn.Write(b)
}

// Expect takes the next message of the engine, which must have these fields,
// such as "35=8|39=2". "44=*" wants a field with any value, "!44" none. In
// groups one field of several with the same tag must be the one wanted. It
// returns the message.
func (p *Peer) Expect(fields string) Message {
	p.t.Helper()
	m, ok, closed := p.next(p.Timeout)
	switch {
	case closed && p.garbled != "":
		p.fatal("expected %s: %s", fields, p.garbled)
	case closed:
		p.fatal("expected %s, the engine has closed the connection", fields)
	case !ok:
		p.fatal("expected %s, nothing has come for %v", fields, p.Timeout)
	}
	if why := m.mismatch(fields); why != "" {
		p.fatal("expected %s: %s\ngot %s", fields, why, m)
	}
	return m
}

// ExpectNothing checks that no message comes, and the connection stays, for some
// time.
func (p *Peer) ExpectNothing(during time.Duration) {
	p.t.Helper()
	m, ok, closed := p.next(during)
	switch {
	case closed:
		p.fatal("expected nothing for %v, the engine has closed the connection", during)
	case ok:
		p.fatal("expected nothing for %v, got %s", during, m)
	}
}

// ExpectClosed checks that the engine closes the connection without another
// message.
func (p *Peer) ExpectClosed() {
	p.t.Helper()
	m, ok, closed := p.next(p.Timeout)
	switch {
	case ok:
		p.fatal("expected the connection to be closed, got %s", m)
	case !closed:
		p.fatal("expected the connection to be closed, it is not after %v", p.Timeout)
	}
}

// Logon logs on, and returns the Logon of the engine. A Peer that has connected
// sends its Logon first, one that has accepted waits for the engine's and
// answers with its heartbeat interval and ResetSeqNumFlag. More has further
// fields of our Logon, and may be empty; 98=0 and 108=30 are added unless they
// are given.
func (p *Peer) Logon(more string) Message {
	p.t.Helper()
	if !p.accepted {
		p.Send(logon(more, "30", ""))
		return p.Expect("35=A")
	}
	m := p.Expect("35=A")
	p.Send(logon(more, m.Get(108), m.Get(141)))
	return m
}

func logon(more, heartBtInt, reset string) string {
	text := "35=A"
	for _, f := range []struct{ tag, value string }{{"98", "0"}, {"108", heartBtInt}, {"141", reset}} {
		if _, given := Message(more).find(f.tag); !given && f.value != "" {
			text += "|" + f.tag + "=" + f.value
		}
	}
	return strings.TrimSuffix(text+"|"+more, "|")
}

// Logout logs out with further fields, which may be empty, such as "58=bye",
// and checks that the engine answers and closes the connection.
func (p *Peer) Logout(more string) {
	p.t.Helper()
	p.Send(strings.TrimSuffix("35=5|"+more, "|"))
	p.Expect("35=5")
	if p.accepted {
		p.Close() // the initiator may wait for us
		return
	}
	p.ExpectClosed()
}

// Play runs a script, line by line:
//
//	# a comment
//	send 35=D|11=A|…      as Send
//	expect 35=8|39=0      as Expect
//	wait 30s              lets time go by
//	nothing 5s            as ExpectNothing
//	logon 141=Y           as Logon; the fields may be left out
//	logout 58=bye         as Logout; the fields may be left out
//	closed                as ExpectClosed
//	close                 as Close
func (p *Peer) Play(script string) {
	p.t.Helper()
	n := 0
	for line := range strings.Lines(script) {
		n++
		line = strings.TrimSpace(line)
		verb, rest, _ := strings.Cut(line, " ")
		rest = strings.TrimSpace(rest)
		switch verb {
		case "", "#":
		case "send":
			p.Send(rest)
		case "expect":
			p.Expect(rest)
		case "logon":
			p.Logon(rest)
		case "logout":
			p.Logout(rest)
		case "closed":
			p.ExpectClosed()
		case "close":
			p.Close()
		case "wait", "nothing":
			d, err := time.ParseDuration(rest)
			if err != nil {
				p.fatal("line %d: %v", n, err)
			}
			if verb == "wait" {
				<-time.After(d)
			} else {
				p.ExpectNothing(d)
			}
		default:
			if !strings.HasPrefix(line, "#") {
				p.fatal("line %d: unknown step %q", n, verb)
			}
		}
	}
}
