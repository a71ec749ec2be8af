package model

import (
	"path"
	"strconv"
	"strings"

	"github.com/affixgo/affix/gen/dict"
)

func (r *repairer) indexBase() {
	r.base = make(map[string]*dict.Field)
	r.baseBl = make(map[string]*dict.Block)
	if r.opts.Base == nil {
		return
	}
	for _, f := range r.opts.Base.Fields {
		r.base[f.Name] = f
	}
	for _, b := range r.opts.Base.Components {
		r.baseBl[b.Name] = b
	}
}

// fieldFromBase declares a field as the base does, with those it depends on. It
// is refused when the tag is taken here.
func (r *repairer) fieldFromBase(name string) bool {
	from := r.base[name]
	if from == nil {
		return false
	}
	for _, d := range r.out.Fields {
		if d.Number == from.Number {
			r.alias[name] = d.Name // under another name
			return true
		}
	}
	r.declare(copyField(from))
	if from.Enum != "" && r.fields[from.Enum] == nil {
		r.fieldFromBase(from.Enum)
	}
	r.lengthFromBase(r.fields[name])
	return true
}

// lengthFromBase declares the length field of a DATA field as the base does.
func (r *repairer) lengthFromBase(f *dict.Field) {
	from := r.base[f.Name]
	if typ, _ := canonicalType(f.Type); from == nil || typeClasses[typ] != ClassData {
		return
	}
	for _, name := range []string{from.Length, f.Name + "Len", f.Name + "Length"} {
		if r.fields[name] != nil {
			return
		}
		if name != "" && r.fieldFromBase(name) {
			if f.Length == "" {
				f.Length = r.spelt(name)
			}
			return
		}
	}
}

// blockFromBase declares a component as the base does.
func (r *repairer) blockFromBase(name string) bool {
	from := r.baseBl[name]
	if from == nil {
		return false
	}
	b := &dict.Block{Pos: from.Pos, Name: from.Name, GoName: from.GoName, Doc: from.Doc, Members: copyMembers(from.Members)}
	r.blocks[name] = b
	r.out.Components = append(r.out.Components, b)
	b.Members = r.references(b.Members, b.Name, nil)
	return true
}

func (r *repairer) declare(f *dict.Field) {
	r.fields[f.Name] = f
	r.folded[strings.ToLower(f.Name)] = f.Name
	r.out.Fields = append(r.out.Fields, f)
}

// spelt returns the name that a field goes by.
func (r *repairer) spelt(name string) string {
	for range maxNesting {
		next, ok := r.alias[name]
		if !ok {
			break
		}
		name = next
	}
	return name
}

// versionIn reads the numbers of a BeginString; those of a malformed one are 0.
func versionIn(begin string) (major, minor int) {
	part := strings.Split(begin, ".")
	if len(part) != 3 {
		return 0, 0
	}
	major, _ = strconv.Atoi(part[1])
	minor, _ = strconv.Atoi(part[2])
	return major, minor
}

// nameOfFile makes a dictionary name of a file name: omi-txse-oe.xml is
// OmiTxseOe.
func nameOfFile(file string) string {
	base := path.Base(file)
	return strings.ReplaceAll(goIdent(strings.TrimSuffix(base, path.Ext(base))), "_", "")
}

func copyFile(f *dict.File) *dict.File {
	out := *f
	out.Header, out.Trailer = copyBlock(f.Header), copyBlock(f.Trailer)
	out.Messages = make([]*dict.Message, len(f.Messages))
	for i, m := range f.Messages {
		c := *m
		c.Members = copyMembers(m.Members)
		out.Messages[i] = &c
	}
	out.Components = make([]*dict.Block, len(f.Components))
	for i, b := range f.Components {
		out.Components[i] = copyBlock(b)
	}
	out.Fields = make([]*dict.Field, len(f.Fields))
	for i, d := range f.Fields {
		out.Fields[i] = copyField(d)
	}
	return &out
}

func copyField(f *dict.Field) *dict.Field {
	c := *f
	c.Values = append([]dict.Value(nil), f.Values...)
	return &c
}

func copyBlock(b *dict.Block) *dict.Block {
	if b == nil {
		return nil
	}
	c := *b
	c.Members = copyMembers(b.Members)
	return &c
}

func copyMembers(list []*dict.Member) []*dict.Member {
	out := make([]*dict.Member, len(list))
	for i, m := range list {
		c := *m
		c.Members = copyMembers(m.Members)
		out[i] = &c
	}
	return out
}
