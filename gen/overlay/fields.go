package overlay

import (
	"slices"
	"strings"

	"github.com/affixgo/affix/gen/dict"
)

func (a *applier) fields() {
	s := section{kind: "field", only: a.o.Fields.Only, remove: a.o.Fields.Remove}
	for _, d := range a.out.Fields {
		s.base = append(s.base, d.Name)
	}
	for _, c := range a.o.Fields.Changes {
		s.changes = append(s.changes, keyed{c.Name, c.Rename})
	}
	f := a.names(s)
	a.useNames(f, dict.KindField, dict.KindGroup)

	fields := make(map[string]*dict.Field, len(a.out.Fields)) // by the name in the base
	kept := a.out.Fields[:0]
	for _, d := range a.out.Fields {
		to, ok := f.to[d.Name]
		if !ok {
			continue
		}
		fields[d.Name] = d
		d.Name = to
		d.Enum, d.Length = f.rename(d.Enum), f.rename(d.Length)
		kept = append(kept, d)
	}
	a.out.Fields = kept
	declared := make(map[*dict.Field]bool) // by the overlay
	for _, c := range a.o.Fields.Changes {
		d, inBase := fields[c.Name]
		switch {
		case inBase:
			declared[d] = a.changeField(d, c)
		case !c.Rename.Given(): // else names has told it
			if d := a.newField(c, s.base); d != nil {
				a.out.Fields = append(a.out.Fields, d)
				declared[d] = true
			}
		}
	}
	a.tags(declared)
	inOrder(a.out.Fields, func(d *dict.Field) string { return d.Name }, f, a.o.Fields.Only)
}

// rename returns the new name of a field that another one names. One that is
// removed stays, for the model to report.
func (f fate) rename(name string) string {
	if to, ok := f.to[name]; ok {
		return to
	}
	return name
}

// changeField reports whether the overlay gives d another name or tag.
func (a *applier) changeField(d *dict.Field, c *dict.FieldChange) bool {
	if c.Values != nil {
		a.errs.Addf(dict.OverlayForm, c.Pos, c.Name, "the field is in %s: write values: {add: {...}}, or remove, rename, only or replace", a.base)
	}
	for _, s := range []dict.Setting{c.Rename, c.Number, c.Type, c.GoName} {
		if s.Given() {
			d.Pos = s.Pos
		}
	}
	c.Number.Apply(&d.Number)
	c.Type.Apply(&d.Type)
	c.Enum.Apply(&d.Enum)
	c.Open.Apply(&d.Open)
	c.Length.Apply(&d.Length)
	c.Range.Apply(&d.Range)
	c.GoName.Apply(&d.GoName)
	c.Doc.Apply(&d.Doc)
	if c.Change != nil {
		d.Values = a.changeValues(d, c.Change)
	}
	return c.Rename.Given() || c.Number.Given()
}

func (a *applier) newField(c *dict.FieldChange, base []string) *dict.Field {
	if c.Number.Text == "" || c.Type.Text == "" {
		a.errs.Addf(dict.NotInBase, c.Pos, c.Name, "the field is not in %s%s", a.base, near(c.Name, base, "correct the name, or give number and type to declare it"))
		return nil
	}
	if c.Change != nil {
		a.errs.Addf(dict.OverlayForm, c.Change.Pos, c.Name, "the field is not in %s: list its values without add, remove, rename, only and replace", a.base)
		return nil
	}
	return &dict.Field{
		Pos: c.Pos, Name: c.Name, Number: c.Number.Text, Type: c.Type.Text, Values: slices.Clone(c.Values),
		Enum: c.Enum.Text, Open: c.Open.Text, Length: c.Length.Text, Range: c.Range.Text, GoName: c.GoName.Text, Doc: c.Doc.Text,
	}
}

// tags reports the tags that the overlay gives twice, or that the base has.
func (a *applier) tags(declared map[*dict.Field]bool) {
	owner := make(map[string]*dict.Field, len(a.out.Fields))
	for _, late := range []bool{false, true} {
		for _, d := range a.out.Fields {
			if declared[d] != late {
				continue
			}
			tag := strings.TrimLeft(strings.TrimSpace(d.Number), "0")
			if first, ok := owner[tag]; ok && late && tag != "" {
				a.errs.Addf(dict.InBase, d.Pos, d.Name, "tag %s is taken by %s (%s): choose another number, or rename %s", tag, first.Name, first.Pos, first.Name)
				continue
			}
			owner[tag] = d
		}
	}
}

// changeValues returns the values of d after the changes: only, remove, rename,
// add.
func (a *applier) changeValues(d *dict.Field, c *dict.ValueChange) []dict.Value {
	if c.Replace != nil {
		return slices.Clone(c.Replace)
	}
	if d.Enum != "" {
		a.errs.Addf(dict.OverlayForm, c.Pos, d.Name, "the field takes its values from %s: change those, or write enum: '' and replace", d.Enum)
		return d.Values
	}
	values := slices.Clone(d.Values)
	find := func(value string) int {
		return slices.IndexFunc(values, func(v dict.Value) bool { return v.Value == value })
	}
	missing := func(pos dict.Pos, verb, value string) {
		a.errs.Addf(dict.NotInBase, pos, d.Name, "%s: value %q is not in %s: it has %s", verb, value, a.base, listValues(d.Values))
	}
	if c.Only != nil {
		kept := []dict.Value{}
		for _, r := range c.Only {
			if i := find(r.Name); i >= 0 {
				kept = append(kept, values[i])
			} else {
				missing(r.Pos, "only", r.Name)
			}
		}
		values = kept
	}
	for _, r := range c.Remove {
		if i := find(r.Name); i >= 0 {
			values = slices.Delete(values, i, i+1)
		} else {
			missing(r.Pos, "remove", r.Name)
		}
	}
	for _, v := range c.Rename {
		if i := find(v.Value); i >= 0 {
			values[i] = v
		} else {
			missing(v.Pos, "rename", v.Value)
		}
	}
	for _, v := range c.Add {
		if i := find(v.Value); i >= 0 {
			a.errs.Addf(dict.InBase, v.Pos, d.Name, "add: value %q is there already (%s): write it under rename to give it another text", v.Value, values[i].Text)
			continue
		}
		values = append(values, v)
	}
	return values
}

// listValues returns the first values for people to read.
func listValues(values []dict.Value) string {
	const most = 12
	if len(values) == 0 {
		return "none"
	}
	var names []string
	for i, v := range values {
		if i == most {
			names = append(names, "…")
			break
		}
		names = append(names, v.Value)
	}
	return strings.Join(names, ", ")
}
