// Package compare tells two dictionaries apart, and what each difference means
// for those who use them.
//
// The parts:
//
//   - Dictionaries compares two dictionaries into a Report;
//   - Difference is one difference with its verdicts;
//   - Report.WriteText writes a report for people; its JSON form is for programs.
//
// # Wire
//
// The verdict on the wire is that of two peers that hold what they receive to
// the dictionary, as runtime.Policy does by its zero value: a peer on A rejects
// messages with tags, values or forms that A does not have, and messages without
// what A requires. Peers that are more lenient get along with more.
//
// # Go
//
// The verdict for Go is about source code: whether what compiles with the
// package generated from A compiles with that from B, provided that structs are
// written with the names of their fields.
//
// The duties of the caller: a Report refers to nothing of the dictionaries, and
// is safe for concurrent use as long as nobody changes it.
package compare
