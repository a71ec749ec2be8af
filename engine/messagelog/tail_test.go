package messagelog_test

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/engine/messagelog"
)

// texts are lines without their times.
func texts(lines []string) []string {
	out := []string{}
	for _, line := range lines {
		_, text, _ := strings.Cut(line, " : ")
		out = append(out, text)
	}
	return out
}

func TestTail(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := open(t, messagelog.Config{Recent: 100}) // without files
		log := func(text string) {
			l.LogMessage(id, engine.Out, at, []byte(text))
			<-time.After(time.Second)
		}
		collect := func(ctx context.Context, n int, follow bool) []string {
			var lines []string
			for line := range l.Tail(ctx, id, n, follow) {
				lines = append(lines, line)
			}
			return texts(lines)
		}
		if got := collect(t.Context(), 10, false); len(got) > 0 {
			t.Errorf("before the first message: %v", got)
		}
		for _, text := range []string{"zero", "zero", "zero", "one", "two", "three", "four", "five 554=x\x01554=secret"} {
			log(text)
		}
		if diff := cmp.Diff([]string{"three", "four", "five 554=x\x01554=***"}, collect(t.Context(), 3, false)); diff != "" {
			t.Error(diff)
		}
		if got := collect(t.Context(), 100, false); len(got) < 3 || got[0] == "zero" {
			t.Errorf("kept in memory: %v", got)
		}
		if got := collect(t.Context(), -1, false); len(got) > 0 {
			t.Errorf("%v", got)
		}

		ctx, cancel := context.WithCancel(t.Context())
		followed := make(chan []string)
		go func() { followed <- collect(ctx, 1, true) }()
		synctest.Wait()
		log("six")
		log("seven")
		cancel()
		if diff := cmp.Diff([]string{"five 554=x\x01554=***", "six", "seven"}, <-followed); diff != "" {
			t.Error(diff)
		}

		go func() { followed <- collect(t.Context(), 0, true) }()
		synctest.Wait()
		if err := l.Close(); err != nil {
			t.Error(err)
		}
		if got := <-followed; len(got) > 0 {
			t.Errorf("after Close: %v", got)
		}
		if got := collect(t.Context(), 0, true); len(got) > 0 {
			t.Errorf("of a Logger that is closed: %v", got)
		}
	})
}

// Who does not keep up costs a bounded amount of memory, and is told what was
// missed.
func TestTailThatIsTooSlow(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := open(t, messagelog.Config{})
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		proceed := make(chan struct{})
		lines := make(chan string, 100)
		go func() {
			defer close(lines)
			for line := range l.Tail(ctx, id, 0, true) {
				lines <- line
				<-proceed
			}
		}()
		synctest.Wait()
		long := strings.Repeat("x", 300<<10)
		for range 8 {
			l.LogMessage(id, engine.Out, at, []byte(long))
			<-time.After(time.Second)
		}
		close(proceed)
		synctest.Wait()
		l.LogMessage(id, engine.Out, at, []byte("again"))
		<-time.After(time.Second)
		cancel()
		var all []string
		for line := range lines {
			all = append(all, line)
		}
		if len(all) < 3 || !strings.Contains(all[len(all)-2], "lines were skipped") || !strings.HasSuffix(all[len(all)-1], "again") {
			t.Errorf("%d lines, the last is %.100s", len(all), all[len(all)-1])
		}
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
}
