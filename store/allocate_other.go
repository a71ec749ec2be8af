//go:build !linux

package store

import (
	"errors"
	"os"
)

// allocate is not worth it without blocks: a longer file alone does not make
// the syncs cheaper.
func allocate(*os.File, int64, int64) error { return errors.ErrUnsupported }
