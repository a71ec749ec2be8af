// Package dict reads FIX dictionaries, YAML, QuickFIX XML or FIX Orchestra, into
// one raw syntax tree that keeps order, spelling and line numbers.
//
// It checks form only: keys, shapes, duplicates. What the names mean is the
// business of package model.
//
// The parts:
//
//   - File, Field, Block, Message, Member: the tree (ast.go);
//   - Load and Read pick the reader by content; ReadYAML and ReadXML are the
//     readers, the latter of Orchestra too;
//   - Join makes one dictionary of application messages and their transport;
//   - WriteYAML and WriteXML write a tree; ReadOverlay and WriteOverlay are for
//     the overlays that package overlay applies;
//   - Finding and Errors: what is wrong, with code and position (finding.go);
//     Codes is the table of all there is to find (codes.go).
//
// The duties of the caller:
//
//  1. A nil error means that the form is right, or was repaired: File.Findings
//     says which. Run model.Resolve, which judges them with its own.
//  2. The error of a reader is an Errors with every finding; print all of it.
package dict
