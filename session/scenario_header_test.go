package session_test

import (
	"testing"

	"github.com/affixgo/affix/session"
)

func TestScenario_2a_SeqNumExpected(t *testing.T) {
	everywhere(t, func(s *scene) {
		s.do("recv B 2 " + news)
		s.delivers(2)
		s.goesOn(3)
	})
}

func TestScenario_2b_SeqNumTooHigh(t *testing.T) {
	everywhere(t, func(s *scene) {
		s.do("recv 1 5 112=LATE|")
		s.sends("2 34=2|7=2|16=" + s.infinity())
		s.do("recv B 6 " + news)
		s.silent()
		s.do("recv 4 2 43=Y|122=NOW|123=Y|36=5|")
		s.sends("0 34=3|112=LATE")
		s.delivers(6)
		s.goesOn(7)
	})
}

func TestScenario_2c_SeqNumTooLow(t *testing.T) {
	everywhere(t, func(s *scene) {
		s.do("recv 0 1")
		s.sends("5 34=2|58=MsgSeqNum too low, expecting 2 but received 1")
		s.do("timer +3s")
		s.ends(session.ReasonSeqNumTooLow)
	})
}

func TestScenario_2d_Garbled(t *testing.T) {
	everywhere(t, func(s *scene) {
		s.feed(damaged(s.frame("B 2 "+news), "\x0158=", "\x01garbled="))
		s.silent()
		s.goesOn(2)
		s.feed(s.frame("0 3"))
		s.sends("2 34=2|7=2|16=" + s.infinity())
	})
}

func TestScenario_2e_PossDupLow(t *testing.T) {
	everywhere(t, func(s *scene) {
		s.do("recv B 1 43=Y|122=NOW-10|" + news) // received already
		s.silent()
		s.goesOn(2)
		s.do("recv B 2 43=Y|122=NOW-10|" + news) // not received yet
		s.delivers(2)
		s.goesOn(3)
	})
}

func TestScenario_2f_OrigSendingTimeLater(t *testing.T) {
	everywhere(t, func(s *scene) {
		s.do("recv B 1 43=Y|122=NOW+10|" + news)
		s.sends(s.rejects(1, "B", 10, 0), "5 58=-")
		s.closing(session.ReasonSendingTime)
	})
}

func TestScenario_2g_PossDupWithoutOrigSendingTime(t *testing.T) {
	everywhere(t, func(s *scene) {
		s.do("recv B 1 43=Y|" + news)
		s.sends(s.rejects(1, "B", 1, 122))
		s.goesOn(2)
	})
}

func TestScenario_2h_BeginStringExpected(t *testing.T) {
	everywhere(t, func(s *scene) {
		s.do("recv 0 2 8=" + s.cfg.Dictionary.BeginString() + "|")
		s.silent()
		s.goesOn(3)
	})
}

func TestScenario_2i_BeginStringUnexpected(t *testing.T) {
	everywhere(t, func(s *scene) {
		s.do("recv 0 2 8=FIX.3.9|")
		s.sends("5 34=2|58=Incorrect BeginString")
		s.closing(session.ReasonBeginString)
	})
}

func TestScenario_2j_CompIDsExpected(t *testing.T) {
	everywhere(t, func(s *scene) {
		s.do("recv 0 2 49=TW|56=ISLD|")
		s.silent()
		s.goesOn(3)
	})
}

func TestScenario_2k_CompIDsUnexpected(t *testing.T) {
	for name, fields := range map[string]string{"sender": "49=XX|", "target": "56=XX|", "both": "49=XX|56=XX|"} {
		t.Run(name, func(t *testing.T) {
			everywhere(t, func(s *scene) {
				s.do("recv B 2 " + fields + news)
				s.sends(s.rejects(2, "B", 9, 0), "5 58=-")
				s.closing(session.ReasonCompID)
			})
		})
	}
}

func TestScenario_2l_BodyLengthRight(t *testing.T) {
	everywhere(t, func(s *scene) {
		for _, b := range s.frame("0 2") { // byte by byte
			s.feed([]byte{b})
		}
		s.goesOn(3)
	})
}

func TestScenario_2m_BodyLengthWrong(t *testing.T) {
	everywhere(t, func(s *scene) {
		s.feed(bodyLength(s.frame("B 2 "+news), -9)) // too short: only it is lost
		s.silent()
		s.feed(s.frame("0 3"))
		s.sends("2 34=2|7=2|16=" + s.infinity())
		s.feed(bodyLength(s.frame("B 4 "+news), 20)) // too long: it waits for more
		s.silent()
		s.feed(s.frame("B 5 " + news)) // and takes that with it
		s.feed(s.frame("4 2 43=Y|122=NOW|123=Y|36=6|"))
		s.goesOn(6)
	})
}

func TestScenario_2n_SendingTimeNear(t *testing.T) {
	everywhere(t, func(s *scene) {
		s.do("recv 0 2 52=NOW-119|")
		s.do("recv 0 3 52=NOW+119|")
		s.silent()
		s.goesOn(4)
	})
}

func TestScenario_2o_SendingTimeOff(t *testing.T) {
	for _, at := range []string{"NOW-121", "NOW+121"} {
		t.Run(at, func(t *testing.T) {
			everywhere(t, func(s *scene) {
				s.do("recv 0 2 52=" + at + "|")
				s.sends(s.rejects(2, "0", 10, 0), "5 58=-")
				s.closing(session.ReasonSendingTime)
			})
		})
	}
}

func TestScenario_2p_MsgTypeValid(t *testing.T) {
	everywhere(t, func(s *scene) {
		s.do("recv B 2 " + news)
		s.delivers(2)
	})
}

func TestScenario_2q_MsgTypeInvalid(t *testing.T) {
	everywhere(t, func(s *scene) {
		s.do("recv * 2")
		s.sends(s.rejects(2, "*", 11, 0))
		s.goesOn(3)
	})
}

func TestScenario_2r_MsgTypeUnsupported(t *testing.T) {
	everywhere(t, func(s *scene) {
		s.do("recv B 2 " + news)
		s.do("delivered unsupported")
		if s.version == "fix40" || s.version == "fix41" {
			s.sends("3 45=2|58=Unsupported Message Type")
		} else {
			s.sends("j 45=2|372=B|380=3|58=Unsupported Message Type")
		}
		s.goesOn(3)
	})
}

func TestScenario_2s_FirstThreeFieldsInOrder(t *testing.T) {
	everywhere(t, func(s *scene) {
		s.feed(append([]byte("noise\x01"), s.frame("1 2 112=A|")...))
		s.sends("0 112=A")
		s.goesOn(3)
	})
}

func TestScenario_2t_FirstThreeFieldsOutOfOrder(t *testing.T) {
	everywhere(t, func(s *scene) {
		s.feed(damaged(s.frame("1 2 112=A|"), "\x0135=1\x0149=TW", "\x0149=TW\x0135=1"))
		s.silent()
		s.goesOn(2)
	})
}

func TestScenario_3a_CheckSumRight(t *testing.T) {
	everywhere(t, func(s *scene) {
		s.feed(s.frame("1 2 112=A|"))
		s.sends("0 112=A")
	})
}

func TestScenario_3b_CheckSumWrong(t *testing.T) {
	everywhere(t, func(s *scene) {
		s.feed(damaged(s.frame("1 2 112=A|"), "112=A", "112=B"))
		s.silent()
		s.goesOn(2)
	})
}

func TestScenario_3c_CheckSumGarbled(t *testing.T) {
	everywhere(t, func(s *scene) {
		for _, sum := range []string{"\x0110=1000", "\x0110=x", "\x0110=", "\x0110=-01"} {
			s.feed(damaged(s.frame("1 2 112=A|"), "\x0110=", sum+"\x0110="))
			s.silent()
		}
		s.goesOn(2)
	})
}

func TestScenario_3d_CheckSumNotLast(t *testing.T) {
	everywhere(t, func(s *scene) {
		frame := s.frame("1 2 112=A|")
		s.feed(append(frame, "58=behind\x01"...)) // bytes outside of a message
		s.sends()
		s.feed(s.frame("1 3 112=B|"))
		s.sends("0 112=B")
		s.goesOn(4)
	})
}
