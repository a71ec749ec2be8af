// Package show looks things up in a dictionary: a field by tag or name, a
// message by name or MsgType, a component by name.
//
// The parts:
//
//   - Find returns everything that bears a name;
//   - Entry is one of these; its JSON form is for programs, WriteText for people;
//   - Suggest finds what a misspelt name was meant to be.
//
// The duties of the caller: an Entry refers to nothing of the dictionary.
package show
