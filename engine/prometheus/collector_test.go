package prometheus_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	client "github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"
	dto "github.com/prometheus/client_model/go"
	"github.com/prometheus/common/expfmt"
	"github.com/prometheus/common/model"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/engine/metrics"
	"github.com/affixgo/affix/engine/prometheus"
	"github.com/affixgo/affix/session"
)

type source []engine.Snapshot

func (s source) Snapshots() []engine.Snapshot { return s }

func snapshots() source {
	now := time.Date(2026, 11, 28, 17, 0, 0, 250_000_000, time.UTC)
	busy := engine.Snapshot{
		Session: "FIX.4.4:DESK->VENUE", Role: session.Initiator, BeginString: "FIX.4.4", SenderCompID: "DESK", TargetCompID: "VENUE",
		Time: now, State: session.StateActive, Up: true, NextIn: 7, NextOut: 1 << 40, Epoch: 1, Connected: now, LoggedOn: now,
		LastIn:    engine.MessageInfo{Seq: 6, MsgType: "8", Time: now},
		LastError: &engine.Incident{Time: now, Reason: session.ReasonLost},
		Throttle:  &engine.ThrottleInfo{OutDelayed: 3},
		Schedule:  &engine.ScheduleInfo{Open: true, Next: now.Add(time.Hour)},
		Counters:  engine.Counters{MessagesIn: 6, Disconnects: map[session.Reason]uint64{session.ReasonLost: 2, session.ReasonSlowPeer: 1}},
	}
	for d := time.Duration(1); d < time.Hour; d *= 3 {
		busy.Handled.Add(d)
	}
	return source{busy, {Session: `odd "\` + "\n"}}
}

// The client library finds nothing wrong with the metrics, and what it makes of
// them is what package metrics writes: that is read by the library's own
// parser, too.
func TestCollectorAgreesWithText(t *testing.T) {
	t.Parallel()
	registry := client.NewPedanticRegistry()
	if err := registry.Register(prometheus.New(snapshots())); err != nil {
		t.Fatal(err)
	}
	gathered, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	text := metrics.AppendText(nil, snapshots())
	parser := expfmt.NewTextParser(model.UTF8Validation)
	parsed, err := parser.TextToMetricFamilies(bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	if len(parsed) != len(gathered) {
		t.Errorf("%d metrics in the text, %d of the collector", len(parsed), len(gathered))
	}
	for _, family := range gathered {
		of := parsed[family.GetName()]
		if of == nil {
			t.Errorf("%s is not in the text", family.GetName())
			continue
		}
		if want, got := written(t, family), written(t, of); want != got {
			t.Errorf("the collector has\n%sthe text\n%s", want, got)
		}
	}
	if problems, err := testutil.CollectAndLint(prometheus.New(snapshots())); err != nil || len(problems) > 0 {
		t.Errorf("%v, %v", problems, err)
	}
}

// written is a metric as the library writes it, its lines sorted.
func written(t *testing.T, family *dto.MetricFamily) string {
	t.Helper()
	for _, m := range family.GetMetric() {
		slices.SortFunc(m.Label, func(a, b *dto.LabelPair) int { return strings.Compare(a.GetName(), b.GetName()) })
	}
	var b strings.Builder
	if _, err := expfmt.MetricFamilyToText(&b, family); err != nil {
		t.Fatal(err)
	}
	return sorted(b.String())
}

func sorted(text string) string {
	lines := strings.SplitAfter(text, "\n")
	slices.Sort(lines)
	return strings.Join(lines, "")
}

// A name that is not UTF-8 does not keep the others from being seen.
func TestNotUTF8(t *testing.T) {
	t.Parallel()
	registry := client.NewRegistry()
	registry.MustRegister(prometheus.New(append(snapshots(), engine.Snapshot{Session: "\xff"})))
	if gathered, err := registry.Gather(); err != nil || len(gathered) == 0 {
		t.Error(err)
	}
}
