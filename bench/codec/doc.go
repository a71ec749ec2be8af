// Package codec has the benchmarks of encoding and decoding, beside
// quickfix-go. See the README of the module.
package codec
