package metrics

import (
	"slices"
	"time"

	"github.com/affixgo/affix/engine"
)

// Kind is what Prometheus has to know of a metric.
type Kind uint8

// The kinds.
const (
	Gauge   Kind = iota // goes up and down
	Counter             // goes up, and begins at 0 with the process
)

// String returns "gauge" or "counter".
func (k Kind) String() string {
	if k == Counter {
		return "counter"
	}
	return "gauge"
}

// Metric is one number of a session.
type Metric struct {
	Name string
	Help string
	Kind Kind
	// Value returns the number; ok is false if the session has none. It is nil
	// for a metric with labels.
	Value func(s *engine.Snapshot) (v float64, ok bool)
	// Labels are those that the metric has besides session.
	Labels []string
	// Each calls yield for each number of such a metric, with the values of the
	// labels.
	Each func(s *engine.Snapshot, yield func(v float64, labels ...string))
}

// Histogram is a distribution of durations of a session, in seconds.
type Histogram struct {
	Name string
	Help string
	Of   func(s *engine.Snapshot) *engine.Histogram
}

// Bucket is one bucket of a histogram as Prometheus has them: it includes all
// below it.
type Bucket struct {
	LE    float64 // upper bound in seconds, included
	Count uint64
}

// step and first say which buckets are shown: every other one, from 4 µs on.
const (
	firstBucket = 2
	bucketStep  = 2
)

// Buckets returns the buckets of h but for the last, which has all: h.Count.
func Buckets(h *engine.Histogram) []Bucket {
	var out []Bucket
	eachBucket(h, func(i int, count uint64) {
		out = append(out, Bucket{LE: engine.HistogramBound(i).Seconds(), Count: count})
	})
	return out
}

func eachBucket(h *engine.Histogram, yield func(i int, count uint64)) {
	sum := uint64(0)
	for i := range engine.HistogramBuckets - 1 {
		sum += h.Buckets[i]
		if i >= firstBucket && (i-firstBucket)%bucketStep == 0 {
			yield(i, sum)
		}
	}
}

// All returns every metric but the histograms.
func All() []Metric { return slices.Clone(all) }

// Histograms returns every histogram.
func Histograms() []Histogram { return slices.Clone(histograms) }

func flag(b bool) (float64, bool) {
	if b {
		return 1, true
	}
	return 0, true
}

// moment is a time in seconds since 1970.
func moment(t time.Time) (float64, bool) {
	if t.IsZero() {
		return 0, false
	}
	return float64(t.UnixMilli()) / 1000, true
}
