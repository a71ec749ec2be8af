package main

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"
)

// screen prints what happens: on a terminal with a progress line that is drawn
// over and over, elsewhere with one for every tenth.
type screen struct {
	out      io.Writer
	terminal bool
	began    time.Time
	bar      string // as it stands on the terminal
	tenth    int
}

func newScreen(out io.Writer) *screen {
	s := &screen{out: out, began: time.Now()}
	if f, ok := out.(*os.File); ok {
		if info, err := f.Stat(); err == nil {
			s.terminal = info.Mode()&os.ModeCharDevice != 0
		}
	}
	return s
}

// Print writes lines as they are.
func (s *screen) Print(format string, args ...any) {
	s.wipe()
	fmt.Fprintf(s.out, format+"\n", args...)
	s.redraw()
}

// Event writes a line with the time since the start.
func (s *screen) Event(format string, args ...any) {
	s.Print("%6.1fs  %s", time.Since(s.began).Seconds(), fmt.Sprintf(format, args...))
}

// Alert is an event that stands out.
func (s *screen) Alert(format string, args ...any) {
	text := "!! " + fmt.Sprintf(format, args...)
	if s.terminal {
		text = "\x1b[1;33m" + text + "\x1b[0m"
	}
	s.Event("%s", text)
}

// Progress shows how far the run is.
func (s *screen) Progress(done, of int, text string) {
	done = min(done, of)
	const width = 30
	filled := strings.Repeat("#", width*done/of)
	s.bar = fmt.Sprintf("%6.1fs  [%-*s] %3d%%  %s", time.Since(s.began).Seconds(), width, filled, 100*done/of, text)
	switch tenth := 10 * done / of; {
	case s.terminal:
		s.redraw()
	case tenth > s.tenth:
		s.tenth = tenth
		fmt.Fprintln(s.out, s.bar)
	}
}

// EndProgress leaves the progress line where it is.
func (s *screen) EndProgress() {
	if s.terminal && s.bar != "" {
		fmt.Fprintln(s.out)
	}
	s.bar = ""
}

func (s *screen) wipe() {
	if s.terminal && s.bar != "" {
		fmt.Fprint(s.out, "\r\x1b[K")
	}
}

func (s *screen) redraw() {
	if s.terminal && s.bar != "" {
		fmt.Fprint(s.out, "\r\x1b[K"+s.bar)
	}
}
