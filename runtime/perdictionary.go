package runtime

import (
	goruntime "runtime"
	"sync"
	"weak"
)

// PerDictionary returns a function that makes something of a dictionary once and
// returns the same for each later call, from any goroutine: what all sessions of a
// dictionary can share. It is not to be written, and MUST NOT refer to the
// dictionary, with which it goes.
func PerDictionary[T any](derive func(*Dictionary) T) func(*Dictionary) T {
	var made sync.Map // of weak.Pointer[Dictionary] to T
	return func(d *Dictionary) T {
		key := weak.Make(d)
		if t, ok := made.Load(key); ok {
			return t.(T)
		}
		t, known := made.LoadOrStore(key, derive(d))
		if !known {
			goruntime.AddCleanup(d, func(key weak.Pointer[Dictionary]) { made.Delete(key) }, key)
		}
		return t.(T)
	}
}
