package ledger

import (
	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/runtime"
)

// Key tells reports apart: ExecID (17), which a venue gives out once. An
// OrderCancelReject has none, but each request gets at most one. The second
// result is false for what changes nothing, such as an order status.
func Key(m runtime.Message) (key string, ok bool) {
	switch m := m.(type) {
	case *fix44.ExecutionReport:
		return m.ExecID, m.ExecType != fix44.ExecTypeOrderStatus
	case *fix44.OrderCancelReject:
		return "reject of " + m.ClOrdID, true
	}
	return "", false
}

// ClOrdID returns field 11 of a message that a ledger holds.
func ClOrdID(m runtime.Message) string {
	switch m := m.(type) {
	case *fix44.NewOrderSingle:
		return m.ClOrdID
	case *fix44.OrderCancelRequest:
		return m.ClOrdID
	case *fix44.OrderCancelReplaceRequest:
		return m.ClOrdID
	case *fix44.ExecutionReport:
		return m.ClOrdID
	case *fix44.OrderCancelReject:
		return m.ClOrdID
	}
	return ""
}

// Header returns the header of a FIX 4.4 message, nil for others.
func Header(m runtime.Message) *fix44.Header {
	if m, ok := m.(interface{ FIXHeader() *fix44.Header }); ok {
		return m.FIXHeader()
	}
	return nil
}
