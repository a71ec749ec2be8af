package overlay

import (
	"slices"

	"github.com/affixgo/affix/gen/dict"
	"github.com/affixgo/affix/internal/nearest"
)

// section is what there is to say about the names of the messages, components
// or fields.
type section struct {
	kind    string   // "field", for findings
	base    []string // names in the base
	changes []keyed  // what the overlay changes or adds
	only    []dict.Ref
	remove  []dict.Ref
	stays   func(name string) bool // whatever only says; may be nil
}

// keyed is the name of a change, and the new name it gives.
type keyed struct {
	name   string
	rename dict.Setting
}

// fate is what becomes of the names of a section.
type fate struct {
	to map[string]string   // from names in the base to new ones; those removed are not in it
	by map[string]dict.Ref // what removed a name of the base
}

// names decides the fate of the names of a section and reports what cannot be.
func (a *applier) names(s section) fate {
	f := fate{to: make(map[string]string, len(s.base)), by: make(map[string]dict.Ref)}
	for _, name := range s.base {
		f.to[name] = name
	}
	owner := a.rename(s, f)
	for _, r := range s.remove {
		if _, ok := f.to[r.Name]; !ok {
			a.errs.Addf(dict.NotInBase, r.Pos, "", "remove: %s %s is not in %s%s", s.kind, r.Name, a.base, near(r.Name, s.base, "correct the name or leave it out"))
			continue
		}
		delete(owner, f.to[r.Name])
		delete(f.to, r.Name)
		f.by[r.Name] = r
	}
	if s.only != nil {
		a.keepOnly(s, f, owner)
	}
	return f
}

// rename gives out the new names. It returns the names in the base by the new
// ones.
func (a *applier) rename(s section, f fate) map[string]string {
	owner := make(map[string]string, len(s.base))
	for _, c := range s.changes {
		if _, ok := f.to[c.name]; ok && c.rename.Text != "" {
			f.to[c.name] = ""
		}
	}
	for old, name := range f.to {
		if name != "" {
			owner[name] = old
		}
	}
	for _, c := range s.changes {
		to := c.rename
		if to.Text == "" {
			continue
		}
		if _, ok := f.to[c.name]; !ok {
			a.errs.Addf(dict.NotInBase, to.Pos, c.name, "rename: %s %s is not in %s%s", s.kind, c.name, a.base, near(c.name, s.base, "correct the name"))
			continue
		}
		if _, taken := owner[to.Text]; taken {
			a.errs.Addf(dict.InBase, to.Pos, c.name, "rename: there is a %s %s already: choose another name", s.kind, to.Text)
			f.to[c.name] = c.name
			continue
		}
		f.to[c.name], owner[to.Text] = to.Text, c.name
	}
	return owner
}

// keepOnly removes what only does not list.
func (a *applier) keepOnly(s section, f fate, owner map[string]string) {
	added := make(map[string]bool, len(s.changes))
	for _, c := range s.changes {
		added[c.name] = true
	}
	listed := make(map[string]bool, len(s.only))
	by := dict.Ref{Pos: a.o.Pos, Name: "only"}
	for i, r := range s.only {
		if i == 0 {
			by.Pos = r.Pos
		}
		listed[r.Name] = true
		_, inBase := owner[r.Name]
		if now, ok := f.to[r.Name]; ok && now != r.Name {
			a.errs.Addf(dict.NotInBase, r.Pos, "", "only: %s %s is renamed: write %s", s.kind, r.Name, now)
		} else if !inBase && !added[r.Name] {
			a.errs.Addf(dict.NotInBase, r.Pos, "", "only: %s %s is not in %s%s", s.kind, r.Name, a.base, near(r.Name, s.base, "correct the name or declare it"))
		}
	}
	for _, name := range s.base {
		if now, ok := f.to[name]; ok && !listed[now] && (s.stays == nil || !s.stays(name)) {
			delete(f.to, name)
			f.by[name] = by
		}
	}
}

// inOrder sorts list: first what only does not list, then what it lists in its
// order, then what the overlay adds. Without only it leaves list as it is.
func inOrder[T any](list []T, name func(T) string, f fate, only []dict.Ref) {
	if only == nil {
		return
	}
	rank := make(map[string]int, len(only))
	for i, r := range only {
		rank[r.Name] = i + 1
	}
	inBase := make(map[string]bool, len(f.to))
	for _, to := range f.to {
		inBase[to] = true
	}
	key := func(t T) int {
		if r := rank[name(t)]; r > 0 || inBase[name(t)] {
			return r
		}
		return len(only) + 1
	}
	slices.SortStableFunc(list, func(x, y T) int { return key(x) - key(y) })
}

// near returns what to do about a name that is not known.
func near(name string, names []string, remedy string) string {
	if n := nearest.To(name, names); n != "" {
		return ": did you mean " + n + "?"
	}
	return ": " + remedy
}
