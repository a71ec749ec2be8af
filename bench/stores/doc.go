// Package stores has the benchmarks of stores alone, beside quickfix-go: a
// message of 200 to 300 bytes saved, and durable before the next one of its
// session. See the README of the module.
package stores
