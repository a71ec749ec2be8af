package session_test

import (
	"strings"
	"testing"

	"github.com/affixgo/affix/session"
)

var (
	initiator = []session.Role{session.Initiator}
	acceptor  = []session.Role{session.Acceptor}
)

func TestScenario_1B_a_ConnectAndLogon(t *testing.T) {
	in(t, "", initiator, false, func(s *scene) {
		s.do("connect")
		s.sends("A 34=1|98=0|108=30|43=-|141=-")
		s.do("timer +11s")
		s.sends()
		s.ends(session.ReasonLogonTimeout)
	})
}

func TestScenario_1B_b_LogonAnswered(t *testing.T) {
	in(t, "", initiator, false, func(s *scene) {
		s.do("connect")
		s.do("recv A 1 " + s.logon())
		s.delivers(1)
		s.sends()
		s.goesOn(2)
	})
}

func TestScenario_1B_c_AnswerTooHigh(t *testing.T) {
	in(t, "", initiator, false, func(s *scene) {
		s.do("connect")
		s.do("recv A 5 " + s.logon())
		s.delivers(5)
		s.sends("2 34=2|7=1|16=" + s.infinity())
		s.do("recv 4 1 43=Y|122=NOW|123=Y|36=5|")
		s.goesOn(6)
	})
}

func TestScenario_1B_d_AnswerInvalid(t *testing.T) {
	in(t, "", initiator, false, func(s *scene) {
		s.do("connect")
		s.do("recv A 1 " + strings.Replace(s.logon(), "108=30|", "", 1))
		s.sends("5 34=2|58=Required tag missing (108)")
		s.ends(session.ReasonInvalidLogon)
	})
}

func TestScenario_1B_e_FirstMessageNoLogon(t *testing.T) {
	in(t, "", initiator, false, func(s *scene) {
		s.do("connect")
		s.do("recv 0 1")
		s.sends("5 34=2")
		s.ends(session.ReasonNotLogon)
	})
}

func TestScenario_1S_a_LogonValid(t *testing.T) {
	in(t, "", acceptor, false, func(s *scene) {
		s.do("connect")
		s.do("recv A 1 " + s.logon())
		s.delivers(1)
		s.sends("A 34=1|98=0|108=30|141=-")
		s.goesOn(2)
		s.do("disconnected")
		s.do("connect")
		s.do("recv A 5 " + s.logon())
		s.delivers(5)
		s.sends("A 34=2", "2 34=3|7=2|16="+s.infinity())
	})
}

// Which session a connection is for, and that it has no other, is the engine's
// to find out: see its tests of busy sessions. A Logon in a session is refused.
func TestScenario_1S_b_DuplicateIdentity(t *testing.T) {
	everywhere(t, func(s *scene) {
		s.do("recv A 2 " + s.logon())
		s.sends("3 45=2|58=Already logged on")
		s.goesOn(3)
	})
}

func TestScenario_1S_c_UnknownIdentity(t *testing.T) {
	in(t, "", acceptor, false, func(s *scene) {
		for _, fields := range []string{"49=XX|", "56=XX|", "49=-|"} {
			s.do("connect")
			s.do("recv A 1 " + fields + s.logon())
			s.sends()
			s.ends(session.ReasonInvalidLogon)
		}
	})
}

func TestScenario_1S_d_LogonInvalid(t *testing.T) {
	in(t, "", acceptor, false, func(s *scene) {
		for _, fields := range []string{"98=0|", "98=0|108=30|52=NOW-130|", "98=0|108=x|"} {
			s.do("connect")
			s.do("recv A 1 " + fields)
			s.sends()
			s.ends(session.ReasonInvalidLogon)
		}
		s.do("connect")
		s.do("recv A 1 8=FIX.3.9|" + s.logon())
		s.sends()
		s.ends(session.ReasonBeginString)
		s.do("connect")
		s.feed([]byte("8=FIX.4.2\x019=40\x0135=A\x01999999999999999999999999999999999999999\x0110=000\x01"))
		s.sends()
		s.ends(session.ReasonInvalidLogon)
	})
}

func TestScenario_1S_e_FirstMessageNoLogon(t *testing.T) {
	in(t, "", acceptor, false, func(s *scene) {
		s.do("connect")
		s.do("recv 0 1")
		s.sends()
		s.ends(session.ReasonNotLogon)
	})
}

func TestScenario_9_Synchronise(t *testing.T) {
	in(t, "fix41", both, true, func(s *scene) { // with 141 in mid-session
		s.do("recv 0 2")
		s.do("recv A 1 " + s.logon() + "141=Y|")
		s.delivers(1)
		s.sends("A 34=1|141=Y")
		s.goesOn(2)
	})
}

func TestScenario_16_QueuedMessages(t *testing.T) {
	everywhere(t, func(s *scene) {
		s.do("disconnected")
		s.do("send B " + news)
		s.sends()
		s.do("connect")
		s.do("recv A 2 " + s.logon())
		s.delivers(2)
		s.do("recv 2 3 7=2|16=" + s.infinity() + "|")
		s.sends("B 34=2|43=Y", "4 34=3|36=4")
		s.goesOn(4)
	})
}

func TestScenario_17_Encryption(t *testing.T) {
	in(t, "", both, false, func(s *scene) {
		s.do("connect")
		s.do("recv A 1 98=1|108=30|")
		s.sends("5 58=EncryptMethod 1 is not supported")
		s.ends(session.ReasonInvalidLogon)
	})
}
