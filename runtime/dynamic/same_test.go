package dynamic_test

import (
	"bytes"
	"math/rand/v2"
	"testing"

	"github.com/affixgo/affix/generated/fix40"
	"github.com/affixgo/affix/generated/fix41"
	"github.com/affixgo/affix/generated/fix42"
	"github.com/affixgo/affix/generated/fix43"
	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/generated/fix50"
	"github.com/affixgo/affix/generated/fix50sp1"
	"github.com/affixgo/affix/generated/fix50sp2"
	"github.com/affixgo/affix/generated/fixt11"
	"github.com/affixgo/affix/internal/hostile"
	"github.com/affixgo/affix/internal/randfix"
	"github.com/affixgo/affix/runtime"
	"github.com/affixgo/affix/runtime/dynamic"
)

var pairs = []struct {
	file      string
	options   dynamic.Options
	generated *runtime.Dictionary
}{
	{"FIX40", dynamic.Options{}, fix40.Dictionary},
	{"FIX41", dynamic.Options{}, fix41.Dictionary},
	{"FIX42", dynamic.Options{}, fix42.Dictionary},
	{"FIX43", dynamic.Options{}, fix43.Dictionary},
	{"FIX44", dynamic.Options{}, fix44.Dictionary},
	{"FIXT11", dynamic.Options{}, fixt11.Dictionary},
	{"FIX50", dynamic.Options{}, fix50.Dictionary},
	{"FIX50SP1", dynamic.Options{}, fix50sp1.Dictionary},
	{"../../etc/FIX50SP2.yaml", dynamic.Options{}, fix50sp2.Dictionary},
	{"../../gen/testdata/hostile.yaml", dynamic.Options{Lenient: true}, hostile.Dictionary},
}

func load(t testing.TB, file string, o dynamic.Options) *runtime.Dictionary {
	t.Helper()
	d, err := dynamic.Load(file, o)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// A dictionary that is loaded judges every message as the generated one does,
// sound or not, and codes it the same.
func TestSameAsGenerated(t *testing.T) {
	t.Parallel()
	for _, pair := range pairs {
		t.Run(pair.generated.Version.Name, func(t *testing.T) {
			t.Parallel()
			loaded := load(t, pair.file, pair.options)
			sameTables(t, pair.generated, loaded)
			rng := rand.New(rand.NewPCG(1, 2))
			src := randfix.New(3)
			for _, mt := range pair.generated.Messages {
				for _, density := range []float64{0.5, 0.1} {
					src.Density = density
					fields := src.Fields(mt)
					same(t, pair.generated, loaded, fields)
					for range 3 {
						same(t, pair.generated, loaded, randfix.Mutate(rng, fields, mt.Version))
					}
				}
			}
		})
	}
}

// same compares the verdicts, and what is decoded and encoded, under a strict and
// a lenient policy.
func same(t *testing.T, generated, loaded *runtime.Dictionary, fields []byte) {
	t.Helper()
	frame := runtime.AppendFrame(nil, generated.BeginString(), fields)
	for _, p := range []runtime.Policy{{}, runtime.Lenient()} {
		var a, b runtime.Raw
		errA, errB := a.Parse(frame, generated.Version), b.Parse(frame, loaded.Version)
		if (errA == nil) != (errB == nil) {
			t.Fatalf("%v, %v\n%s", errA, errB, show(frame))
		}
		if errA != nil {
			return
		}
		want, got := generated.Validate(&a, p), loaded.Validate(&b, p)
		if want != got {
			t.Fatalf("generated %v %d, loaded %v %d\n%s", want.Reason, want.Tag, got.Reason, got.Tag, show(frame))
		}
		mt, lt := generated.Lookup(a.MsgType()), loaded.Lookup(b.MsgType())
		if mt == nil {
			return
		}
		x, y := mt.New(), lt.New()
		want, got = runtime.Decode(&a, x, p), runtime.Decode(&b, y, p)
		if want != got {
			t.Fatalf("decoding: generated %v, loaded %v\n%s", want, got, show(frame))
		}
		if !want.OK() {
			continue
		}
		bytesX, errX := runtime.Marshal(x)
		bytesY, errY := runtime.Marshal(y)
		if errX != nil || errY != nil || !bytes.Equal(bytesX, bytesY) {
			t.Fatalf("encoding: %v, %v\n%s\n%s", errX, errY, show(bytesX), show(bytesY))
		}
		errX, errY = runtime.Check(x), runtime.Check(y)
		if (errX == nil) != (errY == nil) || errX != nil && errX.Error() != errY.Error() {
			t.Fatalf("checking: generated %v, loaded %v\n%s", errX, errY, show(frame))
		}
		if runtime.Text(x) != runtime.Text(y) {
			t.Fatalf("%s\n%s", runtime.Text(x), runtime.Text(y))
		}
	}
}

// sameTables compares the tables but for where things lie in memory.
func sameTables(t *testing.T, a, b *runtime.Dictionary) {
	t.Helper()
	if a.Version.Name != b.Version.Name || a.BeginString() != b.BeginString() || a.Version.ApplVerID != b.Version.ApplVerID ||
		len(a.Messages) != len(b.Messages) || len(a.Version.Fields) != len(b.Version.Fields) {
		t.Fatalf("%s %s: %d messages, %d fields; %s %s: %d, %d", a.Version.Name, a.BeginString(), len(a.Messages), len(a.Version.Fields),
			b.Version.Name, b.BeginString(), len(b.Messages), len(b.Version.Fields))
	}
	for i, f := range a.Version.Fields {
		g := b.Version.Fields[i]
		if f.Tag != g.Tag || f.Name != g.Name || f.Kind != g.Kind || f.Data != g.Data ||
			(f.Enum == nil) != (g.Enum == nil) || f.Enum != nil && (f.Enum.Name != g.Enum.Name || len(f.Enum.Values) != len(g.Enum.Values)) ||
			(f.Range == nil) != (g.Range == nil) || f.Range != nil && *f.Range != *g.Range {
			t.Errorf("%+v\n%+v", f, g)
		}
	}
	for i, mt := range a.Messages {
		lt := b.Messages[i]
		if mt.Name != lt.Name || mt.MsgType != lt.MsgType || mt.Admin != lt.Admin {
			t.Errorf("%s %s, %s %s", mt.Name, mt.MsgType, lt.Name, lt.MsgType)
		}
		sameStruct(t, mt.Body, lt.Body)
	}
	sameStruct(t, a.Version.Header, b.Version.Header)
	sameStruct(t, a.Version.Trailer, b.Version.Trailer)
}

func sameStruct(t *testing.T, a, b *runtime.Struct) {
	t.Helper()
	if a.Name != b.Name || len(a.Members) != len(b.Members) {
		t.Errorf("%s: %d members, %s: %d", a.Name, len(a.Members), b.Name, len(b.Members))
		return
	}
	for i, m := range a.Members {
		n := b.Members[i]
		if m.Tag != n.Tag || m.Required != n.Required || m.Outside != n.Outside ||
			(m.Component == nil) != (n.Component == nil) || (m.Group == nil) != (n.Group == nil) ||
			(m.Offset == runtime.Unstored) != (n.Offset == runtime.Unstored) {
			t.Errorf("%s: %+v\n%+v", a.Name, m, n)
		}
		if m.Component != nil {
			sameStruct(t, m.Component, n.Component)
		}
		if m.Group != nil {
			sameStruct(t, m.Group.Entry, n.Group.Entry)
		}
	}
}

func show(frame []byte) string {
	return string(bytes.ReplaceAll(frame, []byte{runtime.SOH}, []byte{'|'}))
}
