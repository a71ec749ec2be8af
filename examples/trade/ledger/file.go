package ledger

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// File is a ledger that is being written. It is not safe for concurrent use.
type File struct {
	f   *os.File
	buf []byte
}

// Open opens or creates a ledger and returns what it holds. A last line without
// its end, as a killed process leaves it, is cut off: what it would have said
// was not acted upon.
func Open(path string) (*File, []Entry, error) {
	entries, whole, err := read(path)
	if err != nil {
		return nil, nil, err
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return nil, nil, fmt.Errorf("ledger: %w", err)
	}
	if err := f.Truncate(whole); err != nil {
		return nil, nil, errors.Join(fmt.Errorf("ledger: %w", err), f.Close())
	}
	return &File{f: f}, entries, nil
}

// Read returns what a ledger holds and changes nothing. A file that does not
// exist is an empty ledger.
func Read(path string) ([]Entry, error) {
	entries, _, err := read(path)
	return entries, err
}

// read returns the entries and the length of the part that is whole.
func read(path string) ([]Entry, int64, error) {
	data, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, 0, fmt.Errorf("ledger: %w", err)
	}
	var entries []Entry
	var whole int64
	for n := 1; ; n++ {
		line, rest, ended := bytes.Cut(data, []byte{'\n'})
		if !ended {
			return entries, whole, nil
		}
		e, err := parseEntry(string(line))
		if err != nil {
			return nil, 0, fmt.Errorf("ledger: %s:%d: %w", path, n, err)
		}
		entries = append(entries, e)
		whole += int64(len(line)) + 1
		data = rest
	}
}

// Append writes entries, which are not kept. When it returns they survive the
// death of this process. They would not survive power loss: for that, an
// application syncs the file here and pays for it with every message.
func (l *File) Append(entries ...Entry) error {
	buf := l.buf[:0]
	for _, e := range entries {
		var err error
		if buf, err = appendEntry(buf, e); err != nil {
			return fmt.Errorf("ledger: %s: %w", l.f.Name(), err)
		}
	}
	l.buf = buf
	if _, err := l.f.Write(buf); err != nil { // one write: either all, or a torn tail
		return fmt.Errorf("ledger: %w", err)
	}
	return nil
}

// Close closes the file.
func (l *File) Close() error { return l.f.Close() }
