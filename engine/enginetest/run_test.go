package enginetest_test

import (
	"context"
	"fmt"
	goruntime "runtime"
	"testing"
)

// runTest runs a test inside of an example.
func runTest(test func(t testing.TB)) {
	t := &console{}
	done := make(chan struct{})
	go func() {
		defer close(done)
		test(t)
	}()
	<-done
	for i := len(t.cleanups) - 1; i >= 0; i-- {
		t.cleanups[i]()
	}
	if !t.failed {
		fmt.Println("ok")
	}
}

// console is a test that prints why it fails.
type console struct {
	testing.TB
	cleanups []func()
	failed   bool
}

func (c *console) Helper()                  {}
func (c *console) Context() context.Context { return context.Background() }
func (c *console) Cleanup(f func())         { c.cleanups = append(c.cleanups, f) }
func (c *console) Fatal(args ...any)        { c.Fatalf("%s", fmt.Sprint(args...)) }

func (c *console) Fatalf(format string, args ...any) {
	c.failed = true
	fmt.Printf(format+"\n", args...)
	goruntime.Goexit()
}
