// Package audit compares the ledgers of the two sides, and adds up what was
// traded. It shares no state with the programs that wrote the ledgers: what they
// believed does not matter, only what they wrote down.
package audit
