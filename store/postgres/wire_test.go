package postgres

import (
	"math"
	"testing"
	"time"
)

func TestTimes(t *testing.T) {
	t.Parallel()
	for _, want := range []time.Time{
		{}, time.Unix(0, 0).UTC(), time.Unix(0, 1).UTC(), time.Unix(-1, 999_999_999).UTC(),
		time.Date(1999, 12, 31, 23, 59, 59, 999_999_999, time.UTC), time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC),
		time.Date(2026, 11, 24, 17, 0, 1, 123_456_789, time.UTC), time.Date(9999, 12, 31, 23, 59, 59, 999_999_999, time.UTC),
	} {
		micros, nanos := splitTime(want)
		if got := joinTime(micros, nanos); got != want || nanos < 0 || nanos > 999 {
			t.Errorf("%v: %d, %d is %v", want, micros, nanos, got)
		}
	}
}

func TestSpans(t *testing.T) {
	t.Parallel()
	const top = math.MaxInt64
	for _, tt := range []struct {
		from, to      uint64
		first, second span
		two           bool
	}{
		{1, 5, span{1, 5}, span{}, false},
		{1, top, span{1, top}, span{}, false},
		{1, top + 1, span{1, top}, span{math.MinInt64, math.MinInt64}, true},
		{7, math.MaxUint64, span{7, top}, span{math.MinInt64, -1}, true},
		{top + 1, math.MaxUint64, span{math.MinInt64, -1}, span{}, false},
	} {
		if first, second, two := spans(tt.from, tt.to); first != tt.first || second != tt.second || two != tt.two {
			t.Errorf("%d-%d: %v %v %v", tt.from, tt.to, first, second, two)
		}
	}
}
