package overlay

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/affixgo/affix/etc"
	"github.com/affixgo/affix/gen/dict"
)

// maxChain bounds how many overlays stand on each other.
const maxChain = 32

// Load reads the dictionary at path. If it is an overlay, it reads what that
// extends too, and applies it. Where there is no such file, path may be the name
// of one of the dictionaries in etc: "FIX44". What names a transport is joined
// with it.
func Load(path string) (*dict.File, error) { return load(path, nil) }

// LoadAlone is Load without the transport, for those who rewrite a file.
// Overlays are applied to a complete base all the same.
func LoadAlone(path string) (*dict.File, error) {
	src, err := readFile(path)
	switch {
	case err == nil && !dict.IsOverlay(src):
		return dict.Read(filepath.ToSlash(path), src)
	case errors.Is(err, fs.ErrNotExist):
		if src, ok := etc.Open(path); ok {
			return dict.Read(ours(path), src)
		}
	}
	return load(path, nil)
}

// load reads path, which chain has led to.
func load(path string, chain []string) (*dict.File, error) {
	src, err := readFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		if src, ok := etc.Open(path); ok {
			return readOurs(path, src)
		}
	}
	if err != nil || !dict.IsOverlay(src) {
		return dict.Load(path)
	}
	name := filepath.ToSlash(path)
	o, err := dict.ReadOverlay(name, src)
	if err != nil {
		return nil, err
	}
	var errs dict.Errors
	base, ok := baseOf(path, o.Extends.Text)
	if !ok {
		errs.Addf(dict.BaseMissing, o.Extends.Pos, "", "extends: there is no %s beside this file, and no dictionary of ours is called so%s",
			o.Extends.Text, near(o.Extends.Text, etc.Names(), "the names of ours are "+strings.Join(etc.Names(), ", ")))
		return nil, errs.Err()
	}
	chain = append(chain, path)
	for i, p := range chain {
		if same(p, base) {
			errs.Addf(dict.BaseCycle, o.Extends.Pos, "", "extends: %s: let one of them extend a dictionary",
				filepath.ToSlash(strings.Join(append(chain[i:], base), " extends ")))
			return nil, errs.Err()
		}
	}
	if len(chain) > maxChain {
		errs.Addf(dict.TooDeep, o.Extends.Pos, "", "more than %d overlays on each other: join some of them", maxChain)
		return nil, errs.Err()
	}
	f, err := load(base, chain)
	if err != nil {
		return nil, err
	}
	if f, err = Apply(f, o); err != nil || f.Transport == "" {
		return f, err
	}
	session, ok := baseOf(path, f.Transport)
	if !ok {
		errs.Addf(dict.BadTransport, o.Transport.Pos, "", "transport: there is no %s beside this file, and no dictionary of ours is called so: correct the name", f.Transport)
		return nil, errs.Err()
	}
	s, err := load(session, chain)
	if err != nil {
		return nil, err
	}
	return dict.Join(f, s)
}

// baseOf returns the path of what the overlay at path extends: a file, given from
// the folder of the overlay with or without its extension, or one of ours.
func baseOf(path, extends string) (string, bool) {
	base := filepath.FromSlash(extends)
	if !filepath.IsAbs(base) {
		base = filepath.Join(filepath.Dir(path), base)
	}
	for _, ext := range []string{"", ".yaml", ".yml", ".xml"} {
		if info, err := os.Stat(base + ext); err == nil && !info.IsDir() {
			return base + ext, true
		}
	}
	_, ok := etc.Open(extends)
	return extends, ok
}

// ours is the name of a dictionary of ours in positions.
func ours(name string) string { return "etc/" + strings.TrimSuffix(name, ".yaml") + ".yaml" }

func same(a, b string) bool {
	x, err := os.Stat(a)
	if err != nil {
		return false // one of ours
	}
	y, err := os.Stat(b)
	return err == nil && os.SameFile(x, y)
}

// readFile reads no more than shows that the file is too large.
func readFile(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // it was only read
	return io.ReadAll(io.LimitReader(f, dict.MaxSize+1))
}
