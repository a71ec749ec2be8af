package model

import (
	"math/big"
	"regexp"
	"strings"

	"github.com/affixgo/affix/gen/dict"
)

var numberForm = regexp.MustCompile(`^-?[0-9]{1,30}(\.[0-9]{1,30})?$`)

// readRanges reads the ranges that fields declare. The type DAYOFMONTH implies
// one.
func (r *resolver) readRanges(sources map[string]*dict.Field) {
	for _, f := range r.out.Fields {
		text := strings.TrimSpace(sources[f.Name].Range)
		switch numeric := f.numeric(); {
		case text == "" && f.Type == "DAYOFMONTH" && numeric:
			f.Range = &Range{"1", "31"}
		case text == "":
		case !numeric:
			r.errs.Repairf(dict.BadRange, f.Pos, f.Name, "left out", "range %q: %s holds no numbers: remove it", text, f.Type)
		default:
			if f.Range = parseRange(text); f.Range == nil {
				r.errs.Repairf(dict.BadRange, f.Pos, f.Name, "left out", "range %q: want a form such as 1..100, 0.. or ..9.5", text)
			}
		}
	}
}

// numeric reports whether the values of a field are numbers.
func (f *Field) numeric() bool {
	switch f.Class {
	case ClassInt, ClassLength, ClassNumInGroup, ClassDecimal:
		return true
	}
	return false
}

// Covers reports whether every number of o is in r; nil is every number.
func (r *Range) Covers(o *Range) bool {
	if r == nil {
		return true
	}
	if o == nil {
		return false
	}
	low, high := rat(r.Min), rat(r.Max)
	oLow, oHigh := rat(o.Min), rat(o.Max)
	return (low == nil || oLow != nil && low.Cmp(oLow) <= 0) && (high == nil || oHigh != nil && high.Cmp(oHigh) >= 0)
}

// rat returns nil for an open end.
func rat(end string) *big.Rat {
	if n, ok := new(big.Rat).SetString(end); ok {
		return n
	}
	return nil
}

// parseRange returns nil if text is no range.
func parseRange(text string) *Range {
	low, high, ok := strings.Cut(text, "..")
	r := &Range{strings.TrimSpace(low), strings.TrimSpace(high)}
	if !ok || r.Min == "" && r.Max == "" {
		return nil
	}
	for _, end := range [...]string{r.Min, r.Max} {
		if end != "" && !numberForm.MatchString(end) {
			return nil
		}
	}
	if low, high := rat(r.Min), rat(r.Max); low != nil && high != nil && low.Cmp(high) > 0 {
		return nil
	}
	return r
}
