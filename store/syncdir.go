package store

import (
	"os"
	goruntime "runtime"
)

// syncDir makes the names in dir durable. Windows keeps them with the files and
// cannot sync a directory.
func syncDir(dir string) error {
	if goruntime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	err = d.Sync()
	if cerr := d.Close(); err == nil {
		err = cerr
	}
	return err
}
