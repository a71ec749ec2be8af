// Package nearest finds what a misspelt name was meant to be.
package nearest

import "strings"

// To returns the name that is nearest to word, regardless of case, or "" when
// none is near. Of two that are equally near it is the first.
func To(word string, names []string) string {
	best, bestDistance := "", 1+limit(word)
	for _, n := range names {
		if len(n)-len(word) >= bestDistance || len(word)-len(n) >= bestDistance {
			continue
		}
		if d := distance(strings.ToLower(word), strings.ToLower(n)); d < bestDistance {
			best, bestDistance = n, d
		}
	}
	return best
}

// limit is how many slips are taken for a slip: a third of the letters.
func limit(word string) int { return min(max(len(word)/3, 1), 4) }

// distance is the number of letters to insert, drop, exchange or swap with
// their neighbour between a and b.
func distance(a, b string) int {
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
