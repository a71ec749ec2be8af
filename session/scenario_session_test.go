package session_test

import (
	"testing"

	"github.com/affixgo/affix/session"
)

func TestScenario_4a_HeartbeatAfterSilence(t *testing.T) {
	everywhere(t, func(s *scene) {
		s.do("timer +29s")
		s.silent()
		s.do("timer +1s")
		s.sends("0 112=-")
	})
}

func TestScenario_4b_HeartbeatForTestRequest(t *testing.T) {
	everywhere(t, func(s *scene) {
		s.do("recv 1 2 112=HELLO|")
		s.sends("0 112=HELLO")
		s.goesOn(3)
	})
}

func TestScenario_5_HeartbeatReceived(t *testing.T) {
	everywhere(t, func(s *scene) {
		s.do("recv 0 2")
		s.silent()
		s.goesOn(3)
	})
}

func TestScenario_6_TestRequestAfterSilence(t *testing.T) {
	everywhere(t, func(s *scene) {
		s.do("timer +30s")
		s.do("timer +6s")
		s.sends("1 112=TEST")
		s.do("recv 0 2 112=TEST|")
		s.goesOn(3)
		s.do("timer +30s")
		s.do("timer +6s")
		s.sends("1 112=TEST")
		s.do("timer +30s") // no Heartbeat while a TestRequest is open
		s.silent()
		s.do("timer +6s")
		s.sends()
		s.ends(session.ReasonHeartbeatLost)
	})
}

func TestScenario_7_RejectReceived(t *testing.T) {
	everywhere(t, func(s *scene) {
		s.do("recv 3 2 45=1|")
		s.delivers(2)
		s.sends()
		s.goesOn(3)
	})
}

func TestScenario_8_ResendRequest(t *testing.T) {
	everywhere(t, func(s *scene) {
		s.do("send B " + news)     // 2
		s.do("send B " + news)     // 3
		s.do("recv 1 2 112=A|")    // 4
		s.do("recv 1 3 112=B|")    // 5
		s.do("send B " + news)     // 6
		s.do("recv 2 4 7=4|16=5|") // admin only
		s.sends("4 34=4|43=Y|123=Y|36=6")
		s.do("recv 2 5 7=2|16=3|") // application only
		s.sends("B 34=2|43=Y", "B 34=3|43=Y")
		s.do("recv 2 6 7=1|16=6|") // mixed, closed
		s.sends("4 34=1|43=Y|36=2", "B 34=2", "B 34=3", "4 34=4|36=6", "B 34=6")
		s.do("recv 2 7 7=5|16=" + s.infinity() + "|") // open
		s.sends("4 34=5|36=6", "B 34=6")
		s.do("recv 2 8 7=5|16=99|") // beyond the end
		s.sends("4 34=5|36=6", "B 34=6")
		s.goesOn(9)
	})
}

func TestScenario_10a_GapFillTooHigh(t *testing.T) {
	everywhere(t, func(s *scene) {
		s.do("recv 4 5 123=Y|36=9|")
		s.sends("2 7=2|16=" + s.infinity())
		s.do("recv 4 2 43=Y|122=NOW|123=Y|36=5|")
		s.goesOn(9)
	})
}

func TestScenario_10b_GapFillExpected(t *testing.T) {
	everywhere(t, func(s *scene) {
		s.do("recv 4 2 123=Y|36=9|")
		s.silent()
		s.goesOn(9)
	})
}

func TestScenario_10c_GapFillTooLowPossDup(t *testing.T) {
	everywhere(t, func(s *scene) {
		s.do("recv 4 1 43=Y|122=NOW|123=Y|36=9|")
		s.silent()
		s.goesOn(2)
	})
}

func TestScenario_10d_GapFillTooLow(t *testing.T) {
	everywhere(t, func(s *scene) {
		s.do("recv 4 1 123=Y|36=9|")
		s.sends("5 58=MsgSeqNum too low, expecting 2 but received 1")
		s.closing(session.ReasonSeqNumTooLow)
	})
}

func TestScenario_10e_GapFillBackwards(t *testing.T) {
	everywhere(t, func(s *scene) {
		s.do("recv 4 2 123=Y|36=2|")
		s.sends(s.rejects(2, "4", 5, 0))
		s.goesOn(3)
		s.do("recv 4 3 123=Y|36=1|")
		s.sends(s.rejects(3, "4", 5, 0))
		s.goesOn(4)
	})
}

func TestScenario_11a_ResetHigher(t *testing.T) {
	everywhere(t, func(s *scene) {
		s.do("recv 4 0 36=9|")
		s.silent()
		s.goesOn(9)
	})
}

func TestScenario_11b_ResetEqual(t *testing.T) {
	everywhere(t, func(s *scene) {
		s.do("recv 4 0 36=2|")
		s.silent()
		s.goesOn(2)
	})
}

func TestScenario_11c_ResetLower(t *testing.T) {
	everywhere(t, func(s *scene) {
		s.do("recv 4 0 36=1|")
		s.sends(s.rejects(0, "4", 5, 0))
		s.goesOn(2)
	})
}

func TestScenario_12_LogoutOurs(t *testing.T) {
	everywhere(t, func(s *scene) {
		s.do("logout bye")
		s.sends("5 34=2|58=bye")
		s.closing(session.ReasonLogout)
	})
}

func TestScenario_13a_LogoutExpected(t *testing.T) {
	everywhere(t, func(s *scene) {
		s.do("logout bye")
		s.do("timer +2s") // the peer's does not come
		s.sends()
		s.ends(session.ReasonLogoutTimeout)
	})
}

func TestScenario_13b_LogoutUnsolicited(t *testing.T) {
	for _, seq := range []string{"2", "1", "99"} {
		t.Run(seq, func(t *testing.T) {
			everywhere(t, func(s *scene) {
				s.do("recv 5 " + seq)
				s.sends("5 34=2|58=-")
				s.ends(session.ReasonPeerLogout)
			})
		})
	}
}

func TestScenario_20_SimultaneousResendRequests(t *testing.T) {
	everywhere(t, func(s *scene) {
		s.do("send B " + news) // 2
		s.do("recv 0 5")
		s.sends("2 34=3|7=2")
		s.do("recv 2 6 7=2|16=" + s.infinity() + "|") // too high itself
		s.sends("B 34=2|43=Y", "4 34=3|36=4")
		s.do("recv 4 2 43=Y|122=NOW|123=Y|36=5|")
		s.silent()
		s.goesOn(7)
	})
}
