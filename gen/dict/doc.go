// Package dict reads FIX dictionaries, YAML or QuickFIX XML, into one raw
// syntax tree that keeps order, spelling and line numbers.
//
// It checks form only: keys, shapes, duplicates. What the names mean is the
// business of package model.
//
// The parts:
//
//   - File, Field, Block, Message, Member: the tree (ast.go);
//   - Load picks the reader by content; ReadYAML and ReadXML are the readers;
//   - WriteXML writes a tree as QuickFIX XML;
//   - Error and Errors: findings with their positions.
//
// The duties of the caller:
//
//  1. A nil error means the form is right, nothing more: run model.Resolve.
//  2. The error of a reader is an Errors with every finding; print all of it.
package dict
