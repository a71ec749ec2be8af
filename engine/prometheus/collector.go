package prometheus

import (
	"strings"

	client "github.com/prometheus/client_golang/prometheus"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/engine/metrics"
)

// Source is whose sessions are shown: an *engine.Acceptor or
// *engine.Initiator.
type Source interface {
	Snapshots() []engine.Snapshot
}

// Collector is a prometheus.Collector that takes snapshots of sessions whenever
// it is asked, and costs nothing in between. It is safe for concurrent use.
type Collector struct {
	sources    []Source
	metrics    []described[metrics.Metric]
	histograms []described[metrics.Histogram]
}

// described is a metric with what the library knows it by.
type described[T any] struct {
	metric T
	desc   *client.Desc
}

var _ client.Collector = (*Collector)(nil)

// New returns a Collector of all sessions of the sources. No two of them may
// have a session of the same name.
func New(sources ...Source) *Collector {
	c := &Collector{sources: sources}
	for _, m := range metrics.All() {
		labels := append([]string{"session"}, m.Labels...)
		c.metrics = append(c.metrics, described[metrics.Metric]{m, client.NewDesc(m.Name, m.Help, labels, nil)})
	}
	for _, h := range metrics.Histograms() {
		c.histograms = append(c.histograms, described[metrics.Histogram]{h, client.NewDesc(h.Name, h.Help, []string{"session"}, nil)})
	}
	return c
}

// Describe implements prometheus.Collector.
func (c *Collector) Describe(to chan<- *client.Desc) {
	for _, m := range c.metrics {
		to <- m.desc
	}
	for _, h := range c.histograms {
		to <- h.desc
	}
}

// Collect implements prometheus.Collector.
func (c *Collector) Collect(to chan<- client.Metric) {
	for _, source := range c.sources {
		snapshots := source.Snapshots()
		for i := range snapshots {
			c.collect(&snapshots[i], to)
		}
	}
}

func (c *Collector) collect(s *engine.Snapshot, to chan<- client.Metric) {
	session := valid(s.Session)
	for _, m := range c.metrics {
		kind := client.GaugeValue
		if m.metric.Kind == metrics.Counter {
			kind = client.CounterValue
		}
		send := func(v float64, labels ...string) {
			values := []string{session}
			for _, l := range labels {
				values = append(values, valid(l))
			}
			made, err := client.NewConstMetric(m.desc, kind, v, values...)
			if err != nil {
				made = client.NewInvalidMetric(m.desc, err)
			}
			to <- made
		}
		if m.metric.Value == nil {
			m.metric.Each(s, send)
		} else if v, ok := m.metric.Value(s); ok {
			send(v)
		}
	}
	for _, h := range c.histograms {
		of := h.metric.Of(s)
		buckets := make(map[float64]uint64)
		for _, b := range metrics.Buckets(of) {
			buckets[b.LE] = b.Count
		}
		made, err := client.NewConstHistogram(h.desc, of.Count, of.Sum.Seconds(), buckets, session)
		if err != nil {
			made = client.NewInvalidMetric(h.desc, err)
		}
		to <- made
	}
}

// valid is text as a label may have it.
func valid(text string) string { return strings.ToValidUTF8(text, "\uFFFD") }
