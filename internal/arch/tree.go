package arch

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// File is one file of the tree: its text, and for Go files its syntax.
type File struct {
	Path string // relative to the root of the tree, with slashes
	Text string
	// Go is nil where the file is no Go or lies in a testdata folder; of a
	// generated file it holds the imports alone.
	Go *ast.File

	fset *token.FileSet
}

// Violation is a place that breaks a rule.
type Violation struct {
	Path string
	Line int // 0 where it is the whole file, or a folder
	What string
	Why  string
}

func (v Violation) String() string {
	at := v.Path
	if v.Line > 0 {
		at = fmt.Sprintf("%s:%d", at, v.Line)
	}
	return fmt.Sprintf("%s: %s (rule: %s)", at, v.What, v.Why)
}

// Load reads the tree under root, in the order of its paths. It leaves out what
// git ignores and what is not text.
func Load(root string) ([]*File, error) {
	var files []*File
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if skipped(root, name) {
				return filepath.SkipDir
			}
			return nil
		}
		if !d.Type().IsRegular() || d.Name() == ".git" { // of a worktree it is a file
			return nil
		}
		text, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		if slices.Contains(text, 0) {
			return nil
		}
		rel, err := filepath.Rel(root, name)
		if err != nil {
			return err
		}
		f, err := Parse(filepath.ToSlash(rel), string(text))
		if err != nil {
			return err
		}
		files = append(files, f)
		return nil
	})
	return files, err
}

// skipped tells the folders that are no part of the tree: those of git and of
// editors anywhere, and at its root what the programs leave when they run there.
func skipped(root, dir string) bool {
	switch filepath.Base(dir) {
	case ".git", ".idea", ".vscode", ".affix-trade":
		return true
	case "bin", "data":
		return filepath.Dir(dir) == filepath.Clean(root)
	}
	return false
}

// Parse makes a File of a path and a text.
func Parse(name, text string) (*File, error) {
	f := &File{Path: name, Text: text}
	if path.Ext(name) != ".go" || slices.Contains(strings.Split(name, "/"), "testdata") {
		return f, nil
	}
	mode := parser.ParseComments | parser.SkipObjectResolution
	if f.IsGenerated() {
		mode |= parser.ImportsOnly // the bulk of the tree, and judged where it is made
	}
	f.fset = token.NewFileSet()
	var err error
	f.Go, err = parser.ParseFile(f.fset, name, text, mode)
	return f, err
}

// Dir is the folder of f, "" for the root.
func (f *File) Dir() string {
	if dir := path.Dir(f.Path); dir != "." {
		return dir
	}
	return ""
}

// IsTest tells whether f is compiled for tests only.
func (f *File) IsTest() bool { return strings.HasSuffix(f.Path, "_test.go") }

// IsGenerated tells by its name whether f is output of the generator.
func (f *File) IsGenerated() bool {
	return strings.HasSuffix(f.Path, "_gen.go") || strings.HasSuffix(f.Path, "_gen_test.go")
}

func (f *File) line(pos token.Pos) int { return f.fset.Position(pos).Line }

// within tells whether dir is root or lies below it; everything lies below "".
func within(dir, root string) bool {
	return root == "" || dir == root || strings.HasPrefix(dir, root+"/")
}
