package config

import (
	"testing"
	"time"
)

func TestDuration(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]time.Duration{
		"30s": 30 * time.Second, "1m30s": 90 * time.Second, "1.5h": 90 * time.Minute, "2 days": 48 * time.Hour,
		"1 h 5 min": 65 * time.Minute, "250ms": 250 * time.Millisecond, "0": 0, "0s": 0, "off": off, "-2s": -2 * time.Second,
		"1w": 7 * 24 * time.Hour, ".5s": 500 * time.Millisecond, "10µs": 10 * time.Microsecond, "1d12h": 36 * time.Hour,
	} {
		got, err := parseDuration(text)
		if err != nil || got != want {
			t.Errorf("%q is %v, %v, want %v", text, got, err, want)
		}
		if got < 0 {
			continue
		}
		if again, err := parseDuration(formatDuration(got)); err != nil || again != got {
			t.Errorf("%v is written %q and read %v, %v", got, formatDuration(got), again, err)
		}
	}
	for _, text := range []string{"", "30", "1e3", "s", "3x", "1 2s", "99999999999h", "--1s", "1s-", "300y", "1.2.3s", "9999999d"} {
		if got, err := parseDuration(text); err == nil {
			t.Errorf("%q is %v", text, got)
		}
	}
}

func TestSize(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int64{
		"65536": 65536, "64KiB": 65536, "64 kib": 65536, "64K": 65536, "1 MB": 1e6, "1MiB": 1 << 20, "1.5 GiB": 3 << 29,
		"0": 0, "10B": 10, "1_000_000": 1e6, "off": -1,
	} {
		got, err := parseSize(text)
		if err != nil || got != want {
			t.Errorf("%q is %d, %v, want %d", text, got, err, want)
		}
		if again, err := parseSize(formatSize(got)); err != nil || again != got {
			t.Errorf("%d is written %q and read %d, %v", got, formatSize(got), again, err)
		}
	}
	for _, text := range []string{"", "x", "1 XB", "99999999999 TiB", "1.5", "1e3", "MiB", "9.9e9 GB"} {
		if got, err := parseSize(text); err == nil {
			t.Errorf("%q is %d", text, got)
		}
	}
}
