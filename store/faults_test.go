package store_test

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/affixgo/affix/store"
)

// faultModel is what the workload has done: the sessions after every step, and
// after which of them the store has promised to keep that.
type faultModel struct {
	points   []map[string]sessionCopy
	promised int
	failed   error
}

func cloneCopy(c sessionCopy) sessionCopy {
	m := sessionCopy{c.State, map[uint64]string{}}
	for k, v := range c.Messages {
		m.Messages[k] = v
	}
	return m
}

// faultWorkload runs a fixed series of calls against f until one fails. Model
// says what was before.
func faultWorkload(t *testing.T, f *store.File, model *faultModel) error {
	t.Helper()
	now := map[string]sessionCopy{}
	if n := len(model.points); n > 0 {
		for id, c := range model.points[n-1] {
			now[id] = cloneCopy(c)
		}
	}
	logs := map[string]store.Log{}
	step := func(id string, call func(l store.Log) error, effect func(*sessionCopy)) error {
		c := now[id]
		effect(&c)
		now[id] = c
		point := map[string]sessionCopy{}
		for id, c := range now {
			point[id] = cloneCopy(c)
		}
		model.points = append(model.points, point)
		return call(logs[id])
	}
	for _, id := range []string{"A", "BB"} {
		l, err := f.Open(t.Context(), id)
		if err != nil {
			return err
		}
		logs[id] = l
		if _, ok := now[id]; !ok {
			now[id] = sessionCopy{l.State(), map[uint64]string{}}
		}
	}
	for i := range 26 {
		id := []string{"A", "BB"}[i%2]
		c := now[id]
		var err error
		switch i % 13 {
		case 5, 6:
			next := uint64(i + 3)
			err = step(id, func(l store.Log) error { return l.SetNextIn(next) }, func(c *sessionCopy) { c.State.NextIn = next })
		case 9:
			back := max(c.State.NextOut, 2) - 1
			err = step(id, func(l store.Log) error { return l.SetNextOut(back) }, func(c *sessionCopy) {
				c.State.NextOut = back
				delete(c.Messages, back)
			})
		case 11:
			err = step(id, func(l store.Log) error { return l.Reset(sampleTime) }, func(c *sessionCopy) {
				*c = sessionCopy{store.State{ID: id, Epoch: c.State.Epoch + 1, NextIn: 1, NextOut: 1, Created: sampleTime}, map[uint64]string{}}
			})
		default:
			seq := c.State.NextOut
			msg := fmt.Sprintf("%s %d %d %0*d", id, c.State.Epoch, i, 20+i*13, seq)
			err = step(id, func(l store.Log) error { return l.SaveOut(seq, []byte(msg)) }, func(c *sessionCopy) {
				c.Messages[seq] = msg
				c.State.NextOut = seq + 1
			})
		}
		if err != nil {
			return err
		}
		if i%3 != 1 {
			if err := logs[id].Sync(t.Context()); err != nil {
				return err
			}
			model.promised = len(model.points)
		}
	}
	return nil
}

var faultConfig = store.FileConfig{
	SegmentBytes: 700, Preallocate: 256, Retention: store.Retention{Epochs: 1},
	Now: func() time.Time { return sampleTime },
}

// faultRun opens a store on d twice, with work in each life.
func faultRun(t *testing.T, dir string, d *store.FaultDisk) *faultModel {
	t.Helper()
	model := &faultModel{}
	for range 2 {
		f, err := store.OpenFileFaulty(dir, faultConfig, d)
		if err == nil {
			err = faultWorkload(t, f, model)
			if cerr := f.Close(); err == nil {
				err = cerr
				if err == nil {
					model.promised = len(model.points)
				}
			}
		}
		if err != nil {
			model.failed = err
			return model
		}
	}
	return model
}

// Whatever operation of the disk fails in whatever way: the error is told, what
// was promised is there when the store is opened again, and what is there is
// what was at one moment.
func TestFileFaults(t *testing.T) {
	t.Parallel()
	clean := &store.FaultDisk{}
	root := t.TempDir()
	if m := faultRun(t, filepath.Join(root, "clean"), clean); m.failed != nil || m.promised != len(m.points) {
		t.Fatal(m.failed)
	}
	if clean.Ops() < 100 {
		t.Fatalf("only %d operations", clean.Ops())
	}
	stride := 1
	if s, err := strconv.Atoi(os.Getenv("AFFIX_STORE_FAULT_STRIDE")); err == nil {
		stride = s
	}
	for _, fault := range store.Faults {
		t.Run(fmt.Sprint(fault), func(t *testing.T) {
			t.Parallel()
			hit := 0
			for k := 1; k <= clean.Ops(); k += stride {
				if !clean.Matters(fault, k) {
					continue
				}
				dir := filepath.Join(root, fmt.Sprintf("%d-%d", fault, k))
				d := &store.FaultDisk{Fault: fault, At: k}
				model := faultRun(t, dir, d)
				what := fmt.Sprintf("fault %d at operation %d", fault, k)
				if model.failed != nil && len(model.points) > 0 && !strings.Contains(model.failed.Error(), dir) {
					t.Errorf("%s: error %v", what, model.failed)
				}
				if fault == store.FaultPower && d.Hit() {
					n := 0
					must(t, d.Images(dir, func() string {
						n++
						image := fmt.Sprintf("%s.%d", dir, n)
						must(t, os.MkdirAll(image, 0o700))
						return image
					}))
					for i := range n {
						image := fmt.Sprintf("%s.%d", dir, i+1)
						wantModel(t, fmt.Sprintf("%s, image %d", what, i), image, model)
						must(t, os.RemoveAll(image))
					}
				}
				wantModel(t, what, dir, model)
				must(t, os.RemoveAll(dir))
				if d.Hit() {
					hit++
				}
				if t.Failed() {
					return
				}
			}
			if hit < clean.Ops()/stride/4 {
				t.Errorf("%d faults at %d operations", hit, clean.Ops())
			}
		})
	}
}

// wantModel checks that the store in dir is at one of the points that are not
// before what was promised, and can be used.
func wantModel(t *testing.T, what, dir string, model *faultModel) {
	t.Helper()
	f, err := store.OpenFileHooked(dir, faultConfig, &store.Hooks{Sync: func(store.SegmentFile) error { return nil }})
	if err != nil {
		t.Errorf("%s: %v", what, err)
		return
	}
	defer f.Close()
	if d := f.Damage(); len(d) > 0 {
		t.Errorf("%s: damage %v", what, d)
		return
	}
	got := map[string]sessionCopy{}
	for _, id := range []string{"A", "BB"} {
		l := openSession(t, f, id)
		got[id] = copySession(t, l)
		must(t, l.SaveOut(l.State().NextOut, []byte("after")))
		must(t, l.Sync(t.Context()))
	}
	var fresh map[string]sessionCopy
	for i := len(model.points); i >= model.promised; i-- {
		point := fresh
		if i > 0 {
			point = model.points[i-1]
		}
		if samePoint(got, point) {
			return
		}
	}
	var want map[string]sessionCopy
	if model.promised > 0 {
		want = model.points[model.promised-1]
	}
	t.Errorf("%s: after %v\n got %+v\nnone of the states since step %d of %d; that was %+v", what, model.failed, got,
		model.promised, len(model.points), want)
}

// samePoint compares but for Created of the first epoch, which is from the clock.
func samePoint(got, want map[string]sessionCopy) bool {
	for id, g := range got {
		w, ok := want[id]
		if !ok {
			w = sessionCopy{store.State{ID: id, Epoch: 1, NextIn: 1, NextOut: 1, Created: sampleTime}, map[uint64]string{}}
		}
		if !reflect.DeepEqual(g, w) {
			return false
		}
	}
	return true
}
