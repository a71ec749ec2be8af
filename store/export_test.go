package store

import (
	"io"
	goruntime "runtime"
)

// MemoryUse returns the blocks and message bytes of a log of a Memory.
func MemoryUse(l Log) (blocks int, bytes int64) {
	s := l.(*memoryLog).s
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.blocks), s.bytes
}

// SegmentFile is what a test disk hands out.
type SegmentFile interface {
	io.WriterAt
	Truncate(size int64) error
	Allocate(from, size int64) error
	Sync() error
	Close() error
}

// Hooks stand in for calls on a real disk, whose file they get; a nil hook leaves
// the call alone, one for Create forbids it by an error, and with one for Sync
// names are not synced.
type Hooks struct {
	Create func(path string) error
	Write  func(f SegmentFile, b []byte, off int64) (int, error)
	Sync   func(f SegmentFile) error
}

// OpenFileHooked is OpenFile on a disk with hooks.
func OpenFileHooked(dir string, cfg FileConfig, h *Hooks) (*File, error) {
	return openFile(dir, cfg, hookedDisk{h})
}

type hookedDisk struct{ h *Hooks }

func (d hookedDisk) wrap(f segmentFile, err error) (segmentFile, error) {
	if err != nil {
		return nil, err
	}
	return hookedFile{f, d.h}, nil
}

func (d hookedDisk) create(path string) (segmentFile, error) {
	if d.h.Create != nil {
		if err := d.h.Create(path); err != nil {
			return nil, err
		}
	}
	return d.wrap(osDisk{}.create(path))
}

func (d hookedDisk) save(path string, b []byte) error { return osDisk{}.save(path, b) }

func (d hookedDisk) remove(path string) error { return osDisk{}.remove(path) }

func (d hookedDisk) open(path string) (segmentFile, error) { return d.wrap(osDisk{}.open(path)) }

func (d hookedDisk) syncDir(dir string) error {
	if d.h.Sync != nil {
		return nil
	}
	return osDisk{}.syncDir(dir)
}

type hookedFile struct {
	segmentFile
	h *Hooks
}

func (f hookedFile) WriteAt(b []byte, off int64) (int, error) {
	if f.h.Write != nil {
		return f.h.Write(f.segmentFile, b, off)
	}
	return f.segmentFile.WriteAt(b, off)
}

func (f hookedFile) Sync() error {
	if f.h.Sync != nil {
		return f.h.Sync(f.segmentFile)
	}
	return f.segmentFile.Sync()
}

// AwaitWaiters returns when n calls wait for the disk.
func AwaitWaiters(f *File, n int) {
	for {
		f.mu.Lock()
		got := len(f.waiting)
		f.mu.Unlock()
		if got >= n {
			return
		}
		goruntime.Gosched()
	}
}
