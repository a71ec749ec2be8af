package engine_test

import (
	"fmt"
	"os"
	goruntime "runtime"
	"strings"
	"testing"
	"time"
)

// TestMain fails if a goroutine of an engine, or of a connection, is left when
// all tests are over. A test in a bubble fails by itself if one is left when
// the bubble ends; the others check with noGoroutines.
func TestMain(m *testing.M) {
	code := m.Run()
	if left := leftovers(); code == 0 && left != "" {
		fmt.Println("goroutines of engines are left:\n" + left)
		code = 1
	}
	os.Exit(code)
}

// noGoroutines fails if a test leaves a goroutine of an engine behind. It is
// for tests that do not run in parallel, and the first to register a cleanup.
func noGoroutines(t testing.TB) {
	t.Cleanup(func() {
		if left := leftovers(); left != "" {
			t.Errorf("goroutines are left:\n%s", left)
		}
	})
}

// leftovers returns the stacks of goroutines that run functions of the engine,
// once they have had the time to end.
func leftovers() (left string) {
	for range 100 {
		buf := make([]byte, 1<<20)
		left = ""
		for stack := range strings.SplitSeq(string(buf[:goruntime.Stack(buf, true)]), "\n\n") {
			if strings.Contains(stack, "affix/engine.(") && !strings.Contains(stack, "synctest") {
				left += stack + "\n\n"
			}
		}
		if left == "" {
			return ""
		}
		<-time.After(10 * time.Millisecond)
	}
	return left
}
