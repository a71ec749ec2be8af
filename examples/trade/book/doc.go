// Package book matches the orders of one instrument by price and time: the best
// price trades first, and at one price whoever came first.
//
// It knows nothing of FIX, instruments or accounts. Prices and quantities are
// whole numbers; what one unit of them means is the caller's affair. That keeps
// the arithmetic exact without a decimal library.
//
// A [Book] is not safe for concurrent use.
package book
