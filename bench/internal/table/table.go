// Package table reads the output of Go benchmarks and lays the
// implementations of each side by side.
package table

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"
)

// Results has what benchmarks printed, in the order of their first line. The
// zero value is empty.
type Results struct {
	names   []string
	samples map[string]map[string][]float64 // name, unit
}

// cores is the GOMAXPROCS that the testing package appends to names.
var cores = regexp.MustCompile(`-\d+$`)

// Read adds the benchmark lines of r and ignores all others.
func (t *Results) Read(r io.Reader) error {
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		fields := strings.Fields(lines.Text())
		if len(fields) < 4 || !strings.HasPrefix(fields[0], "Benchmark") {
			continue
		}
		name := cores.ReplaceAllString(strings.TrimPrefix(fields[0], "Benchmark"), "")
		for i := 2; i+1 < len(fields); i += 2 {
			v, err := strconv.ParseFloat(fields[i], 64)
			if err != nil {
				return fmt.Errorf("table: %q: %w", lines.Text(), err)
			}
			t.add(name, fields[i+1], v)
		}
	}
	return lines.Err()
}

func (t *Results) add(name, unit string, v float64) {
	if t.samples == nil {
		t.samples = make(map[string]map[string][]float64)
	}
	if t.samples[name] == nil {
		t.samples[name] = make(map[string][]float64)
		t.names = append(t.names, name)
	}
	t.samples[name][unit] = append(t.samples[name][unit], v)
}

// median returns the median of a unit, and how far the samples lie from it at
// most, as a part of it; ok is false if there are none.
func (t *Results) median(name, unit string) (mid, spread float64, ok bool) {
	s := slices.Sorted(slices.Values(t.samples[name][unit]))
	if len(s) == 0 {
		return 0, 0, false
	}
	mid = s[len(s)/2]
	if len(s)%2 == 0 {
		mid = (s[len(s)/2-1] + mid) / 2
	}
	if mid != 0 {
		spread = math.Max(mid-s[0], s[len(s)-1]-mid) / mid
	}
	return mid, spread, true
}

// best returns the least of the samples.
func (t *Results) best(name, unit string) (least float64, ok bool) {
	s := t.samples[name][unit]
	if len(s) == 0 {
		return 0, false
	}
	return slices.Min(s), true
}

// time is what implementations are compared by: the best round, as whatever
// else the machine does can only add to it; of the median latency where that
// was taken, else of the mean.
func (t *Results) time(name string) (ns float64, ok bool) {
	if ns, ok = t.best(name, "p50-ns"); ok {
		return ns, true
	}
	return t.best(name, "ns/op")
}

// split returns the name of a benchmark without its implementation.
func split(name string) (benchmark, impl string) {
	benchmark, impl, _ = strings.Cut(name, "/impl=")
	return benchmark, impl
}

var store = regexp.MustCompile(`/store=[^/]*`)

// rawOf returns the time of bare TCP for a benchmark of sessions.
func (t *Results) rawOf(benchmark string) (ns float64, ok bool) {
	return t.time(store.ReplaceAllString(benchmark, "/store=none") + "/impl=raw")
}

// Write prints the table: medians over all rounds, how far single rounds lie
// off, the best round, and how many times the best of affix, and of bare TCP,
// each takes.
func (t *Results) Write(w io.Writer) error {
	tab := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	_, _ = fmt.Fprintln(tab, "benchmark\timpl\tns/op\t±\tbest\tB/op\tallocs/op\tp50 µs\tp99 µs\tp99.9 µs\tCPU µs\t× affix\t× raw\t")
	last := ""
	for _, name := range t.names {
		benchmark, impl := split(name)
		shown := benchmark
		if benchmark == last {
			shown = ""
		}
		last = benchmark
		ns, spread, _ := t.median(name, "ns/op")
		best, _ := t.best(name, "ns/op")
		row := []string{
			shown, impl, strconv.FormatFloat(ns, 'f', 0, 64), fmt.Sprintf("%.0f%%", spread*100),
			strconv.FormatFloat(best, 'f', 0, 64),
			t.cell(name, "B/op", 1), t.cell(name, "allocs/op", 1),
			t.cell(name, "p50-ns", 1e3), t.cell(name, "p99-ns", 1e3), t.cell(name, "p999-ns", 1e3), t.cell(name, "cpu-ns/op", 1e3),
			t.ratio(name, benchmark+"/impl=affix", impl == "affix"), "",
		}
		if raw, ok := t.rawOf(benchmark); ok && impl != "raw" {
			mine, _ := t.time(name)
			row[len(row)-1] = fmt.Sprintf("%.2f", mine/raw)
		}
		_, _ = fmt.Fprintln(tab, strings.Join(row, "\t")+"\t")
	}
	return tab.Flush()
}

func (t *Results) cell(name, unit string, per float64) string {
	v, _, ok := t.median(name, unit)
	switch {
	case !ok:
		return ""
	case per == 1:
		return strconv.FormatFloat(v, 'f', 0, 64)
	}
	return strconv.FormatFloat(v/per, 'f', 1, 64)
}

func (t *Results) ratio(name, to string, same bool) string {
	mine, _ := t.time(name)
	base, ok := t.time(to)
	if !ok || same || base == 0 {
		return ""
	}
	return fmt.Sprintf("%.1f", mine/base)
}
