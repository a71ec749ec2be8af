package randfix_test

import (
	"fmt"
	goruntime "runtime"
	"strings"
	"testing"

	"github.com/affixgo/affix/generated/fix50sp2"
	"github.com/affixgo/affix/runtime"
)

const orderStart = "\x0135=D\x0149=A\x0156=B\x0134=2\x0152=20261124-10:00:00"

// Messages of a mebibyte that would take minutes, or gigabytes, if reading them
// were quadratic or believed what they announce.
func TestHostileMessages(t *testing.T) {
	repeat := func(n int, field string) string { return strings.Repeat("\x01"+field, n) }
	numbered := func(n int, format string) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, "\x01"+format, i)
		}
		return b.String()
	}
	noLimits := runtime.Lenient()
	noLimits.Limits = runtime.Limits{Fields: -1, GroupEntries: -1, Depth: -1}
	tests := []struct {
		name, fields string
		megabytes    uint64 // that reading it may allocate
	}{
		{"unknown tags", repeat(100_000, "9999=x"), 40},
		{"different unknown tags", numbered(100_000, "2%05d=x"), 40},
		{"tags of other messages", repeat(100_000, "112=x"), 40},
		{"one tag again and again", repeat(100_000, "11=x"), 1},
		{"a count of all that follows", "\x01453=90000" + repeat(90_000, "9999=x"), 40},
		{"a count beyond everything", "\x01453=18446744073709551615" + repeat(10, "448=x"), 1},
		{"entries", "\x01453=90000" + repeat(90_000, "448=x"), 40},
		{"entries with strangers", "\x01453=30000" + repeat(30_000, "448=x\x019999=y\x01447=D"), 60},
		{"strangers behind an entry", "\x01453=2\x01448=x" + repeat(100_000, "9999=x") + "\x01448=y", 40},
		{"nested entries with strangers", "\x01453=20000" + repeat(20_000, "448=x\x01802=1\x01523=a\x019999=y\x01803=1"), 60},
		{"counters of nothing", "\x01453=40000" + repeat(40_000, "448=x\x01802=0"), 40},
		{"wide entries", "\x01268=60000" + repeat(60_000, "279=0"), 250},
		{"data", repeat(1, "354=700000\x01355="+strings.Repeat("\x01", 700_000)), 1},
		{"lengths that lie", repeat(40_000, "354=999999\x01355=x"), 1},
		{"lengths without data", repeat(90_000, "354=1"), 1},
		{"empty fields", repeat(90_000, "58="), 1},
		{"long numbers", "\x0138=" + strings.Repeat("9", 900_000), 3},
		{"long tags", repeat(60_000, "999999999=x"), 40},
	}
	d := fix50sp2.Dictionary
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			msgType := orderStart
			if strings.HasPrefix(test.fields, "\x01268=") {
				msgType = strings.Replace(orderStart, "35=D", "35=X", 1)
			}
			frame := runtime.AppendFrame(nil, d.BeginString(), []byte(msgType+test.fields))
			var raw runtime.Raw
			if err := raw.Parse(frame, d.Version); err != nil {
				t.Fatal(err)
			}
			m := d.Lookup(raw.MsgType()).New()
			var before, after goruntime.MemStats
			for _, p := range []runtime.Policy{{}, runtime.Lenient(), noLimits} {
				goruntime.ReadMemStats(&before)
				fault := runtime.Decode(&raw, m, p)
				goruntime.ReadMemStats(&after)
				if mb := (after.TotalAlloc - before.TotalAlloc) >> 20; mb > test.megabytes {
					t.Errorf("%d MiB allocated, %v", mb, fault)
				}
				if got := d.Validate(&raw, p); got != fault {
					t.Errorf("Validate: %v, Decode: %v", got, fault)
				}
			}
		})
	}
}
