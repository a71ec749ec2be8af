package admin

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/session"
)

// WriteTable writes sessions for people, one on each line.
func WriteTable(w io.Writer, snapshots []engine.Snapshot) {
	t := tabwriter.NewWriter(w, 0, 8, 2, ' ', 0)
	_, _ = fmt.Fprintln(t, "SESSION\tROLE\tSTATE\tNEXT IN\tNEXT OUT\tQUEUE\tLAST IN\tREMOTE\tTROUBLE")
	for i := range snapshots {
		s := &snapshots[i]
		_, _ = fmt.Fprintf(t, "%s\t%s\t%s\t%d\t%d\t%s\t%s\t%s\t%s\n", s.Session, s.Role, stateText(s), s.NextIn, s.NextOut,
			queueText(s.Queue), agoText(s, s.LastIn.Time), orDash(s.Remote), trouble(s))
	}
	_ = t.Flush() // the error is w's, and told to who owns it
}

func stateText(s *engine.Snapshot) string {
	switch {
	case s.Stopped != "":
		return "stopped"
	case s.Disabled:
		return s.State.String() + " (disabled)"
	}
	return s.State.String()
}

func queueText(q engine.Queue) string {
	if q.Bytes == 0 && q.Resends == 0 {
		return "-"
	}
	return strconv.Itoa(q.Messages) + " / " + strconv.Itoa(q.Bytes) + " B"
}

func agoText(s *engine.Snapshot, t time.Time) string {
	if t.IsZero() {
		return "-"
	}
	return round(s.Time.Sub(t)) + " ago"
}

// round shows a duration as people say it.
func round(d time.Duration) string {
	switch {
	case d < time.Millisecond:
		return d.Round(time.Microsecond).String()
	case d < time.Second:
		return d.Round(time.Millisecond).String()
	}
	return d.Round(time.Second).String()
}

func orDash(text string) string {
	if text == "" {
		return "-"
	}
	return text
}

// trouble is the most pressing thing that is wrong with a session.
func trouble(s *engine.Snapshot) string {
	switch {
	case s.Stopped != "":
		return s.Stopped
	case !s.HandlerSince.IsZero() && s.Time.Sub(s.HandlerSince) > time.Second:
		return "a handler is at work since " + round(s.Time.Sub(s.HandlerSince))
	case s.Missing != nil:
		return "missing " + ranges(s.Missing.Ranges)
	case !s.Up && s.LastError != nil:
		return incident(s, s.LastError)
	}
	return "-"
}

func ranges(all []session.Range) string {
	parts := make([]string, len(all))
	for i, r := range all {
		parts[i] = fmt.Sprintf("%d-%d", r.From, r.To)
	}
	return strings.Join(parts, ", ")
}

func incident(s *engine.Snapshot, i *engine.Incident) string {
	text := i.Reason.String()
	if i.Text != "" {
		text += ": " + i.Text
	}
	return text + " (" + agoText(s, i.Time) + ")"
}

// WriteDetails writes all of a session for people.
func WriteDetails(w io.Writer, s engine.Snapshot) {
	t := tabwriter.NewWriter(w, 0, 8, 2, ' ', 0)
	line := func(name, format string, args ...any) {
		_, _ = fmt.Fprintf(t, "%s\t%s\n", name, fmt.Sprintf(format, args...))
	}
	moment := func(name string, at time.Time) {
		if !at.IsZero() {
			line(name, "%s (%s)", at.UTC().Format("2006-01-02 15:04:05Z"), agoText(&s, at))
		}
	}
	line("session", "%s", s.Session)
	line("role", "%s", s.Role)
	line("state", "%s", stateText(&s))
	line("numbers", "%d in, %d out, epoch %d", s.NextIn, s.NextOut, s.Epoch)
	moment("epoch began", s.Created)
	line("remote", "%s", orDash(s.Remote))
	moment("connected", s.Connected)
	moment("logged on", s.LoggedOn)
	if s.HeartBtInt > 0 {
		line("heartbeats", "every %v", s.HeartBtInt)
	}
	if !s.ClockSeen.IsZero() {
		line("peer's clock", "%s", clockText(s.ClockOffset))
	}
	for _, m := range []struct {
		name string
		engine.MessageInfo
	}{{"last in", s.LastIn}, {"last out", s.LastOut}} {
		if !m.Time.IsZero() {
			line(m.name, "%d, type %s, %s", m.Seq, m.MsgType, agoText(&s, m.Time))
		}
	}
	line("queue", "%s", queueText(s.Queue))
	if m := s.Missing; m != nil {
		line("missing", "%s; asked for %d-%d, %s, %d times again", ranges(m.Ranges), m.Asked.From, m.Asked.To, agoText(&s, m.Since), m.Attempts)
	}
	if !s.HandlerSince.IsZero() {
		line("handler", "at work since %s", round(s.Time.Sub(s.HandlerSince)))
	}
	if h := s.Throttle; h != nil {
		line("throttle", "%d waiting; of ours %d delayed, %d rejected, %d dropped; of the peer's %d rejected",
			h.OutWaiting, h.OutDelayed, h.OutRejected, h.OutDropped, h.InRejected)
	}
	if h := s.Schedule; h != nil && !h.Next.IsZero() {
		line("schedule", "%s; %s at %s", map[bool]string{true: "open", false: "closed"}[h.Open], orDash(h.Change), h.Next.UTC().Format("2006-01-02 15:04:05Z"))
	}
	if s.Stopped != "" {
		line("stopped", "%s", s.Stopped)
	}
	if s.LastEnd != nil {
		line("last end", "%s", incident(&s, s.LastEnd))
	}
	if s.LastError != nil {
		line("last error", "%s", incident(&s, s.LastError))
	}
	writeCounters(line, &s.Counters)
	for _, h := range []struct {
		name string
		of   *engine.Histogram
	}{{"handled in", &s.Handled}, {"written in", &s.Written}} {
		if h.of.Count > 0 {
			line(h.name, "50 %% ≤ %s, 90 %% ≤ %s, 99 %% ≤ %s, of %d", bound(h.of, 0.5), bound(h.of, 0.9), bound(h.of, 0.99), h.of.Count)
		}
	}
	_ = t.Flush() // the error is w's, and told to who owns it
}

func bound(h *engine.Histogram, q float64) string {
	d := h.Quantile(q)
	if d > time.Hour {
		return "more than " + round(engine.HistogramBound(engine.HistogramBuckets-2))
	}
	return round(d)
}

func clockText(offset time.Duration) string {
	if offset < 0 {
		return round(-offset) + " behind"
	}
	return round(offset) + " ahead"
}

func writeCounters(line func(name, format string, args ...any), c *engine.Counters) {
	line("messages", "%d in, %d out, %d resent", c.MessagesIn, c.MessagesOut, c.Resent)
	line("bytes", "%d in, %d out", c.BytesIn, c.BytesOut)
	line("rejects", "%d in, %d out", c.RejectsIn, c.RejectsOut)
	line("recovery", "%d gaps, %d resend requests of the peer, %d garbled, %d dropped", c.Gaps, c.ResendRequests, c.Garbled, c.Dropped)
	line("connections", "%d made, %d failed, %d logons, %d resets, %d test requests", c.Connects, c.ConnectFailures, c.Logons, c.Resets, c.TestRequests)
	for reason, n := range c.Disconnects {
		line("ended", "%d by %s", n, reason)
	}
}

// stateNames are the names of all states.
func stateNames() []string {
	var names []string
	for s := session.State(0); !strings.HasPrefix(s.String(), "state "); s++ {
		names = append(names, s.String())
	}
	return names
}
