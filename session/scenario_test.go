package session_test

import "testing"

// The official session-layer test cases (FIX Session Layer Test Cases), each
// told by a transcript. Garbled and badly framed messages (2 d, m, t; 3) are
// package runtime's to find; here they are skipped.

func scenario(t *testing.T, transcripts ...string) {
	t.Helper()
	t.Parallel()
	for _, name := range transcripts {
		checkTranscript(t, "testdata/"+name+".txt")
	}
}

func TestScenario_1B_ab_LogonAnswered(t *testing.T) {
	scenario(t, "logon/initiator_valid", "logon/initiator_too_high")
}
func TestScenario_1B_cde_AnswerInvalid(t *testing.T) { scenario(t, "logon/initiator_invalid") }
func TestScenario_1S_a_LogonValid(t *testing.T) {
	scenario(t, "logon/acceptor_valid", "logon/acceptor_too_high")
}
func TestScenario_1S_cde_LogonInvalid(t *testing.T)      { scenario(t, "logon/acceptor_silent") }
func TestScenario_2b_SeqNumTooHigh(t *testing.T)         { scenario(t, "recover/kept") }
func TestScenario_2c_SeqNumTooLow(t *testing.T)          { scenario(t, "sequence/too_low") }
func TestScenario_2d_Garbled(t *testing.T)               { scenario(t, "header/garbled") }
func TestScenario_2efg_PossDup(t *testing.T)             { scenario(t, "header/poss_dup") }
func TestScenario_2i_BeginStringUnexpected(t *testing.T) { scenario(t, "header/begin_string") }
func TestScenario_2k_CompIDUnexpected(t *testing.T)      { scenario(t, "header/comp_id") }
func TestScenario_2o_SendingTimeOff(t *testing.T)        { scenario(t, "header/sending_time") }
func TestScenario_2q_MsgTypeInvalid(t *testing.T)        { scenario(t, "reject/content") }
func TestScenario_2r_MsgTypeUnsupported(t *testing.T) {
	scenario(t, "reject/handler_errors", "version/fix40")
}
func TestScenario_4a_HeartbeatAfterSilence(t *testing.T) { scenario(t, "heartbeat/silence_of_ours") }
func TestScenario_4b_5_6_TestRequest(t *testing.T)       { scenario(t, "heartbeat/test_request") }
func TestScenario_7_RejectReceived(t *testing.T)         { scenario(t, "reject/handler_errors") }
func TestScenario_8_ResendRequest(t *testing.T)          { scenario(t, "resend/mixed", "resend/out_of_range") }
func TestScenario_9_Synchronise(t *testing.T) {
	scenario(t, "reset/peer_flag", "reset/in_session", "reset/next_expected_ok")
}
func TestScenario_10_GapFill(t *testing.T) { scenario(t, "sequence/gap_fill") }
func TestScenario_11_SequenceReset(t *testing.T) {
	scenario(t, "sequence/reset", "sequence/reset_closes_gap")
}
func TestScenario_12_LogoutOurs(t *testing.T) { scenario(t, "logout/ours", "logout/ours_unanswered") }
func TestScenario_13_LogoutReceived(t *testing.T) {
	scenario(t, "logout/peer", "logout/number_does_not_matter")
}
func TestScenario_14_FieldFaults(t *testing.T) {
	scenario(t, "reject/content", "header/comp_id_faulty")
}
func TestScenario_16_QueuedMessages(t *testing.T)     { scenario(t, "queue/acceptor", "queue/initiator") }
func TestScenario_17_Encryption(t *testing.T)         { scenario(t, "logon/acceptor_refused") }
func TestScenario_18_ThirdParty(t *testing.T)         { scenario(t, "reject/handler_errors") }
func TestScenario_19_PossResend(t *testing.T)         { scenario(t, "header/poss_dup") }
func TestScenario_20_SimultaneousResend(t *testing.T) { scenario(t, "recover/simultaneous") }
