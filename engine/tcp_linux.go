package engine

import (
	"os"
	"syscall"
	"time"
)

// tcpUserTimeout is TCP_USER_TIMEOUT of Linux, in milliseconds; package syscall
// has it for some processors only.
const tcpUserTimeout = 18

func setUserTimeout(fd uintptr, d time.Duration) error {
	ms := int(max(d.Milliseconds(), 1))
	return os.NewSyscallError("setsockopt TCP_USER_TIMEOUT",
		syscall.SetsockoptInt(int(fd), syscall.IPPROTO_TCP, tcpUserTimeout, ms))
}
