package messagelog

import (
	"bufio"
	"cmp"
	"errors"
	"io"
	"os"
	"path/filepath"
	"time"
)

// maxOpen is how many files are open at a time: a process may have few
// descriptors, and many sessions.
const maxOpen = 200

// files are the files of all sessions. They belong to the writer.
type files struct {
	cfg    *Config
	open   map[*stream]*file // that have a descriptor
	names  map[string]string // session by the name of its files
	packer packer
}

// file is the current file of a session.
type file struct {
	name  string // without ".current.log"
	f     *os.File
	size  int64
	began time.Time // of its first line
	used  time.Time
}

func (l *files) start() error {
	l.open = make(map[*stream]*file)
	l.names = make(map[string]string)
	return l.packer.start(l.cfg)
}

// full reports whether so many bytes more are too many for the file of s.
func (l *files) full(s *stream, more int) bool {
	size := int64(more)
	if s.file != nil {
		size += s.file.size
	}
	return l.cfg.Dir != "" && l.cfg.MaxSize > 0 && size > l.cfg.MaxSize
}

// append writes whole lines, after a rotation if that is due.
func (l *files) append(s *stream, lines []byte) error {
	if err := l.ready(s); err != nil {
		return err
	}
	now := time.Now()
	f := s.file
	old := l.cfg.MaxAge > 0 && now.Sub(f.began) >= l.cfg.MaxAge
	if f.size > 0 && (old || l.full(s, len(lines))) {
		if err := l.rotate(s, now); err != nil {
			return err
		}
		f = s.file
	}
	if f.size == 0 {
		f.began = now
	}
	f.used = now
	n, err := f.f.Write(lines)
	f.size += int64(n)
	if err != nil {
		// The next attempt begins with a new descriptor, and a new line.
		if n > 0 && lines[n-1] != '\n' {
			_, _ = f.f.WriteString("\n")
		}
		l.shut(s)
	}
	return err
}

// ready opens the file of s if it is not.
func (l *files) ready(s *stream) error {
	if s.file == nil {
		s.file = &file{name: l.nameFor(s.session)}
	}
	f := s.file
	if f.f != nil {
		return nil
	}
	if len(l.open) >= maxOpen {
		l.shutOldest()
	}
	path := filepath.Join(l.cfg.Dir, f.name+currentSuffix)
	opened, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o640)
	if err != nil {
		return err
	}
	info, err := opened.Stat()
	if err != nil {
		return errors.Join(err, opened.Close())
	}
	f.f, f.size = opened, info.Size()
	l.open[s] = f
	if f.began.IsZero() && f.size > 0 {
		f.began = cmp.Or(firstTime(opened), info.ModTime())
	}
	return l.endLine(f)
}

// endLine ends the last line of a file whose process was killed while it wrote.
func (l *files) endLine(f *file) error {
	if f.size == 0 {
		return nil
	}
	var last [1]byte
	if _, err := f.f.ReadAt(last[:], f.size-1); err != nil || last[0] == '\n' {
		return err
	}
	n, err := f.f.WriteString("\n")
	f.size += int64(n)
	return err
}

// shut closes the descriptor of s.
func (l *files) shut(s *stream) {
	if s.file != nil && s.file.f != nil {
		_ = s.file.f.Close() // what was written was written
		s.file.f = nil
	}
	delete(l.open, s)
}

func (l *files) shutOldest() {
	var oldest *stream
	for s, f := range l.open {
		if oldest == nil || f.used.Before(oldest.file.used) {
			oldest = s
		}
	}
	l.shut(oldest)
}

// rotate gives the current file of s its final name, and opens a new one.
func (l *files) rotate(s *stream, now time.Time) error {
	name := s.file.name
	l.shut(s)
	to, err := freeName(l.cfg.Dir, name, now)
	if err == nil {
		err = os.Rename(filepath.Join(l.cfg.Dir, name+currentSuffix), to)
	}
	if err != nil {
		return err
	}
	s.file.size, s.file.began = 0, time.Time{}
	l.packer.pack(to, name)
	return l.ready(s)
}

// nameFor returns the name of the files of a session, which no other has.
func (l *files) nameFor(session string) string {
	name := FileName(session)
	if other, taken := l.names[name]; taken && other != session {
		name += "~" + hash(session)
	}
	l.names[name] = session
	return name
}

// close closes all files, and waits until those that were rotated are compressed.
func (l *files) close() {
	for s := range l.open {
		l.shut(s)
	}
	l.packer.idle.Wait()
}

// firstTime reads the time of the first line of a file, zero if it has none.
func firstTime(f *os.File) time.Time {
	line, err := bufio.NewReaderSize(io.NewSectionReader(f, 0, 256), 256).ReadSlice('\n')
	if err != nil && len(line) == 0 {
		return time.Time{}
	}
	text := string(line)
	for _, layout := range []string{layoutQuickFIX, layoutQuickFIXGo} {
		if len(text) >= len(layout) {
			if t, err := time.Parse(layout, text[:len(layout)]); err == nil {
				return t
			}
		}
	}
	const key = `{"time":"`
	if len(text) > len(key) && text[:len(key)] == key {
		for i := len(key); i < len(text); i++ {
			if text[i] == '"' {
				t, _ := time.Parse(time.RFC3339Nano, text[len(key):i])
				return t
			}
		}
	}
	return time.Time{}
}
