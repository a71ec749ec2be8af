// Package metrics shows snapshots of sessions in the text format of Prometheus
// (version 0.0.4), with the standard library alone:
//
//	text := metrics.AppendText(nil, acceptor.Snapshots())
//
// [Handler] serves it. What there is stands in [All] and [Histograms], each with
// its help; every line has the label session. Package engine/prometheus, a
// module of its own, has the same for programs that use the client library of
// Prometheus.
//
// Nothing runs between two calls: the counters are in the sessions anyway.
package metrics
