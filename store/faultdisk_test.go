package store

import (
	"bytes"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync"
	"syscall"
)

// Fault is what happens at one operation of a FaultDisk.
type Fault uint8

const (
	// FaultError makes the operation fail without any effect.
	FaultError Fault = iota
	// FaultShort makes a write write half, and fail; others as FaultError.
	FaultShort
	// FaultSilent makes a write write half and claim no error.
	FaultSilent
	// FaultPower makes this operation and all after it fail; see Images.
	FaultPower
	// FaultFull is as FaultError for this and all later operations that need
	// room, as on a full disk.
	FaultFull
)

// Faults are all of them.
var Faults = []Fault{FaultError, FaultShort, FaultSilent, FaultPower, FaultFull}

// FaultDisk is a disk that fails at its At-th operation. It remembers what was
// durable of each file, so that it can tell what is left after power loss.
type FaultDisk struct {
	Fault Fault
	At    int // 0 is never

	mu    sync.Mutex
	ops   int
	room  []bool // which of them need room
	hit   bool
	files map[string][]byte // what is durable
	named map[string]bool   // whose names are
	gone  map[string][]byte // removed, but still named: may come back
}

// OpenFileFaulty is OpenFile on d.
func OpenFileFaulty(dir string, cfg FileConfig, d *FaultDisk) (*File, error) {
	return openFile(dir, cfg, d)
}

// Ops returns how many operations there were; Hit whether the fault occurred.
func (d *FaultDisk) Ops() int  { return d.ops }
func (d *FaultDisk) Hit() bool { return d.hit }

// Heal ends what is wrong with the disk.
func (d *FaultDisk) Heal() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.At = 0
}

// Matters reports whether f at operation k of this run is another fault than
// FaultError: only what writes can write half, or find the disk full.
func (d *FaultDisk) Matters(f Fault, k int) bool {
	return f == FaultError || f == FaultPower || d.room[k-1]
}

// step counts an operation and returns how it fails.
func (d *FaultDisk) step(needsRoom bool) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.ops++
	d.room = append(d.room, needsRoom)
	switch {
	case d.At == 0 || d.ops < d.At:
		return nil
	case d.Fault == FaultFull:
		if needsRoom {
			d.hit = true
			return syscall.ENOSPC
		}
		return nil
	case d.ops == d.At || d.Fault == FaultPower:
		d.hit = true
		return syscall.EIO
	}
	return nil
}

func (d *FaultDisk) durable(path string, change func([]byte) []byte) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.files == nil {
		d.files, d.named = map[string][]byte{}, map[string]bool{}
	}
	d.files[path] = change(d.files[path])
}

func (d *FaultDisk) create(path string) (segmentFile, error) {
	if err := d.step(true); err != nil {
		return nil, err
	}
	f, err := osDisk{}.create(path)
	d.durable(path, func([]byte) []byte { return nil })
	return faultFile{f, path, d}, err
}

func (d *FaultDisk) open(path string) (segmentFile, error) {
	if err := d.step(false); err != nil {
		return nil, err
	}
	f, err := osDisk{}.open(path)
	return faultFile{f, path, d}, err
}

func (d *FaultDisk) save(path string, b []byte) error {
	err := d.step(true)
	if err != nil && d.Fault == FaultShort || d.Fault == FaultSilent && err != nil {
		_ = osDisk{}.save(path, b[:len(b)/2])
	}
	if err != nil {
		return err
	}
	return osDisk{}.save(path, b)
}

func (d *FaultDisk) remove(path string) error {
	if err := d.step(false); err != nil {
		return err
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	d.mu.Lock()
	if d.gone == nil {
		d.gone = map[string][]byte{}
	}
	d.gone[path] = b
	d.mu.Unlock()
	return osDisk{}.remove(path)
}

func (d *FaultDisk) syncDir(dir string) error {
	if err := d.step(false); err != nil {
		return err
	}
	names, err := filepath.Glob(filepath.Join(dir, "*.*"))
	if err != nil {
		return err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.named = map[string]bool{}
	clear(d.gone)
	for _, name := range names {
		d.named[name] = true
	}
	return nil
}

type faultFile struct {
	segmentFile
	path string
	d    *FaultDisk
}

func (f faultFile) WriteAt(b []byte, off int64) (int, error) {
	err := f.d.step(true)
	if err == nil {
		return f.segmentFile.WriteAt(b, off)
	}
	switch f.d.Fault {
	case FaultShort, FaultFull:
		n, _ := f.segmentFile.WriteAt(b[:len(b)/2], off)
		return n, err
	case FaultSilent:
		return f.segmentFile.WriteAt(b[:len(b)/2], off)
	}
	return 0, err
}

func (f faultFile) Truncate(size int64) error {
	if err := f.d.step(false); err != nil {
		return err
	}
	return f.segmentFile.Truncate(size)
}

func (f faultFile) Allocate(from, size int64) error {
	if err := f.d.step(true); err != nil {
		return err
	}
	return f.segmentFile.Allocate(from, size)
}

func (f faultFile) Sync() error {
	if err := f.d.step(false); err != nil {
		return err
	}
	b, err := os.ReadFile(f.path)
	f.d.durable(f.path, func([]byte) []byte { return b })
	return err // what a real sync would do to a real disk is of no interest
}

// Images makes directories that hold what may be left of dir after power loss:
// nothing that was not synced, all of it, or some of it, sector by sector.
func (d *FaultDisk) Images(dir string, make func() string) error {
	rnd := rand.New(rand.NewPCG(uint64(d.At), 1))
	names, err := filepath.Glob(filepath.Join(dir, "*.*"))
	if err != nil {
		return err
	}
	for variant := range 4 {
		to := make()
		for name, b := range d.gone {
			if rnd.IntN(2) == 0 {
				if err := os.WriteFile(filepath.Join(to, filepath.Base(name)), b, 0o600); err != nil {
					return err
				}
			}
		}
		for _, name := range names {
			now, err := os.ReadFile(name)
			if err != nil {
				return err
			}
			was, tracked := d.files[name]
			if !tracked && filepath.Ext(name) == segmentSuffix {
				was = now // from before this disk
			} else if !d.named[name] && variant%2 == 0 {
				continue
			}
			b := now
			switch variant {
			case 0:
				b = was
			case 2, 3:
				b = mix(rnd, was, now)
			}
			if err := os.WriteFile(filepath.Join(to, filepath.Base(name)), b, 0o600); err != nil {
				return err
			}
		}
	}
	return nil
}

// mix takes each sector from one or the other. What lies beyond the end of one
// is zero there.
func mix(rnd *rand.Rand, was, now []byte) []byte {
	b := bytes.Clone(now)
	for at := 0; at < len(b); at += sectorSize {
		end := min(at+sectorSize, len(b))
		if rnd.IntN(2) == 0 {
			clear(b[at:end])
			if at < len(was) {
				copy(b[at:end], was[at:min(end, len(was))])
			}
		}
	}
	if rnd.IntN(2) == 0 && len(was) < len(b) {
		b = b[:len(was)+rnd.IntN(len(b)-len(was)+1)]
	}
	return b
}
