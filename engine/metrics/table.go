package metrics

import (
	"maps"
	"slices"

	"github.com/affixgo/affix/engine"
)

// snapshot is short for the table.
type snapshot = engine.Snapshot

var all = slices.Concat(states, queues, limits, counters)

var states = []Metric{
	{Name: "affix_session_info", Help: "What the session is; always 1.",
		Labels: []string{"role", "begin_string", "sender_comp_id", "target_comp_id", "qualifier"},
		Each: func(s *snapshot, yield func(float64, ...string)) {
			yield(1, s.Role.String(), s.BeginString, s.SenderCompID, s.TargetCompID, s.Qualifier)
		}},
	{Name: "affix_session_up", Help: "1 if the session is logged on and connected, else 0.",
		Value: func(s *snapshot) (float64, bool) { return flag(s.Up) }},
	{Name: "affix_session_state", Help: "1 for the state that the session is in.", Labels: []string{"state"},
		Each: func(s *snapshot, yield func(float64, ...string)) { yield(1, s.State.String()) }},
	{Name: "affix_session_disabled", Help: "1 if an operator has switched the session off, else 0.",
		Value: func(s *snapshot) (float64, bool) { return flag(s.Disabled) }},
	{Name: "affix_session_stopped", Help: "1 if the session has stopped for good, because of its store or because the engine was shut down, else 0.",
		Value: func(s *snapshot) (float64, bool) { return flag(s.Stopped != "") }},
	{Name: "affix_session_connected_timestamp_seconds", Help: "When the connection was made; absent without one.",
		Value: func(s *snapshot) (float64, bool) { return moment(s.Connected) }},
	{Name: "affix_session_logged_on_timestamp_seconds", Help: "When the session came up; absent if it is not.",
		Value: func(s *snapshot) (float64, bool) { return moment(s.LoggedOn) }},
	{Name: "affix_session_next_in", Help: "The sequence number expected from the peer.",
		Value: func(s *snapshot) (float64, bool) { return float64(s.NextIn), true }},
	{Name: "affix_session_next_out", Help: "The sequence number of our next message.",
		Value: func(s *snapshot) (float64, bool) { return float64(s.NextOut), true }},
	{Name: "affix_session_epoch", Help: "How often the sequence numbers have begun at 1.",
		Value: func(s *snapshot) (float64, bool) { return float64(s.Epoch), true }},
	{Name: "affix_session_heartbeat_interval_seconds", Help: "The interval agreed in the Logon; absent without a session.",
		Value: func(s *snapshot) (float64, bool) { return s.HeartBtInt.Seconds(), s.HeartBtInt > 0 }},
	{Name: "affix_session_last_in_timestamp_seconds", Help: "When the last message came; absent if none has.",
		Value: func(s *snapshot) (float64, bool) { return moment(s.LastIn.Time) }},
	{Name: "affix_session_last_out_timestamp_seconds", Help: "When the last message was sent; absent if none was.",
		Value: func(s *snapshot) (float64, bool) { return moment(s.LastOut.Time) }},
	{Name: "affix_session_clock_offset_seconds", Help: "How far the clock of the peer is ahead of ours; absent before its first Logon.",
		Value: func(s *snapshot) (float64, bool) { return s.ClockOffset.Seconds(), !s.ClockSeen.IsZero() }},
	{Name: "affix_session_handler_busy_seconds", Help: "How long the handler that is at work now has been; 0 if none is.",
		Value: func(s *snapshot) (float64, bool) {
			if s.HandlerSince.IsZero() {
				return 0, true
			}
			return max(s.Time.Sub(s.HandlerSince).Seconds(), 0), true
		}},
	{Name: "affix_session_last_error_timestamp_seconds", Help: "When something last went wrong, and what; absent if nothing has.",
		Labels: []string{"reason"},
		Each: func(s *snapshot, yield func(float64, ...string)) {
			if s.LastError != nil {
				t, _ := moment(s.LastError.Time)
				yield(t, s.LastError.Reason.String())
			}
		}},
}

var queues = []Metric{
	{Name: "affix_session_queue_bytes", Help: "Bytes that wait to be written to the peer.",
		Value: func(s *snapshot) (float64, bool) { return float64(s.Queue.Bytes), true }},
	{Name: "affix_session_queue_messages", Help: "Messages that wait to be written to the peer.",
		Value: func(s *snapshot) (float64, bool) { return float64(s.Queue.Messages), true }},
	{Name: "affix_session_queue_resends", Help: "Ranges of messages that the peer has asked for and not had.",
		Value: func(s *snapshot) (float64, bool) { return float64(s.Queue.Resends), true }},
	{Name: "affix_session_missing_messages", Help: "Messages of the peer that are missing.",
		Value: func(s *snapshot) (float64, bool) {
			n := uint64(0)
			if s.Missing != nil {
				for _, r := range s.Missing.Ranges {
					n += r.To - r.From + 1
				}
			}
			return float64(n), true
		}},
}

var limits = []Metric{
	{Name: "affix_session_throttle_waiting", Help: "Messages that wait for their turn in the throttle; absent without one.",
		Value: throttled(func(t *engine.ThrottleInfo) float64 { return float64(t.OutWaiting) })},
	{Name: "affix_session_throttle_delayed_total", Help: "Messages of ours that had to wait.", Kind: Counter,
		Value: throttled(func(t *engine.ThrottleInfo) float64 { return float64(t.OutDelayed) })},
	{Name: "affix_session_throttle_rejected_total", Help: "Messages of ours that were refused.", Kind: Counter,
		Value: throttled(func(t *engine.ThrottleInfo) float64 { return float64(t.OutRejected) })},
	{Name: "affix_session_throttle_dropped_total", Help: "Messages of ours that were dropped.", Kind: Counter,
		Value: throttled(func(t *engine.ThrottleInfo) float64 { return float64(t.OutDropped) })},
	{Name: "affix_session_throttle_in_rejected_total", Help: "Messages of the peer that were too many.", Kind: Counter,
		Value: throttled(func(t *engine.ThrottleInfo) float64 { return float64(t.InRejected) })},
	{Name: "affix_session_schedule_open", Help: "1 if the schedule lets the session be up now; absent without one.",
		Value: func(s *snapshot) (float64, bool) {
			if s.Schedule == nil {
				return 0, false
			}
			return flag(s.Schedule.Open)
		}},
	{Name: "affix_session_schedule_next_timestamp_seconds", Help: "When the schedule next changes; absent without one.",
		Value: func(s *snapshot) (float64, bool) {
			if s.Schedule == nil {
				return 0, false
			}
			return moment(s.Schedule.Next)
		}},
}

var counters = []Metric{
	counter("messages_in", "Messages that came.", func(c *engine.Counters) uint64 { return c.MessagesIn }),
	counter("messages_out", "Messages that were sent; resent ones are not counted.", func(c *engine.Counters) uint64 { return c.MessagesOut }),
	counter("bytes_in", "Bytes of messages that came.", func(c *engine.Counters) uint64 { return c.BytesIn }),
	counter("bytes_out", "Bytes of messages that were sent and resent.", func(c *engine.Counters) uint64 { return c.BytesOut }),
	counter("resent", "Messages and gap fills that were sent because the peer asked for them.", func(c *engine.Counters) uint64 { return c.Resent }),
	counter("resend_requests", "ResendRequests of the peer.", func(c *engine.Counters) uint64 { return c.ResendRequests }),
	counter("gaps", "How often messages of the peer were missing.", func(c *engine.Counters) uint64 { return c.Gaps }),
	counter("rejects_in", "Rejects and BusinessMessageRejects of the peer.", func(c *engine.Counters) uint64 { return c.RejectsIn }),
	counter("rejects_out", "Messages of the peer that we refused.", func(c *engine.Counters) uint64 { return c.RejectsOut }),
	counter("garbled", "Bytes of the peer that were no message.", func(c *engine.Counters) uint64 { return c.Garbled }),
	counter("dropped", "Messages that came too early and found no room.", func(c *engine.Counters) uint64 { return c.Dropped }),
	counter("connects", "Connections that were made.", func(c *engine.Counters) uint64 { return c.Connects }),
	counter("connect_failures", "Attempts to connect that failed.", func(c *engine.Counters) uint64 { return c.ConnectFailures }),
	counter("logons", "How often the session came up.", func(c *engine.Counters) uint64 { return c.Logons }),
	counter("resets", "How often the sequence numbers began at 1 again.", func(c *engine.Counters) uint64 { return c.Resets }),
	counter("test_requests", "How often the peer was silent for so long that it was asked.", func(c *engine.Counters) uint64 { return c.TestRequests }),
	{Name: "affix_session_disconnects_total", Help: "Connections that ended, by reason.", Kind: Counter, Labels: []string{"reason"},
		Each: func(s *snapshot, yield func(float64, ...string)) {
			if len(s.Counters.Disconnects) == 0 {
				return
			}
			for _, reason := range slices.Sorted(maps.Keys(s.Counters.Disconnects)) {
				yield(float64(s.Counters.Disconnects[reason]), reason.String())
			}
		}},
}

var histograms = []Histogram{
	{"affix_session_handled_seconds", "Time from when a message was read until its handler has returned.",
		func(s *snapshot) *engine.Histogram { return &s.Handled }},
	{"affix_session_written_seconds", "Time from Send until what was sent is written, of the message that waited longest for each write.",
		func(s *snapshot) *engine.Histogram { return &s.Written }},
}

func counter(name, help string, of func(*engine.Counters) uint64) Metric {
	return Metric{Name: "affix_session_" + name + "_total", Help: help, Kind: Counter,
		Value: func(s *snapshot) (float64, bool) { return float64(of(&s.Counters)), true }}
}

func throttled(of func(*engine.ThrottleInfo) float64) func(*snapshot) (float64, bool) {
	return func(s *snapshot) (float64, bool) {
		if s.Throttle == nil {
			return 0, false
		}
		return of(s.Throttle), true
	}
}
