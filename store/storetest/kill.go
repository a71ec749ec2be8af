package storetest

import (
	"bufio"
	"bytes"
	"context"
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

// childEnv tells a child that it is one: directory, variant and cycle.
const childEnv = "AFFIX_STORETEST_CHILD"

// Child makes this process the writer of a Kill test, and does not return, if
// Kill has started it as one. Call it first of all in TestMain. open opens the
// store in dir; variant is what Kill was given.
func Child(open func(dir, variant string) (store.Store, error)) {
	words := strings.Split(os.Getenv(childEnv), "\n")
	if len(words) != 3 {
		return
	}
	st, err := open(words[0], words[1])
	if err == nil {
		err = childWrite(st, words[2])
	}
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

// killsPerStore bounds how long a store grows.
const killsPerStore = 20

// Kill starts this test binary again and again as a child that writes to a store
// at full speed, see [Child], ends it with kill -9 at a random moment, and opens
// the store: every message that the child was told to be durable is there with
// its bytes, and no number is given out twice. variant is for Child.
func Kill(t *testing.T, open Opener, variant string, cycles int) {
	t.Helper()
	messages := 0
	for done := 0; done < cycles; done += killsPerStore {
		k := killer{open: open, variant: variant, acked: map[killKey]bool{}, seen: map[killKey]string{}}
		var err error
		if k.dir, err = os.MkdirTemp(t.TempDir(), ""); err != nil {
			t.Fatal(err)
		}
		for cycle := done; cycle < min(done+killsPerStore, cycles); cycle++ {
			n := k.once(t, cycle)
			k.check(t)
			if t.Failed() {
				t.Fatalf("cycle %d, killed after %d messages", cycle, n)
			}
			messages += n
		}
		if err := os.RemoveAll(k.dir); err != nil {
			t.Error(err)
		}
	}
	t.Logf("%d kills, %d messages acknowledged", cycles, messages)
}

var killSessions = []string{"A", "B", "C", "RESETS"}

// killMessage is message seq as the child of a cycle saves it.
func killMessage(id string, epoch, seq uint64, cycle string) []byte {
	b := fmt.Appendf(nil, "8=FIX.4.4\x0149=%s\x0134=%d\x0150=%d\x0157=%s\x0158=", id, seq, epoch, cycle)
	return append(b, bytes.Repeat([]byte{byte(seq)}, int(seq*37%700))...)
}

// childWrite writes at full speed and says which message is durable.
func childWrite(st store.Store, cycle string) error {
	failed := make(chan error)
	for _, id := range killSessions {
		l, err := st.Open(context.Background(), id)
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

// killer kills children that write to one store.
type killer struct {
	open         Opener
	dir, variant string
	acked        map[killKey]bool   // messages that a child was told to be durable
	seen         map[killKey]string // messages found
}

// once runs a child until it has acknowledged a random number of messages, kills
// it, and adds what it acknowledged.
func (k *killer) once(t *testing.T, cycle int) int {
	t.Helper()
	exe, err := os.Executable()
	must(t, err)
	cmd := exec.Command(exe)
	cmd.Env = append(os.Environ(), childEnv+"="+strings.Join([]string{k.dir, k.variant, strconv.Itoa(cycle)}, "\n"))
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	stdout, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	n, limit := 0, 1+rand.IntN(400)
	lines := bufio.NewScanner(stdout)
	for lines.Scan() {
		var m killKey
		if _, err := fmt.Sscan(lines.Text(), &m.id, &m.epoch, &m.seq); err != nil {
			break // torn by the kill
		}
		k.acked[m] = true
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

// check opens the store and looks at everything in it.
func (k *killer) check(t *testing.T) {
	t.Helper()
	st := k.open(t, k.dir)
	defer func() {
		if err := st.Close(); err != nil {
			t.Errorf("Store.Close: %v", err)
		}
	}()
	for _, id := range killSessions {
		k.session(t, openLog(t, st, id))
	}
}

func (k *killer) session(t *testing.T, l store.Log) {
	t.Helper()
	st := l.State()
	want := uint64(1)
	for m, err := range l.Messages(t.Context(), 1, 0) {
		must(t, err)
		key := killKey{st.ID, st.Epoch, m.Seq}
		if m.Seq != want {
			t.Errorf("session %s: message %d, want %d", st.ID, m.Seq, want)
		}
		want = m.Seq + 1
		if was, ok := k.seen[key]; ok && was != string(m.Bytes) {
			t.Errorf("%v: given out twice", key)
		}
		k.seen[key] = string(m.Bytes)
		_, cycle, _ := bytes.Cut(m.Bytes, []byte("\x0157="))
		cycle, _, _ = bytes.Cut(cycle, []byte("\x01"))
		if !bytes.Equal(m.Bytes, killMessage(st.ID, st.Epoch, m.Seq, string(cycle))) {
			t.Errorf("%v: %q is not what was saved", key, m.Bytes)
		}
	}
	if st.NextOut != want {
		t.Errorf("session %s: next out %d, last message %d", st.ID, st.NextOut, want-1)
	}
	for key := range k.acked {
		if key.id == st.ID && (key.epoch > st.Epoch || key.epoch == st.Epoch && key.seq >= st.NextOut) {
			t.Errorf("%v was acknowledged, but the session is at %+v", key, st)
		}
		if key.id == st.ID && key.epoch == st.Epoch && key.seq > st.NextIn {
			t.Errorf("next in %d was acknowledged, but the session is at %+v", key.seq, st)
		}
	}
}
