package runtime

import (
	"iter"
	"slices"
	"strconv"
	"unsafe"
)

// View reads and writes a message struct, or an entry of a group in it, by tag:
// for programs that serve any message of any dictionary. It points into the
// message, and is no more valid than that. Not safe for concurrent use.
type View struct {
	typ    *MessageType
	tables *versionTables
	parts  [3]viewPart // body, header, trailer; of an entry the first alone
}

// viewPart is a scope and where it lies; its base is nil if there is none.
type viewPart struct {
	scope *scope
	base  unsafe.Pointer
}

// At returns the view of a whole message: its body, header and trailer.
func At(m Message) View {
	ref := m.FIXMessage()
	v := View{typ: ref.Type, tables: ref.Type.Version.prepared()}
	if !ref.IsNil() {
		v.parts = [3]viewPart{
			{ref.Type.prepared(), ref.base},
			{v.tables.header, unsafe.Add(ref.base, ref.Type.Header)},
			{v.tables.trailer, unsafe.Add(ref.base, ref.Type.Trailer)},
		}
	}
	return v
}

// find returns the field with a tag and where it lies, which is nil for one that
// has no place of its own.
func (v *View) find(tag int) (o *op, p unsafe.Pointer) {
	for _, part := range v.parts {
		if part.base == nil {
			continue
		}
		if i := part.scope.index.get(int32(tag)); i != 0 {
			o = &part.scope.ops[i-1]
			if o.offset == Unstored {
				return o, nil
			}
			return o, unsafe.Add(part.base, o.offset)
		}
	}
	return nil, nil
}

// unknown returns the list of unknown tags, nil if there is none.
func (v *View) unknown() *[]Field {
	if v.parts[0].base == nil {
		return nil
	}
	return v.parts[0].scope.unknownAt(v.parts[0].base)
}

// Get returns the value of a field as it stands on the wire; ok is false if it is
// absent. Of a group it is the count, of a length that of the data.
func (v View) Get(tag int) (value string, ok bool) {
	o, p := v.find(tag)
	switch {
	case o == nil:
		if list := v.unknown(); list != nil {
			if f := fieldOf(*list, int32(tag)); f != nil {
				return f.Value, true
			}
		}
		return "", false
	case o.kind == KindLength:
		if data, ok := v.Get(v.tables.field(tag).Data); ok {
			return strconv.Itoa(len(data)), true
		}
		return "", false
	case p == nil && tag == tagMsgType:
		return v.typ.MsgType, true
	case p == nil && tag == tagBeginString:
		return v.typ.Version.BeginString, true
	case p == nil:
		return "", false
	case o.kind == KindGroup:
		entries := *(*sliceHeader)(p)
		return strconv.Itoa(entries.len), entries.data != nil
	}
	b, ok := valueText(v.tables, o, p, nil)
	return string(b), ok
}

// Set gives a field a value as it stands on the wire; an empty value makes it
// absent. A tag that the dictionary does not have goes to the Unknown list. The
// error is a *[FieldError]: the value has not the format of the field, or the
// field has no place here. Whether the value is enumerated and within its range
// is a matter for [Check], or for the session that sends the message.
func (v View) Set(tag int, value string) error {
	o, p := v.find(tag)
	switch {
	case o == nil:
		return v.setUnknown(tag, value)
	case p == nil:
		return v.fault(ReasonFieldOrder, tag, value) // the codec writes it
	case o.kind == KindGroup && value == "0":
		storeSlice(p, sliceHeader{data: unsafe.Pointer(&zeroGroup)})
		return nil
	case o.kind == KindGroup && value != "":
		return v.fault(ReasonGroupCount, tag, value)
	case value == "":
		kindZero[o.kind](p)
		return nil
	case o.kind != KindData && hasSOH(value):
		return v.fault(ReasonEmbeddedSOH, tag, value)
	case !o.store([]byte(value), p):
		return v.fault(ReasonIncorrectFormat, tag, value)
	}
	return nil
}

func (v *View) setUnknown(tag int, value string) error {
	list := v.unknown()
	switch {
	case tag <= 0 || tag > maxTag:
		return v.fault(ReasonInvalidTag, tag, value)
	case list == nil,
		// A member of a group would be read as part of its last entry, and an entry
		// ends where another known tag begins.
		v.parts[0].scope.groupHas(int32(tag)),
		v.parts[1].base == nil && v.tables.byTag.get(int32(tag)) != 0:
		return v.fault(ReasonNotInMessage, tag, value)
	case hasSOH(value) && v.tables.pairs.data.get(int32(tag)) == 0:
		return v.fault(ReasonEmbeddedSOH, tag, value)
	}
	at := slices.IndexFunc(*list, func(f Field) bool { return f.Tag == tag })
	switch {
	case at >= 0 && value == "":
		*list = slices.Delete(*list, at, at+1)
	case at >= 0:
		(*list)[at].Value = value
	case value != "":
		*list = append(*list, Field{tag, value})
	}
	return nil
}

// Entries returns the entries of a group, none if tag is not the counter of one.
func (v View) Entries(tag int) []View {
	o, p := v.find(tag)
	if o == nil || o.kind != KindGroup {
		return nil
	}
	entries := *(*sliceHeader)(p)
	views := make([]View, entries.len)
	for i := range views {
		views[i] = v.entry(o, unsafe.Add(entries.data, uintptr(i)*o.group.Size))
	}
	return views
}

func (v *View) entry(o *op, base unsafe.Pointer) View {
	return View{typ: v.typ, tables: v.tables, parts: [3]viewPart{{o.group.prepared(v.tables), base}}}
}

// Add appends an entry to the group whose counter is tag. The views of its other
// entries are no more valid then. The error is a *[FieldError] if there is no
// such group, or if the entries are Go structs, which the program appends to
// itself.
func (v View) Add(tag int) (View, error) {
	o, p := v.find(tag)
	if o == nil || o.kind != KindGroup || o.group.Grow == nil {
		return View{}, v.fault(ReasonNotInMessage, tag, "")
	}
	o.group.Grow(p)
	entries := *(*sliceHeader)(p)
	return v.entry(o, unsafe.Add(entries.data, uintptr(entries.len-1)*o.group.Size)), nil
}

// All yields the fields that are set, in the order they are sent in, the header
// first; a group as its count, without its entries.
func (v View) All() iter.Seq2[int, string] {
	return func(yield func(int, string) bool) {
		for _, i := range [...]int{1, 0, 2} {
			if part := v.parts[i]; part.base != nil && !v.partFields(part, yield) {
				return
			}
		}
	}
}

func (v *View) partFields(part viewPart, yield func(int, string) bool) bool {
	for i := range part.scope.ops {
		tag := int(part.scope.ops[i].tag)
		if value, ok := v.Get(tag); ok && !yield(tag, value) {
			return false
		}
	}
	if list := part.scope.unknownAt(part.base); list != nil {
		for _, f := range *list {
			if !yield(f.Tag, f.Value) {
				return false
			}
		}
	}
	return true
}

func (v *View) fault(reason Reason, tag int, value string) error {
	e := &FieldError{Message: v.typ.Name, Tag: tag, Name: v.tables.field(tag).Name, Reason: reason}
	if !Secret(tag) {
		e.Value = value
	}
	return e
}
