package session_test

import (
	"testing"

	"github.com/affixgo/affix/session"
)

// refused plays a message that is refused for a field, and counts.
func refused(t *testing.T, msgType, fields string, reason, tag int) {
	t.Helper()
	everywhere(t, func(s *scene) {
		s.do("recv " + msgType + " 2 " + fields)
		s.sends(s.rejects(2, msgType, reason, tag))
		s.goesOn(3)
	})
}

func TestScenario_14a_FieldUnknown(t *testing.T) { refused(t, "0", "4999=x|", 0, 4999) }

func TestScenario_14b_RequiredMissing(t *testing.T) { refused(t, "1", "", 1, 112) }

func TestScenario_14c_FieldOfAnotherMessage(t *testing.T) { refused(t, "0", "55=X|", 2, 55) }

func TestScenario_14d_FieldEmpty(t *testing.T) { refused(t, "1", "112=|", 4, 112) }

func TestScenario_14e_ValueNotEnumerated(t *testing.T) { refused(t, "B", "61=9|"+news, 5, 61) }

func TestScenario_14f_FormatWrong(t *testing.T) { refused(t, "2", "7=x|16=0|", 6, 7) }

func TestScenario_14g_HeaderFieldInBody(t *testing.T) {
	everywhere(t, func(s *scene) {
		now := s.now.Format("20060102-15:04:05")
		s.do("raw 8=" + s.cfg.Dictionary.BeginString() + "|35=1|49=TW|56=ISLD|52=" + now + "|112=A|34=2|")
		s.sends(s.rejects(2, "1", 14, 34))
		s.goesOn(3)
	})
}

func TestScenario_14h_FieldTwice(t *testing.T) { refused(t, "1", "112=A|112=A|", 13, 112) }

func TestScenario_14i_GroupCountWrong(t *testing.T) { refused(t, "B", "148=h|33=2|58=t|", 16, 33) }

func TestScenario_14j_GroupOrder(t *testing.T) {
	in(t, "fix43", both, true, func(s *scene) { // News of 4.0 to 4.2 has no group for it
		s.do("recv B 2 148=h|146=1|55=X|48=1|65=WI|33=1|58=t|")
		s.sends(s.rejects(2, "B", 15, 65))
		s.goesOn(3)
	})
}

func TestScenario_14k_GroupDelimiterMissing(t *testing.T) {
	in(t, "fix42", both, true, func(s *scene) {
		s.do("recv B 2 148=h|146=1|48=1|55=X|33=1|58=t|")
		s.sends("3 45=2")
		s.goesOn(3)
	})
}

// SOH in a value ends the field; what is behind is no field, and the message
// garbled.
func TestScenario_14l_SOHInValue(t *testing.T) {
	everywhere(t, func(s *scene) {
		s.feed(damaged(s.frame("1 2 112=A B|"), "A B", "A\x01B"))
		s.silent()
		s.goesOn(2)
	})
}

func TestScenario_14m_TagNegative(t *testing.T) { refused(t, "0", "-1=x|", 0, -1) }

func TestScenario_14n_UserDefinedField(t *testing.T) { refused(t, "0", "9999=x|", 0, 9999) }

func TestScenario_15_FieldsInAnotherOrder(t *testing.T) {
	everywhere(t, func(s *scene) {
		now := s.now.Format("20060102-15:04:05")
		s.do("raw 8=" + s.cfg.Dictionary.BeginString() + "|35=B|52=" + now + "|34=2|56=ISLD|49=TW|33=1|58=t|148=h|")
		s.delivers(2)
		s.goesOn(3)
	})
}

func TestScenario_18_ThirdPartyAddressing(t *testing.T) {
	everywhere(t, func(s *scene) {
		s.do("recv 1 2 115=A|116=B|128=C|129=D|")
		s.sends("3 128=A|129=B|115=C|116=D")
		s.goesOn(3)
	})
}

// PossResend is for the application to judge: internal/reflector has one.
func TestScenario_19a_PossResendSeen(t *testing.T) { possResend(t) }

func TestScenario_19b_PossResendNotSeen(t *testing.T) { possResend(t) }

func possResend(t *testing.T) {
	t.Helper()
	everywhere(t, func(s *scene) {
		s.do("recv B 2 97=Y|" + news)
		if a := s.actions[len(s.actions)-1]; a.Kind != session.ActionDeliver || !a.PossResend || a.PossDup {
			s.t.Fatalf("%v", s.describe(s.actions))
		}
		s.delivers(2)
		s.goesOn(3)
	})
}
