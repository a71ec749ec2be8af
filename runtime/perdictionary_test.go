package runtime_test

import (
	goruntime "runtime"
	"sync"
	"testing"
	"weak"

	"github.com/affixgo/affix/runtime"
)

func TestPerDictionary(t *testing.T) {
	t.Parallel()
	type derived struct{ name string }
	of := runtime.PerDictionary(func(d *runtime.Dictionary) *derived { return &derived{d.Version.Name} })
	a := &runtime.Dictionary{Version: &runtime.Version{Name: "A"}}
	b := &runtime.Dictionary{Version: &runtime.Version{Name: "B"}}
	var all sync.WaitGroup
	made := make([]*derived, 8)
	for i := range made {
		all.Go(func() { made[i] = of(a) })
	}
	all.Wait()
	for _, d := range made {
		if d != made[0] || d.name != "A" {
			t.Errorf("%+v is not the one of all others, %+v", d, made[0])
		}
	}
	other := of(b)
	if other.name != "B" || other != of(b) {
		t.Errorf("another dictionary: %+v", other)
	}
}

// What was made of a dictionary goes with it.
func TestPerDictionaryKeepsNone(t *testing.T) {
	t.Parallel()
	of := runtime.PerDictionary(func(*runtime.Dictionary) *[1024]byte { return new([1024]byte) })
	made := weak.Make(of(&runtime.Dictionary{Version: new(runtime.Version)}))
	for range 1000 {
		if goruntime.GC(); made.Value() == nil {
			goruntime.KeepAlive(of)
			return
		}
	}
	t.Error("a dictionary is gone, what was made of it is not")
}
