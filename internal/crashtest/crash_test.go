package crashtest_test

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/affixgo/affix/internal/pgserver"
	"github.com/affixgo/affix/store"
)

// event is a line of a child.
type event struct {
	who  *process
	line string
}

// process is one side as a process.
type process struct {
	role   string
	cmd    *exec.Cmd
	stdin  io.Closer
	stderr bytes.Buffer
	ended  chan struct{}
}

// world is both sides.
type world struct {
	t       *testing.T
	root    string
	storage storage
	address string
	events  chan event
}

func (w *world) dir(role string) string { return filepath.Join(w.root, role) }

// start starts a side.
func (w *world) start(role, mode string) *process {
	w.t.Helper()
	exe, err := os.Executable()
	must(w.t, err)
	p := &process{role: role, cmd: exec.Command(exe), ended: make(chan struct{})}
	p.cmd.Env = append(os.Environ(), childEnv+"="+
		strings.Join([]string{role, w.dir(role), w.address, string(w.storage), mode}, "\n"))
	p.cmd.Stderr = &p.stderr
	stdin, err := p.cmd.StdinPipe()
	must(w.t, err)
	p.stdin = stdin
	stdout, err := p.cmd.StdoutPipe()
	must(w.t, err)
	must(w.t, p.cmd.Start())
	w.t.Cleanup(p.kill)
	go func() {
		defer close(p.ended)
		for lines := bufio.NewScanner(stdout); lines.Scan(); {
			select {
			case w.events <- event{p, lines.Text()}:
			case <-w.t.Context().Done():
			}
		}
		_ = p.cmd.Wait()
	}()
	if role == "venue" {
		w.await("the venue listens", func(e event) bool {
			address, ok := strings.CutPrefix(e.line, "address ")
			if e.who == p && ok {
				w.address = address
			}
			return e.who == p && ok
		})
	}
	return p
}

// await returns when an event is the one that is wanted.
func (w *world) await(what string, wanted func(event) bool) {
	w.t.Helper()
	limit := time.After(30 * time.Second)
	for {
		select {
		case e := <-w.events:
			if wanted(e) {
				return
			}
		case <-limit:
			w.t.Fatalf("waited in vain until %s", what)
		}
	}
}

func (p *process) kill() {
	_ = p.cmd.Process.Kill()
	<-p.ended
}

// stop lets p end by itself. Its events are read meanwhile.
func (w *world) stop(p *process) {
	w.t.Helper()
	must(w.t, p.stdin.Close())
	limit := time.After(30 * time.Second)
	for {
		select {
		case <-w.events:
		case <-p.ended:
			if !p.cmd.ProcessState.Success() {
				w.t.Errorf("%s: %v: %s", p.role, p.cmd.ProcessState, &p.stderr)
			}
			return
		case <-limit:
			w.t.Fatalf("the %s does not end", p.role)
		}
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// Venue and client trade while one after the other is killed. In the end they
// agree, nothing is lost, and nothing was handled twice that was not flagged.
// AFFIX_CRASH_KILLS sets how often: 12 times a store if it is not set. A database
// is killed in turn, too.
func TestKilledInTurn(t *testing.T) {
	kills := 12
	if n, err := strconv.Atoi(os.Getenv("AFFIX_CRASH_KILLS")); err == nil {
		kills = n
	}
	db, err := pgserver.Start()
	must(t, err)
	defer db.Remove()
	for name, storage := range map[string]storage{"group": "group", "async": "async", "postgres": storage(db.DSN)} {
		t.Run(name, func(t *testing.T) {
			if name == "postgres" && !db.Own() {
				t.Skip("NOT TESTED: AFFIX_TEST_POSTGRES names a server that is not ours to kill")
			}
			w := &world{t: t, root: t.TempDir(), storage: storage, address: "127.0.0.1:0", events: make(chan event, 100)}
			for _, role := range []string{"venue", "client"} {
				must(t, os.Mkdir(w.dir(role), 0o700))
			}
			venue := w.start("venue", "trade")
			client := w.start("client", "trade")
			for i := range kills {
				handled, limit := 0, 1+rand.IntN(150)
				w.await("messages are handled", func(e event) bool {
					if e.line == "handled" {
						handled++
					}
					return handled == limit
				})
				if name == "postgres" && i%3 == 2 {
					must(t, db.Kill())
					must(t, db.Restart())
				}
				if i%2 == 0 {
					w.killed(venue)
					venue = w.start("venue", "trade")
				} else {
					w.killed(client)
					client = w.start("client", "trade")
				}
			}
			// The last words: no new orders, until each has what the other sent.
			w.killed(client)
			client = w.start("client", "quiet")
			at := map[*process]string{}
			w.await("both sides agree", func(e event) bool {
				if rest, ok := strings.CutPrefix(e.line, "at "); ok {
					at[e.who] = rest
				}
				in, out, ok := strings.Cut(at[venue], " ")
				return ok && at[client] == out+" "+in
			})
			w.stop(client)
			w.stop(venue)
			w.compare(kills)
		})
	}
}

// killed kills p, reading events so that it is not held up.
func (w *world) killed(p *process) {
	w.t.Helper()
	must(w.t, p.cmd.Process.Kill())
	for {
		select {
		case <-w.events:
		case <-p.ended:
			if p.stderr.Len() > 0 {
				w.t.Errorf("%s: %s", p.role, &p.stderr)
			}
			return
		}
	}
}

// compare looks at what both sides have on disk.
func (w *world) compare(kills int) {
	t := w.t
	state := map[string]store.State{}
	sent := map[string]map[uint64]string{}
	for role, id := range map[string]string{"venue": venueID, "client": clientID} {
		f, err := w.storage.open(t.Context(), w.dir(role))
		must(t, err)
		if f, ok := f.(*store.File); ok && len(f.Damage()) > 0 {
			t.Errorf("%s: %v", role, f.Damage())
		}
		l, err := f.Open(t.Context(), id)
		must(t, err)
		state[role], sent[role] = l.State(), map[uint64]string{}
		next := uint64(1)
		for m, err := range l.Messages(t.Context(), 1, 0) {
			must(t, err)
			if m.Seq != next {
				t.Errorf("%s: message %d, want %d", role, m.Seq, next)
			}
			next = m.Seq + 1
			if _, rest, ok := bytes.Cut(m.Bytes, []byte("\x0111=")); ok {
				id, _, _ := bytes.Cut(rest, []byte("\x01"))
				sent[role][m.Seq] = string(id)
			}
		}
		must(t, f.Close())
	}
	if c, v := state["client"], state["venue"]; c.Epoch != 1 || v.Epoch != 1 || c.NextOut != v.NextIn || v.NextOut != c.NextIn {
		t.Errorf("client %+v, venue %+v", c, v)
	}
	dups := w.handled("venue", sent["client"]) + w.handled("client", sent["venue"])
	t.Logf("%d kills, %d orders, %d reports, %d flagged duplicates", kills, len(sent["client"]), len(sent["venue"]), dups)
}

// handled checks that a side has handled exactly what the other sent.
func (w *world) handled(role string, sent map[uint64]string) (dups int) {
	t := w.t
	b, err := os.ReadFile(journalPath(w.dir(role)))
	must(t, err)
	seen := map[uint64]bool{}
	last := uint64(0)
	for line := range strings.Lines(string(b)) {
		var seq uint64
		var dup, id string
		if _, err := fmt.Sscan(line, &seq, &dup, &id); err != nil {
			t.Fatalf("%s: %q: %v", role, line, err)
		}
		switch {
		case sent[seq] != id:
			t.Errorf("%s handled %d as %q, the other sent %q", role, seq, id, sent[seq])
		case seen[seq] && dup != "dup":
			t.Errorf("%s handled %d twice without PossDup", role, seq)
		case !seen[seq] && seq <= last:
			t.Errorf("%s handled %d behind %d", role, seq, last)
		}
		if seen[seq] {
			dups++
		} else {
			last = seq
		}
		seen[seq] = true
	}
	for seq, id := range sent {
		if !seen[seq] {
			t.Errorf("%s never handled %d, %q", role, seq, id)
		}
	}
	return dups
}
