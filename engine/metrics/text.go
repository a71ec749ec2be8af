package metrics

import (
	"io"
	"math"
	"net/http"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/affixgo/affix/engine"
)

// ContentType is that of what AppendText writes.
const ContentType = "text/plain; version=0.0.4; charset=utf-8"

// AppendText appends all metrics of the snapshots in the text format of
// Prometheus. No two snapshots may be of the same session.
func AppendText(dst []byte, snapshots []engine.Snapshot) []byte {
	return render(dst, snapshots, func(dst []byte) []byte { return dst })
}

// WriteText writes what AppendText appends, piece by piece.
func WriteText(w io.Writer, snapshots []engine.Snapshot) error {
	const chunk = 32 << 10
	var err error
	rest := render(make([]byte, 0, 2*chunk), snapshots, func(dst []byte) []byte {
		if len(dst) < chunk {
			return dst
		}
		if err == nil {
			_, err = w.Write(dst)
		}
		return dst[:0]
	})
	if err == nil {
		_, err = w.Write(rest)
	}
	return err
}

// render appends all metrics; spill is called between lines, and may take away
// what there is so far.
func render(dst []byte, snapshots []engine.Snapshot, spill func([]byte) []byte) []byte {
	labels := sessionLabels(snapshots)
	for i := range all {
		dst = appendMetric(dst, &all[i], snapshots, labels, spill)
	}
	for i := range histograms {
		dst = appendHistogram(dst, &histograms[i], snapshots, labels, spill)
	}
	return dst
}

// Handler serves the metrics of the sessions that snapshots returns. It asks
// nobody who they are: see package engine/admin for one that does.
func Handler(snapshots func() []engine.Snapshot) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", ContentType)
		_ = WriteText(w, snapshots()) // who has gone gets nothing
	})
}

// sessionLabels returns `{session="…"` of each snapshot.
func sessionLabels(snapshots []engine.Snapshot) []string {
	labels := make([]string, len(snapshots))
	var b []byte
	for i := range snapshots {
		b = appendLabel(append(b[:0], '{'), "session", snapshots[i].Session)
		labels[i] = string(b)
	}
	return labels
}

func appendHead(dst []byte, name, help, kind string) []byte {
	dst = append(append(dst, "# HELP "...), name...)
	dst = append(append(dst, ' '), help...)
	dst = append(append(dst, "\n# TYPE "...), name...)
	return append(append(append(dst, ' '), kind...), '\n')
}

func appendMetric(dst []byte, m *Metric, snapshots []engine.Snapshot, labels []string, spill func([]byte) []byte) []byte {
	headed := false // a metric that nobody has is not named either
	line := func(i int, v float64, values []string) {
		if !headed {
			dst = appendHead(dst, m.Name, helpEscaper.Replace(m.Help), m.Kind.String())
			headed = true
		}
		dst = append(append(dst, m.Name...), labels[i]...)
		for j, value := range values {
			dst = appendLabel(append(dst, ','), m.Labels[j], value)
		}
		dst = append(appendNumber(append(dst, "} "...), v), '\n')
	}
	for i := range snapshots {
		s := &snapshots[i]
		if m.Value == nil {
			m.Each(s, func(v float64, values ...string) { line(i, v, values) })
		} else if v, ok := m.Value(s); ok {
			line(i, v, nil)
		}
		dst = spill(dst)
	}
	return dst
}

func appendHistogram(dst []byte, h *Histogram, snapshots []engine.Snapshot, labels []string, spill func([]byte) []byte) []byte {
	if len(snapshots) == 0 {
		return dst
	}
	dst = appendHead(dst, h.Name, helpEscaper.Replace(h.Help), "histogram")
	for i := range snapshots {
		of := h.Of(&snapshots[i])
		line := func(suffix, le string, v uint64) {
			dst = append(append(append(dst, h.Name...), suffix...), labels[i]...)
			dst = append(append(dst, le...), "} "...)
			dst = append(strconv.AppendUint(dst, v, 10), '\n')
		}
		eachBucket(of, func(b int, count uint64) { line("_bucket", bounds[b], count) })
		line("_bucket", `,le="+Inf"`, of.Count)
		dst = append(append(append(dst, h.Name...), "_sum"...), labels[i]...)
		dst = append(appendNumber(append(dst, "} "...), of.Sum.Seconds()), '\n')
		line("_count", "", of.Count)
		dst = spill(dst)
	}
	return dst
}

// bounds are the labels of the buckets.
var bounds = func() (all [engine.HistogramBuckets]string) {
	for i := range all {
		all[i] = `,le="` + strconv.FormatFloat(engine.HistogramBound(i).Seconds(), 'g', -1, 64) + `"`
	}
	return all
}()

// appendNumber writes whole numbers and thousandths, as most are, without an
// exponent, and that quickly.
func appendNumber(dst []byte, v float64) []byte {
	const largest = 1 << 43 // so that the thousandths are exact
	if !(v > -largest && v < largest) {
		return strconv.AppendFloat(dst, v, 'g', -1, 64)
	}
	if n := int64(v); float64(n) == v {
		return strconv.AppendInt(dst, n, 10)
	}
	n := int64(math.Round(v * 1000))
	if v < 0 || float64(n)/1000 != v {
		return strconv.AppendFloat(dst, v, 'g', -1, 64)
	}
	dst = append(strconv.AppendInt(dst, n/1000, 10), '.')
	n %= 1000
	return append(dst, byte('0'+n/100), byte('0'+n/10%10), byte('0'+n%10))
}

var helpEscaper = strings.NewReplacer(`\`, `\\`, "\n", `\n`)

// appendLabel appends name="value".
func appendLabel(dst []byte, name, value string) []byte {
	dst = append(append(dst, name...), `="`...)
	for _, r := range value { // what is not UTF-8 comes as U+FFFD
		switch r {
		case '\\':
			dst = append(dst, `\\`...)
		case '"':
			dst = append(dst, `\"`...)
		case '\n':
			dst = append(dst, `\n`...)
		default:
			dst = utf8.AppendRune(dst, r)
		}
	}
	return append(dst, '"')
}
