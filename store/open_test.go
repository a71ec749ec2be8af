package store_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/affixgo/affix/store"
)

// BenchmarkFileOpen opens a log of many messages of 200 to 300 bytes in 20
// sessions: 10 million if AFFIX_STORE_MESSAGES says so, else 200,000. "scan" is
// without the index files, as it was written by a process that was killed at
// every segment.
func BenchmarkFileOpen(b *testing.B) {
	total := 200_000
	if n, err := strconv.Atoi(os.Getenv("AFFIX_STORE_MESSAGES")); err == nil {
		total = n
	}
	dir := b.TempDir()
	fillLog(b, dir, total)
	for _, name := range []string{"index", "scan"} {
		b.Run(name, func(b *testing.B) {
			for range b.N {
				b.StopTimer()
				if name == "scan" {
					for _, idx := range globIndexes(b, dir) {
						if err := os.Remove(idx); err != nil {
							b.Fatal(err)
						}
					}
				}
				b.StartTimer()
				f, err := store.OpenFile(dir, store.FileConfig{})
				if err != nil {
					b.Fatal(err)
				}
				b.StopTimer()
				l := benchLog(b, f, "0")
				if got := l.State().NextOut - 1; got != uint64(total/20) {
					b.Fatalf("%d messages", got)
				}
				for m, err := range l.Messages(b.Context(), 5, 5) {
					if err != nil || m.Seq != 5 {
						b.Fatal(m.Seq, err)
					}
				}
				f.Close()
				b.StartTimer()
			}
			b.ReportMetric(float64(total), "messages")
		})
	}
}

func fillLog(b *testing.B, dir string, total int) {
	b.Helper()
	f, err := store.OpenFile(dir, store.FileConfig{Durability: store.Async})
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	var logs []store.Log
	for i := range 20 {
		logs = append(logs, benchLog(b, f, fmt.Sprint(i)))
	}
	msgs := benchMessages()
	for i := range total {
		if err := logs[i%20].SaveOut(uint64(i/20+1), msgs[i%len(msgs)]); err != nil {
			b.Fatal(err)
		}
	}
}

func globIndexes(tb testing.TB, dir string) []string {
	tb.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "*.idx"))
	if err != nil {
		tb.Fatal(err)
	}
	return names
}
