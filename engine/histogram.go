package engine

import (
	"encoding/json"
	"math/bits"
	"time"
)

// HistogramBuckets is how many buckets a [Histogram] has, the last included,
// which has no upper bound.
const HistogramBuckets = 26

// firstBound is the upper bound of the first bucket, as a power of two of
// nanoseconds.
const firstBound = 10

// Histogram counts durations in buckets that double in width, from 1 µs (1,024
// ns) to 17 s. The zero value is empty. It is a plain value: copy it freely.
type Histogram struct {
	Count uint64
	Sum   time.Duration
	// Buckets[i] counts the durations up to HistogramBound(i) and above
	// HistogramBound(i-1).
	Buckets [HistogramBuckets]uint64
}

// HistogramBound returns the upper bound of bucket i, which is included; that
// of the last is infinite, and returned as the longest time.Duration.
func HistogramBound(i int) time.Duration {
	if i >= HistogramBuckets-1 {
		return 1<<63 - 1
	}
	return 1 << (firstBound + max(i, 0))
}

// Add counts one duration; a negative one, of a clock that was set back, counts
// as zero.
func (h *Histogram) Add(d time.Duration) {
	d = max(d, 0)
	h.Count++
	h.Sum += d
	h.Buckets[min(bits.Len64(uint64(max(d, 1)-1)>>firstBound), HistogramBuckets-1)]++
}

// Quantile returns the upper bound of the bucket that has the q-th part of the
// durations below it, 0 ≤ q ≤ 1; 0 if there are none.
func (h *Histogram) Quantile(q float64) time.Duration {
	if h.Count == 0 {
		return 0
	}
	rank, seen := uint64(q*float64(h.Count)), uint64(0)
	for i, n := range h.Buckets {
		if seen += n; seen > 0 && seen >= rank {
			return HistogramBound(i)
		}
	}
	return HistogramBound(HistogramBuckets)
}

// histogramJSON is a Histogram for JSON: all times in nanoseconds.
type histogramJSON struct {
	Count   uint64       `json:"count"`
	Sum     int64        `json:"sum_ns"`
	P50     int64        `json:"p50_ns"`
	P90     int64        `json:"p90_ns"`
	P99     int64        `json:"p99_ns"`
	Buckets []bucketJSON `json:"buckets"`
}

// bucketJSON is one bucket; le is -1 for the one without a bound.
type bucketJSON struct {
	LE    int64  `json:"le_ns"`
	Count uint64 `json:"count"`
}

// MarshalJSON writes count, sum, three quantiles and the buckets that are not
// empty.
func (h Histogram) MarshalJSON() ([]byte, error) {
	out := histogramJSON{
		Count: h.Count, Sum: int64(h.Sum), Buckets: []bucketJSON{},
		P50: int64(h.Quantile(0.5)), P90: int64(h.Quantile(0.9)), P99: int64(h.Quantile(0.99)),
	}
	for i, n := range h.Buckets {
		switch {
		case n == 0:
		case i == HistogramBuckets-1:
			out.Buckets = append(out.Buckets, bucketJSON{LE: -1, Count: n})
		default:
			out.Buckets = append(out.Buckets, bucketJSON{LE: int64(HistogramBound(i)), Count: n})
		}
	}
	return json.Marshal(out)
}

// UnmarshalJSON reads what MarshalJSON writes.
func (h *Histogram) UnmarshalJSON(b []byte) error {
	var in histogramJSON
	if err := json.Unmarshal(b, &in); err != nil {
		return err
	}
	*h = Histogram{Count: in.Count, Sum: time.Duration(in.Sum)}
	for _, b := range in.Buckets {
		i := HistogramBuckets - 1
		if b.LE > 0 {
			i = min(max(bits.Len64(uint64(b.LE-1)>>firstBound), 0), i)
		}
		h.Buckets[i] += b.Count
	}
	return nil
}
