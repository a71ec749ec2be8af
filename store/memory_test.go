package store_test

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/affixgo/affix/store"
	"github.com/affixgo/affix/store/storetest"
)

func TestMemory(t *testing.T) {
	t.Parallel()
	storetest.Run(t, func(*testing.T, string) store.Store {
		return store.NewMemory(store.MemoryConfig{})
	}, storetest.Volatile("memory"))
}

func TestMemoryBounds(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		cfg   store.MemoryConfig
		size  int
		saved uint64
		first uint64 // oldest kept
	}{
		{"count", store.MemoryConfig{MaxMessages: 10}, 100, 95, 86},
		{"count of one", store.MemoryConfig{MaxMessages: 1}, 100, 95, 95},
		{"bytes", store.MemoryConfig{MaxBytes: 1000}, 100, 95, 86},
		{"bytes, not a multiple", store.MemoryConfig{MaxBytes: 999}, 100, 95, 87},
		{"newest stays", store.MemoryConfig{MaxBytes: 10}, 100, 95, 95},
		{"both", store.MemoryConfig{MaxBytes: 1000, MaxMessages: 3}, 100, 95, 93},
		{"many pages", store.MemoryConfig{MaxMessages: 5000}, 100, 20_000, 15_001},
		{"many blocks", store.MemoryConfig{MaxBytes: 3 << 20}, 1 << 10, 20_000, 20_001 - 3<<10},
		{"default", store.MemoryConfig{}, 100, 1000, 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			m := store.NewMemory(tt.cfg)
			l, err := m.Open(t.Context(), "s")
			if err != nil {
				t.Fatal(err)
			}
			msg := func(seq uint64) []byte {
				b := bytes.Repeat([]byte{byte(seq)}, tt.size)
				copy(b, fmt.Sprint(seq))
				return b
			}
			for seq := uint64(1); seq <= tt.saved; seq++ {
				if err := l.SaveOut(seq, msg(seq)); err != nil {
					t.Fatal(err)
				}
			}
			want := tt.first
			for m, err := range l.Messages(t.Context(), 1, 0) {
				if err != nil {
					t.Fatal(err)
				}
				if m.Seq != want || !bytes.Equal(m.Bytes, msg(want)) {
					t.Fatalf("message %d, want %d exactly as saved", m.Seq, want)
				}
				want++
			}
			if want != tt.saved+1 {
				t.Errorf("last message %d, want %d", want-1, tt.saved)
			}
		})
	}
}

// Saving and moving back for ever takes no more room than saving once.
func TestMemoryBackwardsTakesRoomBack(t *testing.T) {
	t.Parallel()
	l, err := store.NewMemory(store.MemoryConfig{}).Open(t.Context(), "s")
	if err != nil {
		t.Fatal(err)
	}
	msg := make([]byte, 1000)
	for i := range 20_000 {
		if err := l.SaveOut(1+uint64(i%3), msg); err != nil {
			t.Fatal(err)
		}
		if i%3 == 2 {
			if err := l.SetNextOut(1); err != nil {
				t.Fatal(err)
			}
		}
	}
	if blocks, n := store.MemoryUse(l); blocks > 2 || n > 3000 {
		t.Errorf("%d blocks for %d bytes", blocks, n)
	}
}

func TestMemoryAllocs(t *testing.T) {
	l, err := store.NewMemory(store.MemoryConfig{MaxMessages: 1000}).Open(t.Context(), "s")
	if err != nil {
		t.Fatal(err)
	}
	wantNoAllocs(t, l)
}

// wantNoAllocs checks the steady state of l.
func wantNoAllocs(t *testing.T, l store.Log) {
	t.Helper()
	ctx, msg := t.Context(), make([]byte, 256)
	seq := uint64(0)
	var err error
	save := func() {
		seq++
		if e := l.SaveOut(seq, msg); e != nil {
			err = e
		}
	}
	for range 5000 {
		save()
	}
	if n := testing.AllocsPerRun(10_000, save); n != 0 {
		t.Errorf("SaveOut: %v allocations", n)
	}
	if n := testing.AllocsPerRun(10_000, func() {
		seq++
		if e := l.SetNextIn(seq); e != nil {
			err = e
		}
		seq--
	}); n != 0 {
		t.Errorf("SetNextIn: %v allocations", n)
	}
	if n := testing.AllocsPerRun(200, func() {
		save()
		if e := l.Sync(ctx); e != nil {
			err = e
		}
	}); n != 0 {
		t.Errorf("SaveOut and Sync: %v allocations", n)
	}
	if err != nil {
		t.Fatal(err)
	}
}
