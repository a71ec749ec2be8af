// Package corpus makes the messages that the benchmarks code and decode: a few
// hundred differing ones of each kind, always the same, and the same for every
// library.
//
// The values are plain Go values ([Order], [Report], [Snapshot]); per library
// there are functions that fill its message from them and read it back. A
// benchmark cycles through a corpus, because a loop over one message trains the
// branch predictor.
package corpus
