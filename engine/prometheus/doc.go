// Package prometheus shows the sessions of engines to programs that use the
// client library of Prometheus:
//
//	registry.MustRegister(prometheus.New(acceptor, initiator))
//
// The metrics are those of package engine/metrics, which needs no library and
// is enough for a program that has no registry of its own. This package is a
// module of its own, because of what the library pulls in.
package prometheus
