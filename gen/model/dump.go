package model

import (
	"bytes"
	"fmt"
)

// Dump returns the complete model as text, without positions and the name of
// the source: equal dictionaries have equal dumps.
func Dump(d *Dictionary) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "dictionary %s %s %q %d.%d.%d %q\n", d.Name, d.BeginString, d.ApplVerID, d.Major, d.Minor, d.ServicePack, d.Doc)
	for _, f := range d.Fields {
		dumpField(&b, f)
	}
	for _, e := range d.Enums {
		fmt.Fprintf(&b, "enum %s of %s %s\n", e.GoName, e.Field.Name, e.Class)
		for _, v := range e.Values {
			fmt.Fprintf(&b, "  %q %s\n", v.Value, v.GoName)
		}
	}
	dumpStruct(&b, "header", d.Header)
	dumpStruct(&b, "trailer", d.Trailer)
	for _, s := range d.Components {
		dumpStruct(&b, "component", s)
	}
	for _, s := range d.Groups {
		dumpStruct(&b, "group", s)
	}
	for _, m := range d.Messages {
		fmt.Fprintf(&b, "message %s %s %q admin=%t\n", m.Name, m.GoName, m.MsgType, m.Admin)
		dumpStruct(&b, "body", m.Struct)
	}
	for _, p := range d.Pairs {
		fmt.Fprintf(&b, "pair %d %d\n", p.Length.Tag, p.Data.Tag)
	}
	return b.Bytes()
}

func dumpField(b *bytes.Buffer, f *Field) {
	fmt.Fprintf(b, "field %d %s %s %s %s", f.Tag, f.Name, f.GoName, f.Type, f.Class)
	if f.Enum != nil {
		fmt.Fprintf(b, " enum=%s", f.Enum.GoName)
		if f.Enum.Open {
			b.WriteString(" open")
		}
	}
	if f.Range != nil {
		fmt.Fprintf(b, " range=%s", f.Range)
	}
	if f.Length != nil {
		fmt.Fprintf(b, " length=%d", f.Length.Tag)
	}
	fmt.Fprintf(b, " %q\n", f.Doc)
	for _, v := range f.Values {
		fmt.Fprintf(b, "  %q %q %s %q\n", v.Value, v.Name, v.GoName, v.Doc)
	}
}

func dumpStruct(b *bytes.Buffer, kind string, s *Struct) {
	fmt.Fprintf(b, "%s %s %s", kind, s.Name, s.GoName)
	if s.Counter != nil {
		fmt.Fprintf(b, " counter=%d delimiter=%d", s.Counter.Tag, s.Delimiter.Tag)
	}
	fmt.Fprintf(b, " %q\n", s.Doc)
	for _, m := range s.Members {
		fmt.Fprintf(b, "  %s %s required=%t", m.Kind, m.GoName, m.Required)
		if m.Field != nil {
			fmt.Fprintf(b, " tag=%d", m.Field.Tag)
		}
		if m.Struct != nil {
			fmt.Fprintf(b, " type=%s", m.Struct.GoName)
		}
		b.WriteByte('\n')
	}
}
