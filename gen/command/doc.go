// Package command holds the command lines of the generator and of the
// dictionary tools, for the mains that offer them: gen and cmd/affix.
//
// The parts:
//
//   - Gen is the generator: a dictionary in, a Go package out;
//   - Dict has the tools: lint, diff, convert and show;
//   - Nearest finds what a misspelt name was meant to be.
//
// The duties of the caller:
//
//  1. Pass os.Args without the names of the program and the command.
//  2. Exit with the code returned: see the constants.
package command

// The exit codes. They are part of the interface: scripts depend on them.
const (
	// OK: done, and nothing to tell.
	OK = 0
	// Failed: a dictionary or folder will not do, lint found something, or diff
	// found a difference.
	Failed = 1
	// Usage: the command line is wrong.
	Usage = 2
)
