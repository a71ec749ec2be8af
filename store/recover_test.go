package store_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/affixgo/affix/store"
)

// Whatever operation fails: once the cause is gone the store that failed goes
// on, with what was promised, and behaves like one that was opened anew.
func TestFileRecovers(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	clean := &store.FaultDisk{}
	if m := faultRun(t, filepath.Join(root, "clean"), clean); m.failed != nil {
		t.Fatal(m.failed)
	}
	for _, fault := range []store.Fault{store.FaultError, store.FaultShort, store.FaultSilent, store.FaultPower, store.FaultFull} {
		t.Run(fmt.Sprint(fault), func(t *testing.T) {
			t.Parallel()
			recovered := 0
			for k := 1 + int(fault)%3; k <= clean.Ops()/2; k += 3 {
				if !clean.Matters(fault, k) {
					continue
				}
				dir := filepath.Join(root, fmt.Sprintf("%d-%d", fault, k))
				d := &store.FaultDisk{Fault: fault, At: k}
				f, err := store.OpenFileFaulty(dir, faultConfig, d)
				if err != nil {
					continue // not what this is about
				}
				what := fmt.Sprintf("fault %d at operation %d", fault, k)
				model := &faultModel{}
				model.failed = faultWorkload(t, f, model)
				d.Heal()
				if !errors.Is(model.failed, store.ErrFailed) {
					_ = f.Close()
					continue
				}
				recovered++
				a, b := openAgain(t, f, "A"), openAgain(t, f, "BB")
				got := map[string]sessionCopy{"A": copySession(t, a), "BB": copySession(t, b)}
				if !model.allows(got) {
					t.Errorf("%s: after %v\n got %+v", what, model.failed, got)
				}
				must(t, a.Close())
				must(t, b.Close())
				model = &faultModel{points: []map[string]sessionCopy{got}}
				must(t, faultWorkload(t, f, model))
				must(t, f.Close())
				wantModel(t, what, dir, model)
				must(t, os.RemoveAll(dir))
				if t.Failed() {
					return
				}
			}
			if recovered < 5 {
				t.Errorf("recovered %d times", recovered)
			}
		})
	}
}

// allows reports whether got is at one of the points that are not before what
// was promised.
func (m *faultModel) allows(got map[string]sessionCopy) bool {
	for i := len(m.points); i >= m.promised; i-- {
		if i == 0 && samePoint(got, nil) || i > 0 && samePoint(got, m.points[i-1]) {
			return true
		}
	}
	return false
}

// What was kept and is missing when the store reads its log again is not passed
// over: the numbers would be too low.
func TestFileDoesNotRecoverToLess(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	d := &store.FaultDisk{}
	f, err := store.OpenFileFaulty(dir, store.FileConfig{Preallocate: -1}, d)
	must(t, err)
	l := openSession(t, f, "s")
	must(t, l.SaveOut(1, []byte("one")))
	must(t, l.SaveOut(2, []byte("two")))
	must(t, l.Sync(t.Context()))
	d.Fault, d.At = store.FaultFull, 1
	must(t, l.SaveOut(3, []byte("three")))
	if err := l.Sync(t.Context()); err == nil {
		t.Fatal("the disk is full")
	}
	segment := filepath.Join(dir, fmt.Sprintf("%020d.seg", 1))
	info, err := os.Stat(segment)
	must(t, err)
	must(t, os.Truncate(segment, info.Size()-40))
	d.Heal()
	if _, err := f.Open(t.Context(), "s"); !errors.Is(err, store.ErrCorrupt) || !errors.Is(err, store.ErrFailed) {
		t.Errorf("error %v", err)
	}
	wantFailed(t, "Err", f.Err(), store.ErrFailed)
	if err := f.Close(); err == nil {
		t.Error("Close claims that all is well")
	}
}
