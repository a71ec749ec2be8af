package metrics_test

import (
	"fmt"
	"io"
	"net/http/httptest"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/engine/metrics"
	"github.com/affixgo/affix/session"
)

// busy is a session of which there is something of everything.
func busy(id string) engine.Snapshot {
	began := time.Date(2026, 11, 28, 17, 0, 0, 500_000_000, time.UTC)
	s := engine.Snapshot{
		Session: id, Role: session.Initiator, BeginString: "FIX.4.4", SenderCompID: "DESK", TargetCompID: "VENUE",
		Time: began.Add(time.Minute), State: session.StateRecovering, Up: true, NextIn: 7, NextOut: 9, Epoch: 2, Created: began,
		Remote: "192.0.2.1:9876", Connected: began, LoggedOn: began.Add(time.Second), HeartBtInt: 30 * time.Second,
		ClockOffset: -1500 * time.Millisecond, ClockSeen: began,
		LastIn:       engine.MessageInfo{Seq: 6, MsgType: "8", Time: began},
		LastOut:      engine.MessageInfo{Seq: 8, MsgType: "D", Time: began},
		HandlerSince: began.Add(57 * time.Second),
		Queue:        engine.Queue{Bytes: 4000, Messages: 20, Resends: 1},
		Missing:      &session.Missing{Ranges: []session.Range{{From: 7, To: 8}, {From: 10, To: 10}}},
		Throttle:     &engine.ThrottleInfo{OutWaiting: 1, OutDelayed: 2, OutRejected: 3, OutDropped: 4, InRejected: 5},
		Schedule:     &engine.ScheduleInfo{Open: true, Next: began.Add(time.Hour)},
		LastError:    &engine.Incident{Time: began, Reason: session.ReasonSlowPeer},
		Counters: engine.Counters{
			MessagesIn: 1, MessagesOut: 1 << 40, BytesIn: 3, BytesOut: 4, Resent: 5, ResendRequests: 6, Gaps: 7, RejectsOut: 8,
			RejectsIn: 9, Garbled: 10, Dropped: 11, Connects: 12, ConnectFailures: 13, Logons: 14, Resets: 15, TestRequests: 16,
			Disconnects: map[session.Reason]uint64{session.ReasonSlowPeer: 2, session.ReasonLost: 1},
		},
	}
	s.Handled.Add(time.Microsecond)
	s.Handled.Add(time.Millisecond)
	s.Handled.Add(time.Hour)
	return s
}

func TestAppendText(t *testing.T) {
	t.Parallel()
	got := string(metrics.AppendText(nil, []engine.Snapshot{busy("A"), {Session: "odd \"\\\n\xff"}}))
	const golden = "testdata/metrics.txt"
	if os.Getenv("AFFIX_UPDATE") != "" {
		if err := os.WriteFile(golden, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("differs from %s, which AFFIX_UPDATE=1 rewrites:\n%s", golden, diff)
	}
	var written strings.Builder
	many := make([]engine.Snapshot, 200)
	for i := range many {
		many[i] = busy(strconv.Itoa(i))
	}
	if err := metrics.WriteText(&written, many); err != nil || written.String() != string(metrics.AppendText(nil, many)) {
		t.Errorf("what is written is not what is appended: %v", err)
	}
	if len(metrics.AppendText(nil, nil)) > 0 {
		t.Error("no session has metrics")
	}
}

// The text is what the format says: the lines of a metric stand together behind
// its help and type, no series comes twice, counters end in _total, buckets
// grow and end with all.
func TestFormat(t *testing.T) {
	t.Parallel()
	line := regexp.MustCompile(`^([a-z_]+)(\{(?:[a-z_]+="(?:[^"\\\n]|\\["\\n])*",?)+\}) (-?[0-9.e+-]+|\+Inf)$`)
	text := string(metrics.AppendText(nil, []engine.Snapshot{busy("A"), busy("B"), {Session: "C"}}))
	name, kind, seen, last := "", "", map[string]bool{}, 0.0
	for _, l := range strings.Split(strings.TrimSuffix(text, "\n"), "\n") {
		if rest, ok := strings.CutPrefix(l, "# HELP "); ok {
			name, _, _ = strings.Cut(rest, " ")
			if seen[name] {
				t.Errorf("%s comes twice", name)
			}
			seen[name] = true
			continue
		}
		if rest, ok := strings.CutPrefix(l, "# TYPE "+name+" "); ok {
			kind = rest
			if (kind == "counter") != strings.HasSuffix(name, "_total") {
				t.Errorf("%s is a %s", name, kind)
			}
			continue
		}
		m := line.FindStringSubmatch(l)
		if m == nil {
			t.Fatalf("not a line of the format: %s", l)
		}
		if m[1] != name && (kind != "histogram" || !strings.HasPrefix(m[1], name+"_")) {
			t.Errorf("%s stands under %s", m[1], name)
		}
		if series := m[1] + m[2]; seen[series] {
			t.Errorf("%s comes twice", series)
		} else {
			seen[series] = true
		}
		v, err := strconv.ParseFloat(m[3], 64)
		if err != nil {
			t.Errorf("%s: %v", l, err)
		}
		if strings.HasSuffix(m[1], "_bucket") {
			if v < last {
				t.Errorf("%s: the bucket has less than the one before", l)
			}
			last = v
		} else {
			if strings.HasSuffix(m[1], "_count") && v != last {
				t.Errorf("%s: the last bucket has %g", l, last)
			}
			if !strings.HasSuffix(m[1], "_sum") {
				last = 0
			}
		}
	}
	for _, m := range metrics.All() {
		if !seen[m.Name] || m.Help == "" {
			t.Errorf("%s is missing, or has no help", m.Name)
		}
	}
}

func TestHandler(t *testing.T) {
	t.Parallel()
	w := httptest.NewRecorder()
	metrics.Handler(func() []engine.Snapshot { return []engine.Snapshot{busy("A")} }).ServeHTTP(w, httptest.NewRequest("GET", "/metrics", nil))
	if w.Code != 200 || w.Header().Get("Content-Type") != metrics.ContentType || !strings.Contains(w.Body.String(), `affix_session_up{session="A"} 1`) {
		t.Errorf("%d %v %s", w.Code, w.Header(), w.Body)
	}
}

// docs/operations.md has every metric.
func TestDocs(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../docs/operations.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range metrics.All() {
		if !strings.Contains(string(page), "`"+m.Name+"`") {
			t.Errorf("%s is not in docs/operations.md", m.Name)
		}
	}
	for _, h := range metrics.Histograms() {
		if !strings.Contains(string(page), "`"+h.Name+"`") {
			t.Errorf("%s is not in docs/operations.md", h.Name)
		}
	}
}

// BenchmarkText is the text of 1,000 sessions whose snapshots are there.
func BenchmarkText(b *testing.B) {
	snapshots := make([]engine.Snapshot, 1000)
	for i := range snapshots {
		snapshots[i] = busy(fmt.Sprintf("FIX.4.4:DESK-%d->VENUE", i))
	}
	b.ReportAllocs()
	for b.Loop() {
		if err := metrics.WriteText(io.Discard, snapshots); err != nil {
			b.Fatal(err)
		}
	}
	b.SetBytes(int64(len(metrics.AppendText(nil, snapshots))))
}
