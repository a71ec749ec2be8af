package main

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/affixgo/affix/examples/trade/status"
)

// child is this program in another role, as a process of its own.
type child struct {
	role  string
	cmd   *exec.Cmd
	stdin io.Closer // closing it asks the child to end; so does our own death
	ended chan struct{}
	err   error // why it ended badly; after ended
}

// startChild runs role with args and calls tell for every event. ended is called
// after the last of them.
func startChild(role string, args []string, tell func(status.Event), ended func(*child)) (*child, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := exec.Command(self, append([]string{role}, args...)...)
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	var stderr strings.Builder
	cmd.Stderr = &stderr
	if err := cmd.Start(); err != nil {
		return nil, fmt.Errorf("starting the %s: %w", role, err)
	}
	c := &child{role: role, cmd: cmd, stdin: stdin, ended: make(chan struct{})}
	go func() {
		_ = status.Read(stdout, tell) // a killed child may leave half an event
		_, _ = io.Copy(io.Discard, stdout)
		if err := cmd.Wait(); err != nil {
			c.err = fmt.Errorf("the %s ended: %w", role, err)
			if text := strings.TrimSpace(stderr.String()); text != "" {
				c.err = fmt.Errorf("the %s ended: %s", role, text)
			}
		}
		close(c.ended)
		ended(c)
	}()
	return c, nil
}

func (c *child) pid() int { return c.cmd.Process.Pid }

// kill ends the process at once, wherever it is. It does not wait.
func (c *child) kill() { _ = c.cmd.Process.Kill() }

// stop asks the child to end in good order, and waits; then it is killed.
func (c *child) stop(patience time.Duration) {
	_ = c.stdin.Close()
	select {
	case <-c.ended:
	case <-time.After(patience):
		c.kill()
		<-c.ended
	}
}
