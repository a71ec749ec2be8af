package dict

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// MaxSize is the size, in bytes, above which a dictionary is refused. The
// largest known one, FIX Latest as Orchestra, has some 40 MB of documentation.
const MaxSize = 64 << 20

// These bound what a parser makes of a file: a node takes a hundred times the
// memory of the one or two characters that can ask for it. They are characters of
// structure; FIX Latest has a quarter of them.
const (
	maxTokensXML  = 8 << 20
	maxTokensYAML = 1 << 20
)

// Load reads the dictionary at path. The content tells the format: XML starts
// with "<", and its root element is <fix> of QuickFIX or <repository> of FIX
// Orchestra; anything else is YAML. Positions carry path as given.
//
// A dictionary of application messages that names its transport is joined with
// it (see Join); so is one of QuickFIX for FIX 5.0, with FIXT11 beside it.
func Load(path string) (*File, error) {
	return LoadWith(path, "", "")
}

// loadAlone reads a file without its transport.
func loadAlone(path string) (*File, error) {
	name := filepath.ToSlash(path)
	src, err := readFile(path)
	if err != nil {
		return nil, Errors{{Code: Unreadable, Pos: Pos{File: name}, Text: "cannot be read: " + reason(err), Cause: err}}
	}
	return Read(name, src)
}

// Read reads a dictionary in any of the formats. Name is used in positions, and
// its extension where there is no content to tell the format by; src is not
// kept.
func Read(name string, src []byte) (*File, error) {
	if bytes.HasPrefix(src, []byte("\xff\xfe")) || bytes.HasPrefix(src, []byte("\xfe\xff")) {
		return nil, Errors{{Code: Unreadable, Pos: Pos{File: name, Line: 1}, Text: "encoding UTF-16: save the file as UTF-8"}}
	}
	if looksLikeXML(name, src) {
		return ReadXML(name, src)
	}
	return ReadYAML(name, src)
}

// readFile reads no more than shows that the file is too large.
func readFile(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	return io.ReadAll(io.LimitReader(f, MaxSize+1))
}

// reason is err without the path, which the position has.
func reason(err error) string {
	var at *fs.PathError
	if errors.As(err, &at) {
		return at.Err.Error()
	}
	return err.Error()
}

func looksLikeXML(path string, src []byte) bool {
	text := bytes.TrimLeft(bytes.TrimPrefix(src, []byte(utf8BOM)), " \t\r\n")
	switch {
	case bytes.HasPrefix(text, []byte("<")):
		return true
	case len(text) > 0:
		return false
	default:
		return strings.EqualFold(filepath.Ext(path), ".xml")
	}
}

const utf8BOM = "\xef\xbb\xbf"

// checkSize reports a source that is too large to be a dictionary.
func checkSize(name string, src []byte) error {
	if len(src) <= MaxSize {
		return nil
	}
	var errs Errors
	errs.Addf(TooLarge, Pos{File: name}, "", "more than %d MiB: this is no dictionary", MaxSize>>20)
	return errs.Err()
}

// checkTokens reports a source with more characters of structure than any
// dictionary has.
func checkTokens(name string, src []byte, structure string, most int) *Finding {
	n := 0
	for _, c := range []byte(structure) {
		n += bytes.Count(src, []byte{c})
	}
	if n <= most {
		return nil
	}
	var errs Errors
	errs.Addf(TooLarge, Pos{File: name}, "", "more than %d million tokens: this is no dictionary", most>>20)
	return errs[0]
}
