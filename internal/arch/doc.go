// Package arch holds the architecture of the module as data and checks the
// source tree against it.
//
// The table of who may import what is [Map], in rules.go; the other rules stand
// beside it. The test of this package runs every check over the whole tree, the
// modules in sub-folders included, and names file, line, offence and rule.
//
// To add a folder, add its row to [Map], and the same rule to .golangci.yml.
package arch
