package engine

import (
	"fmt"
	"sync/atomic"
	"time"

	"github.com/affixgo/affix/runtime"
	"github.com/affixgo/affix/session"
)

// inflow holds the peer to the throttles for its messages. It belongs to the
// goroutine that reads, but for the counter.
type inflow struct {
	rules    []inflowRule
	rejected atomic.Uint64
}

type inflowRule struct {
	spanLog
	policy InboundPolicy
}

func newInflow(throttles []InboundThrottle) *inflow {
	if len(throttles) == 0 {
		return nil
	}
	f := new(inflow)
	for _, t := range throttles {
		f.rules = append(f.rules, inflowRule{spanLog: spanLog{quota: t.quota()}, policy: t.Policy})
	}
	return f
}

// take counts a message that is about to be delivered, or returns the answer to
// one that is too many.
func (f *inflow) take(m *runtime.Raw, now time.Time) error {
	if m.Text(tagPossDupFlag) == "Y" {
		return nil
	}
	msgType := m.MsgType()
	for i := range f.rules {
		r := &f.rules[i]
		if !r.counts(msgType) || r.recent(now) < r.messages {
			continue
		}
		f.rejected.Add(1)
		text := fmt.Sprintf("Too many messages: at most %d in %v", r.messages, r.per)
		if r.policy == InboundLogout {
			return &session.LogoutError{Text: text}
		}
		return &session.BusinessRejectError{Text: text}
	}
	for i := range f.rules {
		if r := &f.rules[i]; r.counts(msgType) {
			r.add(now)
		}
	}
	return nil
}

// throttleInfo is where the throttles stand, nil if there are none. Callers hold
// mu.
func (s *Session) throttleInfo() *ThrottleInfo {
	if s.pace == nil && s.inflow == nil {
		return nil
	}
	info := new(ThrottleInfo)
	if p := s.pace; p != nil {
		info.OutWaiting, info.OutDelayed = len(p.queue), p.delayed
		info.OutRejected, info.OutDropped = p.rejected, p.dropped
	}
	if s.inflow != nil {
		info.InRejected = s.inflow.rejected.Load()
	}
	return info
}
