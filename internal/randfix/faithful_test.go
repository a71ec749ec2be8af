package randfix_test

import (
	"math/rand/v2"
	"testing"

	"github.com/affixgo/affix/internal/randfix"
	"github.com/affixgo/affix/runtime"
)

// What is accepted, in whatever order and with whatever strangers among its
// fields, leaves with the same fields and values in each scope, and a second pass
// changes nothing.
func TestFaithful(t *testing.T) {
	t.Parallel()
	keep := runtime.Policy{
		UnknownTags: runtime.PolicyKeep, UserTags: runtime.PolicyKeep, ForeignTags: runtime.PolicyKeep,
		UnknownValues: runtime.PolicyKeep, EmptyValues: runtime.PolicyKeep, GroupOrder: runtime.PolicyKeep, Missing: runtime.PolicyKeep,
	}
	for _, d := range dictionaries {
		t.Run(d.Version.Name, func(t *testing.T) {
			t.Parallel()
			rng := rand.New(rand.NewPCG(7, 7))
			src := randfix.New(5)
			took, all := 0, 0
			for _, mt := range d.Messages {
				for i := range 4 {
					src.Density = []float64{0.1, 0.3, 0.6}[i%3]
					fields := src.Shuffled(mt, rng)
					if i == 3 {
						fields = randfix.Mutate(rng, fields, mt.Version)
					}
					var raw runtime.Raw
					if raw.Parse(runtime.AppendFrame(nil, d.BeginString(), fields), d.Version) != nil {
						continue
					}
					all++
					if faithful(t, d, &raw, keep) {
						took++
					}
				}
			}
			// Some are refused for good: where the last entry of a group ends cannot
			// be told if what stands behind could belong to it.
			if took < all/2 {
				t.Errorf("only %d of %d messages were accepted", took, all)
			}
		})
	}
}

// faithful checks one message, and reports whether it was accepted.
func faithful(t *testing.T, d *runtime.Dictionary, raw *runtime.Raw, p runtime.Policy) bool {
	t.Helper()
	if !accepted(t, d, raw, p) {
		return false
	}
	mt := d.Lookup(raw.MsgType())
	m := mt.New()
	runtime.Decode(raw, m, p)
	out, err := runtime.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	var again runtime.Raw
	if err := again.Parse(out, d.Version); err != nil {
		t.Fatal(err)
	}
	if want, got := randfix.Scopes(raw, mt), randfix.Scopes(&again, mt); want != got {
		t.Fatalf("%s\n%s\nwas\n%s\nis\n%s", show(raw.Bytes()), show(out), want, got)
	}
	return true
}
