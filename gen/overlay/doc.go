// Package overlay applies overlays: small files that extend a dictionary and say
// what a venue does differently. Package dict reads and writes them; the grammar
// is in docs/dictionary-tools.md.
//
// The parts:
//
//   - Load reads a dictionary, or an overlay with everything it extends;
//   - Apply applies an overlay to its base;
//   - Between makes the overlay that leads from one dictionary to another.
//
// The duties of the caller:
//
//  1. A nil error means that the overlay fits its base, nothing more: run
//     model.Resolve on the result.
//  2. Print all of an error: it holds every finding, one a line.
package overlay
