package store_test

import (
	"bufio"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/affixgo/affix/store"
	"github.com/affixgo/affix/store/storetest"
)

// TestMain turns the test binary into a child if the environment says so: the
// words are what to do, the directory, and more.
func TestMain(m *testing.M) {
	storetest.Child(func(dir, level string) (store.Store, error) {
		d, err := strconv.Atoi(level)
		if err != nil {
			return nil, err
		}
		return store.OpenFile(dir, killConfig(store.Durability(d)))
	})
	if words := strings.Fields(os.Getenv("AFFIX_STORE_CHILD")); len(words) > 0 {
		if err := child(words); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func child(words []string) error {
	switch dir := words[1]; words[0] {
	case "open": // report whether the directory can be opened
		_, err := store.OpenFile(dir, store.FileConfig{})
		return err
	case "hold": // open the directory and wait to be killed
		if _, err := store.OpenFile(dir, store.FileConfig{}); err != nil {
			return err
		}
		fmt.Println("open")
		<-time.After(time.Hour) // a mere select would be a deadlock
	}
	return errors.New("what?")
}

func startChild(t *testing.T, words ...string) *exec.Cmd {
	t.Helper()
	exe, err := os.Executable()
	must(t, err)
	cmd := exec.Command(exe)
	cmd.Env = append(os.Environ(), "AFFIX_STORE_CHILD="+strings.Join(words, " "))
	return cmd
}

// shortDir is a directory without blanks in its name.
func shortDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "affix-store-")
	must(t, err)
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

func TestFileLockedByProcess(t *testing.T) {
	t.Parallel()
	dir := shortDir(t)
	f := openFile(t, dir, store.FileConfig{})
	out, err := startChild(t, "open", dir).CombinedOutput()
	if err == nil {
		t.Fatal("a second process opened the directory")
	}
	for _, want := range []string{dir, fmt.Sprintf("process %d", os.Getpid())} {
		if !strings.Contains(string(out), want) {
			t.Errorf("error %q does not name %q", out, want)
		}
	}
	must(t, f.Close())

	holder := startChild(t, "hold", dir)
	stdout, err := holder.StdoutPipe()
	must(t, err)
	must(t, holder.Start())
	line, _ := bufio.NewReader(stdout).ReadString('\n')
	if line != "open\n" {
		t.Errorf("child says %q", line)
	}
	_, err = store.OpenFile(dir, store.FileConfig{})
	wantLocked(t, err, dir, holder.Process.Pid)
	must(t, holder.Process.Kill())
	_ = holder.Wait()
	must(t, openFile(t, dir, store.FileConfig{}).Close()) // the lock died with it
}

// killConfig makes many segments.
func killConfig(d store.Durability) store.FileConfig {
	return store.FileConfig{
		Durability: d, SegmentBytes: 10<<10 + rand.Int64N(90<<10), Preallocate: 16 << 10,
		Retention: store.Retention{Epochs: 1},
	}
}

// AFFIX_STORE_KILLS sets how often: 300 times if it is not set, 30 with -short.
func TestFileKill(t *testing.T) {
	t.Parallel()
	cycles := 300
	if testing.Short() {
		cycles = 30
	}
	if n, err := strconv.Atoi(os.Getenv("AFFIX_STORE_KILLS")); err == nil {
		cycles = n
	}
	for _, d := range levels {
		t.Run(d.String(), func(t *testing.T) {
			t.Parallel()
			storetest.Kill(t, func(t *testing.T, dir string) store.Store {
				f := openFile(t, dir, killConfig(d))
				if d := f.Damage(); len(d) > 0 {
					t.Errorf("damage %v", d)
				}
				return f
			}, strconv.Itoa(int(d)), (cycles+len(levels)-1)/len(levels))
		})
	}
}
