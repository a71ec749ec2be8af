// Package sessions has the benchmarks of whole sessions over loopback, beside
// quickfix-go and beside bare TCP. See the README of the module.
package sessions
