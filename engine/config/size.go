package config

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
)

// sizeUnits are the units of sizes, in lower case.
var sizeUnits = map[string]int64{
	"": 1, "b": 1, "byte": 1, "bytes": 1,
	"kb": 1e3, "mb": 1e6, "gb": 1e9, "tb": 1e12,
	"k": 1 << 10, "m": 1 << 20, "g": 1 << 30, "t": 1 << 40,
	"kib": 1 << 10, "mib": 1 << 20, "gib": 1 << 30, "tib": 1 << 40,
}

var sizePattern = regexp.MustCompile(`^(-?[0-9]+(?:_[0-9]+)*)(\.[0-9]+)?\s*([A-Za-z]*)$`)

// parseSize reads "65536", "64KiB", "1 MB", "1.5 GiB" as bytes; "off" is below
// zero. KB, MB and GB are powers of 1000; KiB, MiB and GiB, and K, M and G,
// powers of 1024.
func parseSize(text string) (int64, error) {
	text = strings.TrimSpace(text)
	if text == "off" {
		return -1, nil
	}
	m := sizePattern.FindStringSubmatch(text)
	if m == nil {
		return 0, fmt.Errorf("%q is no size: write 65536, 64KiB or 1 MB", text)
	}
	unit, ok := sizeUnits[strings.ToLower(m[3])]
	if !ok {
		return 0, fmt.Errorf("%q has the unknown unit %q: there are B, KB, MB, GB (1000) and KiB, MiB, GiB (1024)", text, m[3])
	}
	whole := strings.ReplaceAll(m[1], "_", "")
	if m[2] == "" {
		n, err := strconv.ParseInt(whole, 10, 64)
		if err != nil || n > math.MaxInt64/unit || n < math.MinInt64/unit {
			return 0, fmt.Errorf("%q is too large", text)
		}
		return n * unit, nil
	}
	f, err := strconv.ParseFloat(whole+m[2], 64)
	if err != nil || math.Abs(f*float64(unit)) >= math.MaxInt64 {
		return 0, fmt.Errorf("%q is too large", text)
	}
	if unit == 1 {
		return 0, fmt.Errorf("%q is a part of a byte", text)
	}
	return int64(math.Round(f * float64(unit))), nil
}

// formatSize writes n as parseSize reads it.
func formatSize(n int64) string {
	if n < 0 {
		return "off"
	}
	for _, u := range []string{"GiB", "MiB", "KiB"} {
		if size := sizeUnits[strings.ToLower(u)]; n >= size && n%size == 0 {
			return strconv.FormatInt(n/size, 10) + u
		}
	}
	return strconv.FormatInt(n, 10)
}

// parseInteger reads 10000, 10_000 and 10,000; "off" is below zero.
func parseInteger(text string, signed bool, bits int) (int64, uint64, error) {
	text = strings.TrimSpace(text)
	if text == "off" && signed {
		return -1, 0, nil
	}
	digits := text
	if grouped.MatchString(text) {
		digits = strings.NewReplacer("_", "", ",", "").Replace(text)
	}
	if signed {
		n, err := strconv.ParseInt(digits, 10, bits)
		if err != nil {
			return 0, 0, fmt.Errorf("%q is no whole number in range", text)
		}
		return n, 0, nil
	}
	n, err := strconv.ParseUint(digits, 10, bits)
	if err != nil {
		return 0, 0, fmt.Errorf("%q is no whole number from 0 on in range", text)
	}
	return 0, n, nil
}

var grouped = regexp.MustCompile(`^-?[0-9]{1,3}([_,][0-9]{3})+$`)
