package store

import (
	"io"
	"os"
	"path/filepath"
	"strconv"
)

// disk is what the store asks of the file system when it writes; tests put one
// that fails in its place.
type disk interface {
	// create makes a file that must not exist, open opens one for writing.
	create(path string) (segmentFile, error)
	open(path string) (segmentFile, error)
	// save writes a whole file, new or in place of another.
	save(path string, b []byte) error
	remove(path string) error
	// syncDir makes the names in dir durable.
	syncDir(dir string) error
}

// segmentFile is a segment being written. Sync makes its content and length
// durable.
type segmentFile interface {
	io.WriterAt
	Truncate(size int64) error
	// Allocate makes room up to size, without changing what is there.
	Allocate(from, size int64) error
	Sync() error
	Close() error
}

type osDisk struct{}

func (osDisk) create(path string) (segmentFile, error) {
	return openOS(path, os.O_RDWR|os.O_CREATE|os.O_EXCL)
}

func (osDisk) open(path string) (segmentFile, error) { return openOS(path, os.O_RDWR) }

func openOS(path string, flag int) (segmentFile, error) {
	f, err := os.OpenFile(path, flag, 0o600)
	if err != nil {
		return nil, err
	}
	return osFile{f}, nil
}

func (osDisk) save(path string, b []byte) error { return os.WriteFile(path, b, 0o600) }

func (osDisk) remove(path string) error { return os.Remove(path) }

func (osDisk) syncDir(dir string) error { return syncDir(dir) }

type osFile struct{ *os.File }

func (f osFile) Sync() error { return syncData(f.File) }

func (f osFile) Allocate(from, size int64) error { return allocate(f.File, from, size) }

const segmentSuffix = ".seg"

func segmentPath(dir string, seg uint32) string { return numbered(dir, seg, segmentSuffix) }

func indexPath(dir string, seg uint32) string { return numbered(dir, seg, indexSuffix) }

func numbered(dir string, seg uint32, suffix string) string {
	digits := strconv.FormatUint(uint64(seg), 10)
	return filepath.Join(dir, "00000000000000000000"[len(digits):]+digits+suffix)
}

// segmentNumber is the inverse of the last part of numbered.
func segmentNumber(name, suffix string) (uint32, bool) {
	if len(name) != 20+len(suffix) || name[20:] != suffix {
		return 0, false
	}
	n, err := strconv.ParseUint(name[:20], 10, 32)
	return uint32(n), err == nil && n > 0
}
