// Package affix is the front door of a typed FIX library: it holds no code, but
// the lines that generate the message packages, this overview and the
// examples.
//
// FIX (Financial Information eXchange) is how orders, executions and market
// data travel between firms. Use these packages:
//
//   - generated/fix40, fix42, fix44: the messages of a FIX version as structs.
//   - runtime: their value types, and how they become bytes and back.
//   - engine: initiators and acceptors, typed callbacks, sending.
//   - store: where numbers and messages are kept: memory or files.
//   - session: the rules of the protocol, without any I/O.
//   - gen: the generator, for dictionaries of your own.
package affix
