package store_test

import (
	"bufio"
	"bytes"
	"context"
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
)

// TestMain turns the test binary into a child if the environment says so: the
// words are what to do, the directory, and more.
func TestMain(m *testing.M) {
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
		select {}
	case "write":
		level, err := strconv.Atoi(words[2])
		if err != nil {
			return err
		}
		return childWrite(dir, store.Durability(level), words[3])
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

var killSessions = []string{"A", "B", "C", "RESETS"}

// killMessage is message seq as the child of a cycle saves it.
func killMessage(id string, epoch, seq uint64, cycle string) []byte {
	b := fmt.Appendf(nil, "8=FIX.4.4\x0149=%s\x0134=%d\x0150=%d\x0157=%s\x0158=", id, seq, epoch, cycle)
	return append(b, bytes.Repeat([]byte{byte(seq)}, int(seq*37%700))...)
}

// childWrite writes at full speed and says which message is durable.
func childWrite(dir string, level store.Durability, cycle string) error {
	f, err := store.OpenFile(dir, store.FileConfig{Durability: level, SegmentBytes: 100 << 10})
	if err != nil {
		return err
	}
	failed := make(chan error)
	for _, id := range killSessions {
		l, err := f.Open(context.Background(), id)
		if err != nil {
			return err
		}
		go func() { failed <- childSession(l, cycle) }()
	}
	return <-failed
}

func childSession(l store.Log, cycle string) error {
	ctx := context.Background()
	for {
		st := l.State()
		if st.ID == "RESETS" && st.NextOut > 40 {
			if err := l.Reset(time.Now()); err != nil {
				return err
			}
			continue
		}
		var acks []byte
		for i := range 1 + st.NextOut%4 {
			seq := st.NextOut + i
			if err := l.SaveOut(seq, killMessage(st.ID, st.Epoch, seq, cycle)); err != nil {
				return err
			}
			if err := l.SetNextIn(seq); err != nil {
				return err
			}
			acks = fmt.Appendf(acks, "%s %d %d\n", st.ID, st.Epoch, seq)
		}
		if err := l.Sync(ctx); err != nil {
			return err
		}
		if _, err := os.Stdout.Write(acks); err != nil {
			return err
		}
	}
}

type killKey struct {
	id         string
	epoch, seq uint64
}

// Kill -9 at any moment loses nothing that was acknowledged, and no number is
// given out twice. AFFIX_STORE_KILLS sets how often; normally 10 times a level.
func TestFileKill(t *testing.T) {
	t.Parallel()
	cycles := 10
	if n, err := strconv.Atoi(os.Getenv("AFFIX_STORE_KILLS")); err == nil {
		cycles = n
	}
	for _, d := range levels {
		t.Run(d.String(), func(t *testing.T) {
			t.Parallel()
			dir := shortDir(t)
			acked := map[killKey]bool{}
			seen := map[killKey]string{}
			for cycle := range cycles {
				n := killOnce(t, dir, d, cycle, acked)
				checkKilled(t, dir, acked, seen)
				if t.Failed() {
					t.Fatalf("cycle %d, killed after %d messages", cycle, n)
				}
			}
			if len(acked) < cycles {
				t.Errorf("only %d messages in %d cycles", len(acked), cycles)
			}
		})
	}
}

// killOnce runs a child until it has acknowledged a random number of messages,
// kills it, and adds what it acknowledged.
func killOnce(t *testing.T, dir string, d store.Durability, cycle int, acked map[killKey]bool) int {
	t.Helper()
	cmd := startChild(t, "write", dir, strconv.Itoa(int(d)), strconv.Itoa(cycle))
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	stdout, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	n, limit := 0, 1+rand.IntN(1500)
	lines := bufio.NewScanner(stdout)
	for lines.Scan() {
		var k killKey
		if _, err := fmt.Sscan(lines.Text(), &k.id, &k.epoch, &k.seq); err != nil {
			break // torn by the kill
		}
		acked[k] = true
		if n++; n == limit {
			must(t, cmd.Process.Kill())
		}
	}
	_ = cmd.Wait()
	if n < limit {
		t.Errorf("child ended after %d messages: %s", n, stderr.String())
	}
	return n
}

func checkKilled(t *testing.T, dir string, acked map[killKey]bool, seen map[killKey]string) {
	t.Helper()
	f := openFile(t, dir, store.FileConfig{})
	defer f.Close()
	for _, id := range killSessions {
		l := openSession(t, f, id)
		st := l.State()
		want := uint64(1)
		for m, err := range l.Messages(t.Context(), 1, 0) {
			must(t, err)
			k := killKey{id, st.Epoch, m.Seq}
			if m.Seq != want {
				t.Errorf("session %s: message %d, want %d", id, m.Seq, want)
			}
			want = m.Seq + 1
			if was, ok := seen[k]; ok && was != string(m.Bytes) {
				t.Errorf("%v: given out twice", k)
			}
			seen[k] = string(m.Bytes)
			_, cycle, _ := bytes.Cut(m.Bytes, []byte("\x0157="))
			cycle, _, _ = bytes.Cut(cycle, []byte("\x01"))
			if !bytes.Equal(m.Bytes, killMessage(id, st.Epoch, m.Seq, string(cycle))) {
				t.Errorf("%v: %q is not what was saved", k, m.Bytes)
			}
		}
		if st.NextOut != want {
			t.Errorf("session %s: next out %d, last message %d", id, st.NextOut, want-1)
		}
		for k := range acked {
			if k.id == id && (k.epoch > st.Epoch || k.epoch == st.Epoch && k.seq >= st.NextOut) {
				t.Errorf("%v was acknowledged, but the session is at %+v", k, st)
			}
		}
	}
}
