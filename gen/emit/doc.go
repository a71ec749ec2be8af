// Package emit writes a resolved dictionary as a Go package.
//
// [Files] is pure: the same model gives the same bytes. [Write] puts them into
// a folder, all or none, and removes what an earlier run left there.
//
// The emitted package declares types and tables, and calls package runtime for
// everything else.
package emit
