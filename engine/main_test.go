package engine_test

import (
	"fmt"
	"os"
	goruntime "runtime"
	"strings"
	"testing"
	"time"
)

// TestMain finds goroutines that tests on real connections have left; those in
// bubbles are found by the bubbles.
func TestMain(m *testing.M) {
	code := m.Run()
	if left := leftGoroutines(); code == 0 && left != "" {
		fmt.Println("goroutines are left:\n" + left)
		code = 1
	}
	os.Exit(code)
}

// leftGoroutines returns those that run code of the module, after some time to
// end.
func leftGoroutines() string {
	buf := make([]byte, 1<<20)
	var left []string
	for range 100 {
		left = left[:0]
		stacks := strings.Split(string(buf[:goruntime.Stack(buf, true)]), "\n\n")
		for _, s := range stacks[1:] { // the first is ours
			if strings.Contains(s, "github.com/affixgo/affix/") {
				left = append(left, s)
			}
		}
		if len(left) == 0 {
			return ""
		}
		<-time.After(20 * time.Millisecond)
	}
	return strings.Join(left, "\n\n")
}
