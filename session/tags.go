package session

// The tags that the session layer reads or writes.
const (
	tagBeginSeqNo      = 7
	tagBeginString     = 8
	tagBodyLength      = 9
	tagCheckSum        = 10
	tagEndSeqNo        = 16
	tagMsgSeqNum       = 34
	tagMsgType         = 35
	tagNewSeqNo        = 36
	tagPossDupFlag     = 43
	tagRefSeqNum       = 45
	tagSenderCompID    = 49
	tagSenderSubID     = 50
	tagSendingTime     = 52
	tagTargetCompID    = 56
	tagTargetSubID     = 57
	tagText            = 58
	tagPossResend      = 97
	tagEncryptMethod   = 98
	tagHeartBtInt      = 108
	tagTestReqID       = 112
	tagOnBehalfOf      = 115
	tagOnBehalfOfSub   = 116
	tagOrigSendingTime = 122
	tagGapFillFlag     = 123
	tagDeliverTo       = 128
	tagDeliverToSub    = 129
	tagResetSeqNumFlag = 141

	tagSenderLocationID     = 142
	tagTargetLocationID     = 143
	tagOnBehalfOfLocation   = 144
	tagDeliverToLocation    = 145
	tagLastProcessed        = 369
	tagRefTagID             = 371
	tagRefMsgType           = 372
	tagSessionRejectReason  = 373
	tagBusinessRejectRefID  = 379
	tagBusinessRejectReason = 380
	tagUsername             = 553
	tagPassword             = 554
	tagNextExpected         = 789
	tagNewPassword          = 925
	tagApplVerID            = 1128
	tagDefaultApplVerID     = 1137
	tagSessionStatus        = 1409
)

// The messages of the session layer.
const (
	msgHeartbeat      = "0"
	msgTestRequest    = "1"
	msgResendRequest  = "2"
	msgReject         = "3"
	msgSequenceReset  = "4"
	msgLogout         = "5"
	msgLogon          = "A"
	msgBusinessReject = "j"
)

// isSessionMessage reports whether a MsgType belongs to the session layer:
// such messages are never sent again, a gap fill takes their place.
func isSessionMessage(msgType []byte) bool {
	return len(msgType) == 1 && (msgType[0] >= '0' && msgType[0] <= '5' || msgType[0] == 'A')
}
