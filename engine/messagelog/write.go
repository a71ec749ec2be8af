package messagelog

import (
	"context"
	"time"
)

// write is the goroutine that writes what waits, until the Logger is closed.
func (l *Logger) write() {
	defer close(l.done)
	var out []byte
	for {
		var waiting chan struct{}
		select {
		case <-l.wake:
			waiting = l.pause()
		case waiting = <-l.sync:
		case <-l.closing:
			l.drain(out)
			return
		}
		out = l.drain(out)
		if waiting != nil {
			close(waiting)
		}
	}
}

// pause lets time go by: whatever comes meanwhile goes out in the same write. It
// returns early if there is a hurry, with who waits for it, if somebody does.
func (l *Logger) pause() (waiting chan struct{}) {
	timer := time.NewTimer(l.cfg.Flush)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-l.hurry:
	case waiting = <-l.sync:
	case <-l.closing:
	}
	return waiting
}

// flush returns when all that was logged before is written, or ctx ends.
func (l *Logger) flush(ctx context.Context) {
	waiting := make(chan struct{})
	select {
	case l.sync <- waiting:
	case <-l.done:
		return
	case <-ctx.Done():
		return
	}
	select {
	case <-waiting:
	case <-ctx.Done():
	}
}

// drain writes what waits, with a buffer that is used again.
func (l *Logger) drain(out []byte) []byte {
	l.mu.Lock()
	dirty := l.dirty
	l.dirty, l.woken = nil, false
	l.mu.Unlock()
	for _, s := range dirty {
		out = l.drainStream(out[:0], s)
	}
	if cap(out) > 1<<20 {
		return nil
	}
	return out
}

// drainChunk is how much is formatted before it is written.
const drainChunk = 256 << 10

func (l *Logger) drainStream(out []byte, s *stream) []byte {
	records, missing := s.take()
	var lines uint64
	for rest := records; len(rest) > 0; {
		var r record
		r, rest = nextRecord(rest)
		before := len(out)
		out = l.appendLine(out, s.session, r)
		lines++
		if full := l.files.full(s, len(out)); full && before > 0 {
			l.emit(s, out[:before], lines-1)
			out = append(out[:0], out[before:]...)
			lines = 1
		} else if len(out) >= drainChunk {
			l.emit(s, out, lines)
			out, lines = out[:0], 0
		}
	}
	if missing > 0 {
		out = l.appendMissing(out, s.session, gapNote{missing, "the buffer was full"})
	}
	l.emit(s, out, lines)
	s.giveBack(records)
	return out
}

// emit gives lines to the file and to those who watch. Lines that cannot be
// written are counted, and missed in the log once it can be written again.
func (l *Logger) emit(s *stream, out []byte, lines uint64) {
	if len(out) == 0 {
		return
	}
	if l.cfg.Recent > 0 || s.tail.watched() {
		s.tail.add(out, l.cfg.Recent)
	}
	if l.cfg.Dir == "" {
		return
	}
	text := out
	if s.unsaid.n > 0 {
		text = append(l.appendMissing(nil, s.session, s.unsaid), out...)
	}
	if err := l.files.append(s, text); err != nil {
		if s.unsaid.n == 0 {
			l.cfg.Logger.Error("messages cannot be logged", "session", s.session, "error", err)
		}
		s.unsaid = gapNote{s.unsaid.n + lines, "the file could not be written"}
		return
	}
	if s.unsaid.n > 0 {
		l.cfg.Logger.Info("messages are logged again", "session", s.session, "missing", s.unsaid.n)
		s.unsaid = gapNote{}
	}
}
