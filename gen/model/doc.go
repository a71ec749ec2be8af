// Package model turns a dictionary as written (package dict) into one in which
// everything is resolved and every Go name is chosen, so that emitting code
// cannot fail on content.
//
// The parts:
//
//   - Dictionary and what it holds: Field, Enum, Struct, Member, Message, Pair;
//   - Class: the family of Go types that holds a field;
//   - Load and Resolve build a Dictionary, or report every reason they cannot;
//   - Dump writes a Dictionary as text, for comparisons and digests.
//
// # Go names
//
// FIX spelling is Go spelling: only illegal characters are dropped and a lower
// case first letter is raised. Constants are the field name and the words of
// the value in Pascal case: SideBuy. A group is a field named like its counter
// (NoPartyIDs) of an entry type (PartyIDsEntry), which is qualified by the
// first message or component that uses it when the counter has more than one
// layout (QuoteRequestRelatedSymEntry). Of two types that want one name the
// message wins over the component, the component over the group, the group over
// the enum; the loser is suffixed Component, Group or Code. Whatever still
// collides is an error that a name in the dictionary settles.
//
// The duties of the caller:
//
//  1. Treat a Dictionary as read-only; its parts point at each other.
//  2. Print all of an error: it holds every finding, one a line.
package model
