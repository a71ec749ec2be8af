package session_test

import (
	"bytes"
	"strconv"
	"strings"
	"testing"

	"github.com/affixgo/affix/runtime"
	"github.com/affixgo/affix/session"
)

// scene is a session of one version in one role, in which an official scenario
// is played. Each do is followed by what must come of it.
type scene struct {
	*harness
	version string
	actions []session.Action
	stream  []byte
	framer  runtime.Framer
}

// both roles, for scenarios that are the same for them.
var both = []session.Role{session.Acceptor, session.Initiator}

// everywhere plays a scenario in each version and role, logged on.
func everywhere(t *testing.T, play func(s *scene)) { t.Helper(); in(t, "", both, true, play) }

// in plays a scenario in the versions from first on, "" for all.
func in(t *testing.T, first string, roles []session.Role, loggedOn bool, play func(s *scene)) {
	t.Helper()
	t.Parallel()
	reached := first == ""
	for _, d := range dictionaries {
		if reached = reached || d.name == first; !reached || d.name == "fixt11" {
			continue
		}
		for _, role := range roles {
			t.Run(d.name+"/"+role.String(), func(t *testing.T) {
				cfg := testConfig()
				cfg.Dictionary, cfg.Role = d.Dictionary, role
				s := &scene{harness: newHarness(t, cfg), version: d.name}
				if loggedOn {
					s.logOn()
				}
				play(s)
			})
		}
	}
}

// logon is the body of a Logon.
func (s *scene) logon() string {
	body := "98=0|108=30|"
	if id := s.cfg.Dictionary.Version.ApplVerID; id != "" {
		body += "1137=" + id + "|"
	}
	return body
}

func (s *scene) logOn() {
	s.t.Helper()
	s.do("connect")
	s.do("recv A 1 " + s.logon())
	s.do("delivered ok")
	if s.m.State() != session.StateActive {
		s.t.Fatalf("not logged on: %v", s.m.State())
	}
	s.wire = nil
}

// do makes an input, as a line of a transcript.
func (s *scene) do(line string) {
	s.t.Helper()
	word, rest, _ := strings.Cut(s.native(line), " ")
	s.stepIn(s.input(word, rest))
}

func (s *scene) stepIn(in session.Input) {
	s.t.Helper()
	s.wire = nil
	actions, err := s.step(in)
	if err != nil {
		s.t.Fatalf("%v: %v", in.Kind, err)
	}
	s.actions = actions
}

// frame makes the bytes of a message of the peer.
func (s *scene) frame(line string) []byte {
	msgType, rest, _ := strings.Cut(s.native(line), " ")
	seq, fields, _ := strings.Cut(rest, " ")
	return s.inbound(msgType, seq, fields).Bytes()
}

// feed gives bytes to the session as a connection does.
func (s *scene) feed(b []byte) {
	s.t.Helper()
	s.stream = append(s.stream, b...)
	s.actions, s.wire = nil, nil
	for {
		found := s.framer.Next(s.stream)
		s.stream = s.stream[found.Consumed:]
		raw := new(runtime.Raw)
		switch {
		case found.Garbled != "":
			s.stepIn(session.Garbled(found.Garbled))
		case found.Frame == nil:
			return
		case raw.Parse(found.Frame, s.cfg.Dictionary.Version) != nil:
			s.stepIn(session.Garbled("does not parse"))
		default:
			s.stepIn(session.Received(raw, nil))
		}
	}
}

// bodyLength is a frame that says another BodyLength.
func bodyLength(frame []byte, add int) []byte {
	at := bytes.Index(frame, []byte("\x019=")) + len("\x019=")
	end := at + bytes.IndexByte(frame[at:], runtime.SOH)
	n, _ := strconv.Atoi(string(frame[at:end]))
	return append(strconv.AppendInt(bytes.Clone(frame[:at]), int64(n+add), 10), frame[end:]...)
}

// damaged is a frame with a piece of it replaced, and nothing put right.
func damaged(frame []byte, old, new string) []byte {
	return bytes.Replace(frame, []byte(old), []byte(new), 1)
}

// sends checks what was transmitted: of each message its type, and fields that
// must be in it, or must not if "-" is their value. It does not care for more
// fields.
func (s *scene) sends(want ...string) {
	s.t.Helper()
	if len(s.wire) != len(want) {
		s.t.Fatalf("transmitted %d messages, want %d: %q", len(s.wire), len(want), s.wire)
	}
	for i, w := range want {
		raw := parse(s.t, s.wire[i], s.cfg.Dictionary.Version)
		msgType, fields, _ := strings.Cut(w, " ")
		if string(raw.MsgType()) != msgType {
			s.t.Errorf("transmitted %s, want %s", raw.Readable(), w)
		}
		for f := range strings.FieldsFuncSeq(fields, func(r rune) bool { return r == '|' }) {
			tag, value, _ := strings.Cut(f, "=")
			number, _ := strconv.Atoi(tag)
			got, have := raw.Get(number)
			if have != (value != "-") || have && string(got) != value {
				s.t.Errorf("transmitted %s, want %s", raw.Readable(), w)
			}
		}
	}
}

// rejects checks that a message was refused; tag 0 is none.
func (s *scene) rejects(seq int, msgType string, reason, tag int) string {
	fields := "3 45=" + strconv.Itoa(seq) + "|"
	if s.version == "fix40" || s.version == "fix41" {
		return fields + "371=-|372=-|373=-|"
	}
	fields += "372=" + msgType + "|"
	if reason > 11 && s.version == "fix42" {
		fields += "373=-|"
	} else {
		fields += "373=" + strconv.Itoa(reason) + "|"
	}
	if tag == 0 {
		return fields + "371=-|"
	}
	return fields + "371=" + strconv.Itoa(tag) + "|"
}

// infinity is how the version asks for all.
func (s *scene) infinity() string {
	if s.version == "fix40" || s.version == "fix41" {
		return "999999"
	}
	return "0"
}

// silent checks that nothing was transmitted, delivered or ended.
func (s *scene) silent() {
	s.t.Helper()
	s.sends()
	for _, a := range s.actions {
		if a.Kind == session.ActionDeliver || a.Kind == session.ActionDisconnect {
			s.t.Errorf("unexpected %v", a.Kind)
		}
	}
}

// delivers checks that the application gets this message, and lets it accept.
func (s *scene) delivers(seq uint64) {
	s.t.Helper()
	if n := len(s.actions); n == 0 || s.actions[n-1].Kind != session.ActionDeliver || s.actions[n-1].Seq != seq {
		s.t.Fatalf("message %d is not delivered: %v", seq, s.describe(s.actions))
	}
	s.do("delivered ok")
}

// ends checks that the connection is closed, and why.
func (s *scene) ends(why session.Reason) {
	s.t.Helper()
	if n := len(s.actions); n == 0 || s.actions[n-1].Kind != session.ActionDisconnect || s.actions[n-1].Event.Reason != why {
		s.t.Fatalf("the connection does not end for %v: %v", why, s.describe(s.actions))
	}
}

// goesOn checks that the session is up and the number expected.
func (s *scene) goesOn(next uint64) {
	s.t.Helper()
	if !s.m.State().LoggedOn() || s.m.NextIn() != next {
		s.t.Fatalf("%v, %d expected; want a session that is up and expects %d", s.m.State(), s.m.NextIn(), next)
	}
}

// closing checks that our Logout is out and the peer's ends the connection.
func (s *scene) closing(why session.Reason) {
	s.t.Helper()
	if s.m.State() != session.StateLogoutSent {
		s.t.Fatalf("%v, want logout-sent", s.m.State())
	}
	s.do("recv 5 " + strconv.FormatUint(s.m.NextIn(), 10))
	s.sends()
	s.ends(why)
}

// news is a message that every version has; FIX 4.0 without its Headline.
const news = "148=h|33=1|58=t|"

func (s *scene) native(line string) string {
	if s.version == "fix40" {
		return strings.ReplaceAll(line, "148=h|", "")
	}
	return line
}
