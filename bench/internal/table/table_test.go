package table_test

import (
	"strings"
	"testing"

	"github.com/affixgo/affix/bench/internal/table"
)

const output = `goos: linux
BenchmarkEncode/NOS/impl=affix-2         	  100	       200.0 ns/op	       0 B/op	       0 allocs/op
BenchmarkEncode/NOS/impl=quickfix-2      	  100	      2000 ns/op	     632 B/op	      11 allocs/op
BenchmarkRTT/store=none/impl=raw-2       	  100	     10000 ns/op	     8000 p50-ns
BenchmarkRTT/store=memory/impl=affix-2   	  100	     12000 ns/op	     12000 p50-ns	 20000 p99-ns
BenchmarkEncode/NOS/impl=affix-2         	  100	       300 ns/op	       0 B/op	       0 allocs/op
PASS
`

func TestTable(t *testing.T) {
	t.Parallel()
	var r table.Results
	if err := r.Read(strings.NewReader(output)); err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	if err := r.Write(&b); err != nil {
		t.Fatal(err)
	}
	var got []string
	for line := range strings.Lines(b.String()) {
		got = append(got, strings.Join(strings.Fields(line), " "))
	}
	want := []string{
		"benchmark impl ns/op ± best B/op allocs/op p50 µs p99 µs p99.9 µs CPU µs × affix × raw",
		"Encode/NOS affix 250 20% 200 0 0",
		"quickfix 2000 0% 2000 632 11 10.0",
		"RTT/store=none raw 10000 0% 10000 8.0",
		"RTT/store=memory affix 12000 0% 12000 12.0 20.0 1.50",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
