// Package dynamic serves FIX dictionaries that are not compiled in: it loads the
// files that the generator reads (YAML, overlays, QuickFIX XML, FIX Orchestra)
// into a [runtime.Dictionary], which sessions take as they take a generated one,
// with the same validation: the tables are the same, and so is the code that
// walks them.
//
// The messages of such a dictionary are of the type [Message], whose fields are
// read and set by tag. Programs that know their messages are better served by a
// generated package: it is checked by the compiler.
//
// # Duties of the caller
//
//  1. Load once, and keep the dictionary: the Go types of its messages are made
//     while the program runs, and stay for as long as it does.
//  2. What is said of messages in package runtime holds for [Message], too: those
//     that a session hands out are reused, and kept with Clone.
package dynamic
