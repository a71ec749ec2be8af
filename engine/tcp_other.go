//go:build !linux

package engine

import "time"

func setUserTimeout(uintptr, time.Duration) error { return nil }
