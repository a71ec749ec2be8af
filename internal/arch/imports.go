package arch

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"
)

// Imports checks every import of the files against rows.
func Imports(rows []Row, files []*File) []Violation {
	var found []Violation
	for _, f := range files {
		if f.Go == nil {
			continue
		}
		row, unit, ok := rowOf(rows, f.Dir())
		if !ok {
			found = append(found, Violation{Path: f.Path, What: "no row of arch.Map covers the folder",
				Why: "every folder has its place on the map"})
			continue
		}
		for _, spec := range f.Go.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil || row.allows(f, unit, imported) {
				continue
			}
			found = append(found, Violation{Path: f.Path, Line: f.line(spec.Pos()),
				What: fmt.Sprintf("%s imports %q, may import %s", f.role(), imported, row.terms(f, imported)),
				Why:  row.Why})
		}
	}
	return found
}

// rowOf finds the row of a folder, and the folder that the row stands for.
func rowOf(rows []Row, dir string) (row Row, unit string, ok bool) {
	for _, r := range rows {
		u, match := r.unit(dir)
		if match && (!ok || len(u) > len(unit)) {
			row, unit, ok = r, u, true
		}
	}
	return row, unit, ok
}

// unit tells whether r rules dir, and the folder within which imports are free.
func (r Row) unit(dir string) (string, bool) {
	if r.Dir == "" {
		return "", dir == ""
	}
	parent, each := strings.CutSuffix(r.Dir, "/*")
	if !each {
		return r.Dir, within(dir, r.Dir)
	}
	rest, ok := strings.CutPrefix(dir, parent+"/")
	first, _, _ := strings.Cut(rest, "/")
	return path.Join(parent, first), ok
}

func (r Row) allows(f *File, unit, imported string) bool {
	if dir, ok := inModule(imported); ok {
		return r.allowsDir(f, unit, dir)
	}
	if isStd(imported) {
		return f.IsTest() || !underAny(imported, r.NoStd)
	}
	return slices.Contains(r.Deps, Any) || underAny(imported, r.Deps) ||
		f.IsTest() && underAny(imported, TestDeps)
}

func (r Row) allowsDir(f *File, unit, dir string) bool {
	if dir == unit || unit != "" && within(dir, unit) {
		return true
	}
	if f.IsTest() && !r.StrictTests {
		return isPublic(dir) || within(dir, "internal")
	}
	for _, allowed := range r.Imports {
		below, tree := strings.CutSuffix(allowed, "/...")
		switch {
		case allowed == Public && isPublic(dir),
			tree && within(dir, below),
			dir == allowed:
			return true
		}
	}
	return false
}

// role is how messages call the importing side.
func (f *File) role() string {
	name := cmp.Or(f.Dir(), "the root package")
	if f.IsTest() {
		return "test of " + name
	}
	return name
}

// terms says what f may import of the kind that imported is.
func (r Row) terms(f *File, imported string) string {
	if _, ok := inModule(imported); ok {
		allowed := r.Imports
		if f.IsTest() && !r.StrictTests {
			allowed = []string{Public, "internal/..."}
		}
		return "of the module " + cmp.Or(strings.Join(allowed, ", "), "nothing")
	}
	if isStd(imported) {
		return "of the standard library anything but " + strings.Join(r.NoStd, ", ")
	}
	allowed := r.Deps
	if f.IsTest() {
		allowed = append(slices.Clone(allowed), TestDeps...)
	}
	return "from elsewhere " + cmp.Or(strings.Join(allowed, ", "), "nothing")
}

// isStd tells the standard library, whose paths start with no host name.
func isStd(imported string) bool {
	first, _, _ := strings.Cut(imported, "/")
	return !strings.Contains(first, ".")
}

// inModule cuts the path of the module off an import path.
func inModule(imported string) (string, bool) {
	if imported == Module {
		return "", true
	}
	return strings.CutPrefix(imported, Module+"/")
}

func isPublic(dir string) bool {
	return !slices.Contains(strings.Split(dir, "/"), "internal") && !underAny(dir, notPublic)
}

func underAny(name string, roots []string) bool {
	return slices.ContainsFunc(roots, func(root string) bool { return within(name, root) })
}
