package emit

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// temporary is the ending of files that are not in place yet.
const temporary = ".affix-tmp"

// Write puts files into the folder dir, which it makes if need be. All files
// are written beside their place first and then moved, so that an interrupted
// or failed write leaves the old ones as they were; what carries the [Marker]
// and is not among files is removed. Other files are left alone, and one that
// has the name of an emitted file without its marker is an error.
func Write(dir string, files []GoFile) (err error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("emit: output folder: %w", err)
	}
	if err := removeTemporary(dir); err != nil {
		return err
	}
	if err := refuseForeign(dir, files); err != nil {
		return err
	}
	defer func() {
		if err != nil {
			for _, f := range files {
				_ = os.Remove(filepath.Join(dir, f.Name+temporary)) // it may not be there
			}
		}
	}()
	for _, f := range files {
		if err := os.WriteFile(filepath.Join(dir, f.Name+temporary), f.Content, 0o644); err != nil {
			return fmt.Errorf("emit: %w", err)
		}
	}
	for _, f := range files {
		path := filepath.Join(dir, f.Name)
		if err := os.Rename(path+temporary, path); err != nil {
			return fmt.Errorf("emit: %w", err)
		}
	}
	return removeLeftovers(dir, files)
}

// removeTemporary removes what an interrupted write left behind.
func removeTemporary(dir string) error {
	left, err := filepath.Glob(filepath.Join(dir, "*_gen.go"+temporary))
	if err != nil {
		return fmt.Errorf("emit: %w", err)
	}
	for _, path := range left {
		if err := os.Remove(path); err != nil {
			return fmt.Errorf("emit: %w", err)
		}
	}
	return nil
}

// Foreign returns the Go files in dir that were not generated, tests excepted:
// [Write] leaves them alone, but they become part of the package.
func Foreign(dir string) ([]string, error) {
	paths, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		return nil, fmt.Errorf("emit: %w", err)
	}
	var foreign []string
	for _, path := range paths {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return nil, fmt.Errorf("emit: %w", err)
		}
		if !generated(content) {
			foreign = append(foreign, path)
		}
	}
	return foreign, nil
}

// refuseForeign reports files that are in the way but were not emitted.
func refuseForeign(dir string, files []GoFile) error {
	var errs []error
	for _, f := range files {
		path := filepath.Join(dir, f.Name)
		content, err := os.ReadFile(path)
		switch {
		case errors.Is(err, fs.ErrNotExist):
		case err != nil:
			errs = append(errs, fmt.Errorf("emit: %w", err))
		case !generated(content):
			errs = append(errs, fmt.Errorf("emit: %s was not generated: move it away or choose another folder with -out", path))
		}
	}
	return errors.Join(errs...)
}

func generated(content []byte) bool { return bytes.HasPrefix(content, []byte(Marker)) }

func removeLeftovers(dir string, files []GoFile) error {
	keep := make(map[string]bool, len(files))
	for _, f := range files {
		keep[f.Name] = true
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return fmt.Errorf("emit: %w", err)
	}
	for _, entry := range entries {
		if entry.IsDir() || keep[entry.Name()] || !strings.HasSuffix(entry.Name(), "_gen.go") {
			continue
		}
		path := filepath.Join(dir, entry.Name())
		content, err := os.ReadFile(path)
		if err != nil {
			return fmt.Errorf("emit: %w", err)
		}
		if generated(content) {
			if err := os.Remove(path); err != nil {
				return fmt.Errorf("emit: %w", err)
			}
		}
	}
	return nil
}
