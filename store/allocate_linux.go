package store

import (
	"os"
	"syscall"
)

// allocate makes blocks for f up to size; they read as zeros.
func allocate(f *os.File, from, size int64) error {
	for {
		err := syscall.Fallocate(int(f.Fd()), 0, from, size-from)
		if err != syscall.EINTR {
			return err
		}
	}
}
