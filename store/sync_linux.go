package store

import (
	"os"
	goruntime "runtime"
	"syscall"
)

// syncData makes content and length of f durable; fdatasync leaves out the
// times, which nobody needs.
func syncData(f *os.File) error {
	for {
		err := syscall.Fdatasync(int(f.Fd()))
		goruntime.KeepAlive(f)
		if err == nil {
			return nil
		}
		if err != syscall.EINTR {
			return &os.PathError{Op: "fdatasync", Path: f.Name(), Err: err}
		}
	}
}
