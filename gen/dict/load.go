package dict

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// MaxSize is the size, in bytes, above which a dictionary is refused. The
// largest known one, FIX Latest, has 1.5 MB.
const MaxSize = 64 << 20

// Load reads the dictionary at path. A file that starts with "<" or bears the
// extension .xml is QuickFIX XML, anything else is YAML. Positions carry path
// as given.
func Load(path string) (*File, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("dict: load: %w", err)
	}
	defer f.Close()
	src, err := io.ReadAll(io.LimitReader(f, MaxSize+1))
	if err != nil {
		return nil, fmt.Errorf("dict: load %s: %w", path, err)
	}
	name := filepath.ToSlash(path)
	if looksLikeXML(path, src) {
		return ReadXML(name, src)
	}
	return ReadYAML(name, src)
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
	errs.Addf(Pos{File: name}, "", "more than %d MiB: this is no dictionary", MaxSize>>20)
	return errs.Err()
}
