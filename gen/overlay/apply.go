package overlay

import (
	"slices"

	"github.com/affixgo/affix/gen/dict"
)

// Apply returns base with the changes of o, and leaves both as they are. Where
// o contradicts base, the error is a dict.Errors with every contradiction.
//
// Names are given out first, then things are removed, changed and added, and
// last put in the order of an "only". The keys of the sections and their lists
// to remove have the names of the base, everything else has the new ones.
func Apply(base *dict.File, o *dict.Overlay) (*dict.File, error) {
	a := newApplier(base, o)
	a.settings()
	a.fields()
	a.componentNames()
	a.messageNames()
	a.declared()
	a.components()
	a.messages()
	a.envelopes()
	a.stillEmpty()
	if err := a.errs.Err(); err != nil {
		return nil, err
	}
	return a.out, nil
}

// applier holds the state of one Apply. Each step adds its findings and skips
// what it cannot do, so that the later steps still run.
type applier struct {
	base string // name of the base, for findings
	out  *dict.File
	o    *dict.Overlay
	errs dict.Errors

	componentFate, messageFate fate
	componentByKey             map[string]*dict.Block   // by the name in the base
	messageByKey               map[string]*dict.Message // by the name in the base

	// known are the names that members can have: fields, components. Nil is
	// anything.
	knownFields     []string
	knownComponents []string
	isField         map[string]bool
	isComponent     map[string]bool
	// emptied are the groups that lost their members because fields were
	// removed, each with the last of these.
	emptied map[*dict.Member]dict.Ref
}

func newApplier(base *dict.File, o *dict.Overlay) *applier {
	return &applier{base: base.Pos.File, out: clone(base), o: o, emptied: make(map[*dict.Member]dict.Ref)}
}

func (a *applier) settings() {
	o, f := a.o, a.out
	f.Pos = o.Pos
	o.Name.Apply(&f.Name)
	o.BeginString.Apply(&f.BeginString)
	o.Doc.Apply(&f.Doc)
	o.Transport.Apply(&f.Transport)
	o.ApplVerID.Apply(&f.ApplVerID)
	if v := o.Version; v != nil {
		f.Major, f.Minor, f.ServicePack = v.Major, v.Minor, v.ServicePack
	}
}

// declared notes what members may name, once all names are given out. A session
// layer of its own declares more than can be seen here.
func (a *applier) declared() {
	if a.out.Transport != "" {
		return
	}
	a.isField = make(map[string]bool)
	for _, f := range a.out.Fields {
		a.isField[f.Name] = true
		a.knownFields = append(a.knownFields, f.Name)
	}
	a.isComponent = make(map[string]bool)
	for _, c := range a.out.Components {
		a.isComponent[c.Name] = true
		a.knownComponents = append(a.knownComponents, c.Name)
	}
	for _, c := range a.o.Components.Changes {
		if !a.isComponent[c.Name] && !c.Rename.Given() {
			a.isComponent[c.Name] = true
			a.knownComponents = append(a.knownComponents, c.Name)
		}
	}
}

// stillEmpty reports the groups that have lost all their members to fields that
// were removed.
func (a *applier) stillEmpty() {
	eachList(a.out, func(context string, group *dict.Member, _ *[]*dict.Member) {
		if r, ok := a.emptied[group]; ok && len(group.Members) == 0 {
			a.errs.Addf(dict.StillNeeded, r.Pos, context, "removing %s leaves the group without members: remove %s too", r.Name, group.Name)
		}
	})
}

// useNames gives every member of the kinds its new name and takes out those
// that were removed.
func (a *applier) useNames(f fate, kinds ...dict.Kind) {
	if len(f.by) == 0 && !f.renames() {
		return
	}
	eachList(a.out, func(_ string, group *dict.Member, list *[]*dict.Member) {
		var by dict.Ref
		kept := (*list)[:0]
		for _, m := range *list {
			if !slices.Contains(kinds, m.Kind) {
				kept = append(kept, m)
				continue
			}
			if r, gone := f.by[m.Name]; gone {
				by = dict.Ref{Pos: r.Pos, Name: m.Name}
				continue
			}
			if to, ok := f.to[m.Name]; ok {
				m.Name = to
			}
			kept = append(kept, m)
		}
		if *list = kept; group != nil && len(kept) == 0 && by.Name != "" {
			a.emptied[group] = by
		}
	})
}

func (f fate) renames() bool {
	for from, to := range f.to {
		if from != to {
			return true
		}
	}
	return false
}

// eachList calls visit for every list of members, outer ones first, with the
// names on the way to it and the group it belongs to, if any.
func eachList(f *dict.File, visit func(context string, group *dict.Member, list *[]*dict.Member)) {
	var walk func(context string, group *dict.Member, list *[]*dict.Member)
	walk = func(context string, group *dict.Member, list *[]*dict.Member) {
		visit(context, group, list)
		for _, m := range *list {
			if m.Kind == dict.KindGroup {
				walk(context+"/"+m.Name, m, &m.Members)
			}
		}
	}
	for _, b := range []*dict.Block{f.Header, f.Trailer} {
		if b != nil {
			walk(b.Name, nil, &b.Members)
		}
	}
	for _, m := range f.Messages {
		walk(m.Name, nil, &m.Members)
	}
	for _, c := range f.Components {
		walk(c.Name, nil, &c.Members)
	}
}

// clone returns a copy of f that shares nothing that Apply changes.
func clone(f *dict.File) *dict.File {
	c := *f
	c.Findings = slices.Clone(f.Findings)
	block := func(b *dict.Block) *dict.Block {
		if b == nil {
			return nil
		}
		n := *b
		n.Members = cloneMembers(b.Members)
		return &n
	}
	c.Header, c.Trailer = block(f.Header), block(f.Trailer)
	c.Messages = make([]*dict.Message, len(f.Messages))
	for i, m := range f.Messages {
		n := *m
		n.Members = cloneMembers(m.Members)
		c.Messages[i] = &n
	}
	c.Components = make([]*dict.Block, len(f.Components))
	for i, b := range f.Components {
		c.Components[i] = block(b)
	}
	c.Fields = make([]*dict.Field, len(f.Fields))
	for i, d := range f.Fields {
		n := *d
		n.Values = slices.Clone(d.Values)
		c.Fields[i] = &n
	}
	return &c
}

func cloneMembers(list []*dict.Member) []*dict.Member {
	if list == nil {
		return nil
	}
	out := make([]*dict.Member, len(list))
	for i, m := range list {
		n := *m
		n.Members = cloneMembers(m.Members)
		out[i] = &n
	}
	return out
}
