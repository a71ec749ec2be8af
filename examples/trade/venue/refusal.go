package venue

import (
	"fmt"

	"github.com/affixgo/affix/generated/fix44"
)

// refusal is why a request is turned down. A new order is rejected with an
// ExecutionReport and OrdRejReason (103), a cancel or replace with an
// OrderCancelReject and CxlRejReason (102).
type refusal struct {
	order  fix44.OrdRejReason
	cancel fix44.CxlRejReason
	text   string
}

// refuse is the refusal of an order, or of what a replace makes of one, for
// which FIX 4.4 has no reason but Other.
func refuse(reason fix44.OrdRejReason, format string, args ...any) *refusal {
	return &refusal{order: reason, cancel: fix44.CxlRejReasonOther, text: fmt.Sprintf(format, args...)}
}

// refuseCancel is the refusal of a cancel or replace.
func refuseCancel(reason fix44.CxlRejReason, format string, args ...any) *refusal {
	return &refusal{order: fix44.OrdRejReasonOther, cancel: reason, text: fmt.Sprintf(format, args...)}
}
