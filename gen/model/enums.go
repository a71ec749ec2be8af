package model

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/affixgo/affix/gen/dict"
)

// classify decides the classes that depend on the values and the version, and
// makes the enumerated types.
func (r *resolver) classify() {
	sources := make(map[string]*dict.Field, len(r.src.Fields))
	for _, s := range r.src.Fields {
		if _, ok := sources[s.Name]; !ok {
			sources[s.Name] = s
		}
	}
	for _, f := range r.out.Fields {
		s := sources[f.Name]
		f.Values = r.values(f, s)
		if f.Class != ClassNumInGroup && f.Class != ClassLength {
			f.Class = r.classOf(f)
		}
		if len(f.Values) > 0 && f.Class.enumerable() {
			r.classNote(f)
			f.Enum = &Enum{GoName: f.GoName, Field: f, Open: s.Open != "", Class: f.Class, Values: f.Values}
			r.out.Enums = append(r.out.Enums, f.Enum)
		}
	}
	for _, f := range r.out.Fields {
		if s := sources[f.Name]; s.Enum != "" {
			r.shareEnum(f, s, sources)
		}
	}
	r.readRanges(sources)
}

func (r *resolver) values(f *Field, s *dict.Field) []EnumValue {
	var values []EnumValue
	lines := make(map[string]int, len(s.Values))
	for _, v := range s.Values {
		if text := strings.TrimSpace(v.Value); text != v.Value && text != "" {
			r.errs.Repairf(dict.BadValue, v.Pos, f.Name, "taken as "+strconv.Quote(text), "value %q has blanks around it: remove them", v.Value)
			v.Value = text
		}
		if strings.TrimSpace(v.Value) == "" || strings.Contains(v.Value, "\x01") {
			r.errs.Repairf(dict.BadValue, v.Pos, f.Name, "left out", "value %q cannot be sent: a value is not empty and holds no separator", v.Value)
			continue
		}
		if (f.Class == ClassMultiChar || f.Class == ClassMultiString) && strings.Contains(v.Value, " ") {
			r.errs.Repairf(dict.BadValue, v.Pos, f.Name, "left out", "value %q cannot be sent: a blank separates two values", v.Value)
			continue
		}
		value := r.value(f, v)
		if line, ok := lines[v.Value]; ok {
			r.errs.Repairf(dict.ValueTwice, v.Pos, f.Name, "a second name of the value", "value %q listed twice, first at line %d: remove one", v.Value, line)
			if hasName(values, value.GoName) {
				continue
			}
			value.Alias = true
		} else {
			lines[v.Value] = v.Pos.Line
		}
		values = append(values, value)
	}
	return values
}

func hasName(values []EnumValue, name string) bool {
	for _, v := range values {
		if v.GoName == name {
			return true
		}
	}
	return false
}

func (r *resolver) value(f *Field, v dict.Value) EnumValue {
	text := v.Text
	if strings.TrimSpace(text) == "" {
		text = v.Value
	}
	name := pascal(text)
	if name == "" {
		name = pascal(v.Value)
	}
	switch {
	case v.GoName != "" && validWords(v.GoName):
		name = v.GoName
	case v.GoName != "":
		r.errs.Repairf(dict.BadValueName, v.Pos, f.Name, "made from the text", "value %q: name %q: want letters and digits", v.Value, v.GoName)
	case name == "":
		name = fmt.Sprintf("X%X", v.Value)
		r.errs.Repairf(dict.ValueNoName, v.Pos, f.Name, "called "+name, "value %q: %q makes no Go name: add a name", v.Value, text)
	}
	if f.GoName != "" && isDigit(f.GoName[len(f.GoName)-1]) && isDigit(name[0]) {
		name = "_" + name
	}
	return EnumValue{Value: v.Value, Name: humanText(text), GoName: f.GoName + name, Doc: v.Doc, Pos: v.Pos}
}

// classOf returns the class of f given its values.
//
// CHAR means text before FIX 4.2, and in any version when a value is longer
// than one character. Y and N are a boolean whatever the type says. INT and
// BOOLEAN whose values are something else are text.
func (r *resolver) classOf(f *Field) Class {
	switch f.Type {
	case "BOOLEAN":
		if len(f.Values) == 0 || onlyYN(f.Values) {
			return ClassBool
		}
		return ClassString
	case "CHAR":
		switch {
		case len(f.Values) == 2 && onlyYN(f.Values):
			return ClassBool
		case r.out.Major == 4 && r.out.Minor < 2 || !allValues(f.Values, isOneByte):
			return ClassString
		}
		return ClassChar
	case "STRING":
		if len(f.Values) == 2 && onlyYN(f.Values) {
			return ClassBool
		}
	case "MULTIPLECHARVALUE":
		if !allValues(f.Values, isOneByte) {
			return ClassMultiString
		}
	case "INT", "SEQNUM", "TAGNUM", "DAYOFMONTH":
		if !allValues(f.Values, isInteger) {
			return ClassString
		}
	}
	return f.Class
}

// classNote tells that the values of f make it another class than its type.
func (r *resolver) classNote(f *Field) {
	plain := typeClasses[f.Type]
	if f.Class == plain || f.Class == ClassBool {
		return
	}
	switch plain {
	case ClassBool:
		r.errs.Addf(dict.BooleanValues, f.Pos, f.Name, "BOOLEAN with other values than Y and N is text")
	case ClassInt:
		r.errs.Addf(dict.IntegerValues, f.Pos, f.Name, "%s with values that are no numbers is text", f.Type)
	case ClassChar, ClassMultiChar:
		if !allValues(f.Values, isOneByte) {
			r.errs.Addf(dict.CharacterTexts, f.Pos, f.Name, "%s with values of more than one character is text", f.Type)
		}
	}
}

func onlyYN(values []EnumValue) bool {
	return allValues(values, func(s string) bool { return s == "Y" || s == "N" })
}

func allValues(values []EnumValue, ok func(string) bool) bool {
	for _, v := range values {
		if !ok(v.Value) {
			return false
		}
	}
	return true
}

func isOneByte(s string) bool { return len(s) == 1 }

func isInteger(s string) bool {
	s = strings.TrimPrefix(s, "-")
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// shareEnum points f at the values of another field.
func (r *resolver) shareEnum(f *Field, s *dict.Field, sources map[string]*dict.Field) {
	other, ok := r.fields[s.Enum]
	const repair = "without these values"
	switch {
	case !ok:
		r.errs.Repairf(dict.BadEnumSharing, f.Pos, f.Name, repair, "enum: unknown field %q: declare it under fields or correct the name", s.Enum)
	case len(s.Values) > 0:
		r.errs.Repairf(dict.BadEnumSharing, f.Pos, f.Name, repair, "both enum and values: keep one of them")
	case sources[s.Enum].Enum != "":
		r.errs.Repairf(dict.BadEnumSharing, f.Pos, f.Name, repair, "enum: %s takes its values from %s: name that field", s.Enum, sources[s.Enum].Enum)
	case len(other.Values) == 0:
		r.errs.Repairf(dict.BadEnumSharing, f.Pos, f.Name, repair, "enum: %s has no values: name a field that has", s.Enum)
	case other.Type != f.Type:
		r.errs.Repairf(dict.BadEnumSharing, f.Pos, f.Name, repair, "enum: %s has type %s, this field %s: make them equal", s.Enum, other.Type, f.Type)
	default:
		f.Values, f.Class, f.Enum = other.Values, other.Class, other.Enum
	}
}
