package dynamic

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"unsafe"

	"github.com/affixgo/affix/gen/model"
	"github.com/affixgo/affix/runtime"
)

// builder makes the tables that the generator would write, over struct types
// that are made by reflection: their memory is laid out as that of generated
// structs is.
type builder struct {
	model   *model.Dictionary
	version *runtime.Version
	enums   map[*model.Enum]*runtime.Enum
	structs map[*model.Struct]built
	groups  map[*model.Struct]*runtime.Group
}

// built is a struct with its Go type.
type built struct {
	table  *runtime.Struct
	goType reflect.Type
}

func newBuilder(d *model.Dictionary) *builder {
	return &builder{
		model:   d,
		enums:   make(map[*model.Enum]*runtime.Enum),
		structs: make(map[*model.Struct]built),
		groups:  make(map[*model.Struct]*runtime.Group),
	}
}

// maxMembers bounds the fields of one message, components expanded: the tables
// count them in 15 bits.
const maxMembers = 1<<15 - 1

func (b *builder) dictionary() (*runtime.Dictionary, error) {
	b.version = &runtime.Version{Name: b.model.Name, BeginString: b.model.BeginString, ApplVerID: b.model.ApplVerID}
	for _, f := range b.model.Fields {
		b.version.Fields = append(b.version.Fields, b.field(f))
	}
	var errs []error
	for _, s := range b.everyStruct() {
		if n := members(s); n > maxMembers {
			errs = append(errs, fmt.Errorf("dynamic: %s: %s: %d fields, more than %d", s.Pos, s.Name, n, maxMembers))
		}
	}
	if len(b.version.Fields) > maxFields {
		errs = append(errs, fmt.Errorf("dynamic: %s: %d fields, more than %d", b.model.Name, len(b.version.Fields), maxFields))
	}
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	header, trailer := b.structOf(b.model.Header), b.structOf(b.model.Trailer)
	b.version.Header, b.version.Trailer = header.table, trailer.table
	d := &runtime.Dictionary{Version: b.version}
	for _, m := range b.model.Messages {
		d.Messages = append(d.Messages, b.message(m, header, trailer))
	}
	return d, nil
}

// maxFields bounds the fields of a dictionary: the tables count them in 16 bits.
const maxFields = 1<<16 - 2

func (b *builder) everyStruct() []*model.Struct {
	all := append([]*model.Struct{b.model.Header, b.model.Trailer}, b.model.Groups...)
	for _, m := range b.model.Messages {
		all = append(all, m.Struct)
	}
	return all
}

// members counts the members of a struct, components expanded, up to one too
// many.
func members(s *model.Struct) int {
	n := 0
	for _, m := range s.Members {
		if m.Kind == model.MemberComponent {
			n += members(m.Struct)
		} else {
			n++
		}
		if n > maxMembers {
			break
		}
	}
	return n
}

func (b *builder) field(f *model.Field) runtime.FieldDef {
	def := runtime.FieldDef{Tag: f.Tag, Name: f.Name, Kind: kindOf(f), Enum: b.enum(f.Enum)}
	if f.Data != nil {
		def.Data = f.Data.Tag
	}
	if f.Range != nil {
		def.Range = &runtime.Range{Min: f.Range.Min, Max: f.Range.Max}
	}
	return def
}

func (b *builder) enum(e *model.Enum) *runtime.Enum {
	if e == nil {
		return nil
	}
	if made := b.enums[e]; made != nil {
		return made
	}
	made := &runtime.Enum{Name: e.Field.Name, Open: e.Open}
	for _, v := range e.Values {
		if !v.Alias {
			made.Values = append(made.Values, runtime.EnumValue{
				Value: v.Value, Name: v.Name, Ident: strings.TrimPrefix(v.GoName, e.Field.GoName),
			})
		}
	}
	b.enums[e] = made
	return made
}

// fieldsType is the list of unknown fields.
var fieldsType = reflect.TypeFor[[]runtime.Field]()

// structOf makes the table and the type of a component, a group entry, the header
// or the trailer; entries have a list of unknown fields.
func (b *builder) structOf(s *model.Struct) built {
	made, ok := b.structs[s]
	if ok {
		return made
	}
	l := b.layout(s, nil)
	unknown := s.Counter != nil
	if unknown {
		l.add("Unknown", fieldsType)
	}
	made = l.build()
	if unknown {
		made.table.Unknown = made.goType.Field(made.goType.NumField() - 1).Offset
	}
	b.structs[s] = made
	return made
}

func (b *builder) message(m *model.Message, header, trailer built) *runtime.MessageType {
	l := b.layout(m.Struct, &header)
	l.add("Unknown", fieldsType)
	l.add("Trailer", trailer.goType)
	body := l.build()
	last := body.goType.NumField() - 1
	body.table.Unknown = body.goType.Field(last - 1).Offset
	t := &runtime.MessageType{
		MsgType: m.MsgType, Name: m.Name, Admin: m.Admin, Version: b.version, Body: body.table,
		Header: 0, Trailer: body.goType.Field(last).Offset,
	}
	t.New = func() runtime.Message { return newMessage(t, body.goType) }
	return t
}

// layout is a struct in the making.
type layout struct {
	table  runtime.Struct
	fields []reflect.StructField
	places []int // of each member of the table, its field; -1 for none
}

func (b *builder) layout(s *model.Struct, header *built) *layout {
	l := &layout{table: runtime.Struct{Name: s.Name, Unknown: runtime.Unstored}}
	if header != nil {
		l.add("Header", header.goType)
	}
	for _, m := range s.Members {
		member := runtime.Member{Required: m.Required, Outside: m.Outside, Offset: runtime.Unstored}
		place := -1
		switch m.Kind {
		case model.MemberComponent:
			component := b.structOf(m.Struct)
			member.Component = component.table
			place = l.add("", component.goType)
		case model.MemberGroup:
			member.Tag, member.Group = m.Field.Tag, b.group(m.Struct)
			place = l.add("", reflect.SliceOf(b.structOf(m.Struct).goType))
		default:
			member.Tag = m.Field.Tag
			if stored(m.Field) {
				place = l.add("", kindTypes[kindOf(m.Field)])
			}
		}
		l.table.Members = append(l.table.Members, member)
		l.places = append(l.places, place)
	}
	return l
}

// add appends a field and returns its index; fields without a name are called by
// it.
func (l *layout) add(name string, t reflect.Type) int {
	at := len(l.fields)
	if name == "" {
		name = fmt.Sprint("F", at)
	}
	l.fields = append(l.fields, reflect.StructField{Name: name, Type: t})
	return at
}

func (l *layout) build() built {
	t := reflect.StructOf(l.fields)
	for i, place := range l.places {
		if place >= 0 {
			l.table.Members[i].Offset = t.Field(place).Offset
		}
	}
	return built{&l.table, t}
}

func (b *builder) group(s *model.Struct) *runtime.Group {
	if made := b.groups[s]; made != nil {
		return made
	}
	entry := b.structOf(s)
	slice := reflect.SliceOf(entry.goType)
	made := &runtime.Group{
		Entry: entry.table,
		Size:  entry.goType.Size(),
		Make:  func(n int) unsafe.Pointer { return reflect.MakeSlice(slice, n, n).UnsafePointer() },
		Copy: func(p unsafe.Pointer) {
			at := reflect.NewAt(slice, p).Elem()
			c := reflect.MakeSlice(slice, at.Len(), at.Len())
			reflect.Copy(c, at)
			at.Set(c)
		},
		Clear: func(p unsafe.Pointer, n int) { reflect.SliceAt(entry.goType, p, n).Clear() },
		Grow: func(p unsafe.Pointer) {
			at := reflect.NewAt(slice, p).Elem()
			at.Set(reflect.Append(at, reflect.Zero(entry.goType)))
		},
	}
	b.groups[s] = made
	return made
}
