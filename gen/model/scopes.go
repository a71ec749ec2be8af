package model

import "github.com/affixgo/affix/gen/dict"

// origin is where a tag of a scope comes from.
type origin struct {
	field *Field
	via   *Struct // the component that brings it, nil for the scope itself
}

// checkScopes reports fields that stand twice in one scope, and those of the
// header or trailer that a message uses too: a decoder could not tell them
// apart. The entries of a group are a scope of their own.
func (r *resolver) checkScopes() {
	flat := make(map[*Struct][]*Field)
	header := r.scopeOf(r.out.Header, flat)
	envelope := make(map[*Field]string)
	for _, f := range header {
		envelope[f] = "header"
	}
	for _, f := range r.scopeOf(r.out.Trailer, flat) {
		if envelope[f] != "" {
			r.errs.Addf(r.out.Trailer.Pos, "Trailer", "%s is in the header too: remove one", f.Name)
			continue
		}
		envelope[f] = "trailer"
	}
	for _, s := range r.out.Components {
		r.scopeOf(s, flat)
	}
	for _, s := range r.out.Groups {
		r.scopeOf(s, flat)
	}
	for _, m := range r.out.Messages {
		for _, f := range r.scopeOf(m.Struct, flat) {
			if where := envelope[f]; where != "" {
				r.errs.Addf(m.Struct.Pos, m.Name, "%s is in the %s too: remove it here", f.Name, where)
			}
		}
	}
}

// scopeOf returns the fields of the scope of s with its components expanded,
// each once, and reports those that come twice.
func (r *resolver) scopeOf(s *Struct, flat map[*Struct][]*Field) []*Field {
	if list, ok := flat[s]; ok {
		return list
	}
	seen := make(map[*Field]origin)
	var list []*Field
	add := func(f *Field, via *Struct, pos dict.Pos) {
		if first, ok := seen[f]; ok {
			r.errs.Addf(pos, r.contextOf(s), "%s stands twice in one scope%s: remove one", f.Name, through(first.via, via))
			return
		}
		seen[f] = origin{f, via}
		list = append(list, f)
	}
	for _, m := range s.Members {
		if m.Kind != MemberComponent {
			add(m.Field, nil, m.Pos)
			continue
		}
		for _, f := range r.scopeOf(m.Struct, flat) {
			add(f, m.Struct, m.Pos)
		}
	}
	flat[s] = list
	return list
}

// contextOf names a struct in findings: a group by its first user too.
func (r *resolver) contextOf(s *Struct) string {
	for _, g := range r.order {
		if g.out == s {
			return g.owner + "/" + s.Name
		}
	}
	return s.Name
}

// through tells which components bring a field.
func through(a, b *Struct) string {
	switch {
	case a == nil && b == nil:
		return ""
	case a == nil:
		return " (here and in " + b.Name + ")"
	case b == nil:
		return " (here and in " + a.Name + ")"
	case a == b:
		return " (" + a.Name + " is used twice)"
	default:
		return " (in " + a.Name + " and in " + b.Name + ")"
	}
}
