package store

import (
	"errors"
	"fmt"
	"io"
	"os"
)

// scanner reads a segment through a window.
type scanner struct {
	file   *os.File
	seg    uint32
	size   int64
	off    int64 // of the next record
	window []byte
	start  int64 // of the window
}

// openScanner opens segment seg of dir. The error is the file system's.
func openScanner(dir string, seg uint32) (*scanner, error) {
	file, err := os.Open(segmentPath(dir, seg))
	if err != nil {
		return nil, err
	}
	info, err := file.Stat()
	if err != nil {
		_ = file.Close()
		return nil, err
	}
	return &scanner{file: file, seg: seg, size: info.Size()}, nil
}

func (s *scanner) close() { _ = s.file.Close() }

// header reads the header and goes behind it. reason says what is wrong with it;
// head is what there is of it.
func (s *scanner) header() (head []byte, reason, err error) {
	head, err = s.peek(segmentHeaderLen)
	if err != nil {
		return nil, nil, fmt.Errorf("store: %w", err)
	}
	head = head[:min(len(head), segmentHeaderLen)]
	s.off = min(segmentHeaderLen, s.size)
	return head, checkHeader(head, s.seg), nil
}

// next returns the record at s.off and goes behind it. ok is false when there
// is none, because of damage or because the segment ends; r aliases the window.
func (s *scanner) next() (r record, off int64, ok bool, err error) {
	off = s.off
	b, err := s.peek(recordHeaderLen)
	if n, ok := recordLen(b); err == nil && ok {
		b, err = s.peek(n)
	}
	if err != nil {
		return record{}, off, false, fmt.Errorf("store: %w", err)
	}
	r, n, ok := parseRecord(b, s.seg, off)
	s.off += int64(n)
	return r, off, ok, nil
}

// rest returns the segment from s.off on.
func (s *scanner) rest() ([]byte, error) {
	rest := make([]byte, s.size-s.off)
	if _, err := s.file.ReadAt(rest, s.off); err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("store: %w", err)
	}
	return rest, nil
}

// peek returns the bytes from off on, at least n of them unless the file ends.
func (s *scanner) peek(n int) ([]byte, error) {
	n = int(min(int64(n), s.size-s.off))
	at := int(s.off - s.start)
	if at >= 0 && len(s.window)-at >= n {
		return s.window[at:], nil
	}
	if want := max(n, bufferFull); cap(s.window) < want {
		s.window = make([]byte, want)
	}
	got, err := s.file.ReadAt(s.window[:cap(s.window)], s.off)
	s.window, s.start = s.window[:got], s.off
	if got < n && errors.Is(err, io.EOF) {
		err = io.ErrUnexpectedEOF // somebody shortens the file
	} else if got >= n {
		err = nil
	}
	return s.window, err
}
