//go:build !linux

package sessions_test

import "time"

// cpu is not known here.
func cpu() time.Duration { return 0 }

func nap(d time.Duration) { <-time.After(d) }
