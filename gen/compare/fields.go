package compare

import (
	"fmt"

	"github.com/affixgo/affix/gen/model"
)

func (c *comparison) fields() {
	pairs(c.a.Fields, c.b.Fields, func(f *model.Field) int { return f.Tag },
		c.field,
		func(x *model.Field) {
			c.add(&diff{field: x, Difference: Difference{Kind: FieldRemoved, What: tagged(x), Old: x.Type, Text: tagged(x) + " removed, " + x.Type}})
		},
		func(y *model.Field) {
			c.add(&diff{Difference: Difference{Kind: FieldAdded, What: tagged(y), New: y.Type, Text: tagged(y) + " added, " + y.Type}})
		})
}

func (c *comparison) field(x, y *model.Field) {
	change := func(kind Kind, old, now, text string) *diff {
		return c.add(&diff{field: x, Difference: Difference{Kind: kind, What: tagged(x), Old: old, New: now, Text: tagged(x) + " " + text}})
	}
	if x.Name != y.Name {
		change(FieldRenamed, x.Name, y.Name, "is called "+y.Name)
	}
	if x.Type != y.Type || x.Class != y.Class {
		d := change(FieldType, typeOf(x), typeOf(y), "type: "+typeOf(x)+" → "+typeOf(y))
		if x.Enum == nil || y.Enum == nil { // else the values decide
			d.ARejectsB = !accepts(x.Class, y.Class)
			d.BRejectsA = !accepts(y.Class, x.Class)
		}
	}
	if old, now := lengthOf(x), lengthOf(y); x.Class == model.ClassData && y.Class == model.ClassData && old.Tag != now.Tag {
		d := change(FieldLength, tagged(old), tagged(now), "length field: "+tagged(old)+" → "+tagged(now))
		d.ARejectsB, d.BRejectsA = true, true
	}
	if old, now := rangeOf(x), rangeOf(y); old != now {
		d := change(FieldRange, old, now, "range: "+old+" → "+now)
		d.ARejectsB, d.BRejectsA = !x.Range.Covers(y.Range), !y.Range.Covers(x.Range)
	}
	c.values(x, y)
}

func rangeOf(f *model.Field) string {
	if f.Range == nil {
		return "any number"
	}
	return f.Range.String()
}

// typeOf is the type of a field, with the class where that is not what the type
// says.
func typeOf(f *model.Field) string {
	switch {
	case f.Type == "CHAR" && f.Class == model.ClassString, f.Type == "INT" && f.Class == model.ClassString:
		return f.Type + " as text"
	case f.Type != "BOOLEAN" && f.Class == model.ClassBool:
		return f.Type + " as boolean"
	case f.Type == "INT" && (f.Class == model.ClassLength || f.Class == model.ClassNumInGroup):
		return "INT as " + map[model.Class]string{model.ClassLength: "length", model.ClassNumInGroup: "counter"}[f.Class]
	}
	return f.Type
}

func lengthOf(f *model.Field) *model.Field {
	if f.Length == nil {
		return &model.Field{Name: "none"}
	}
	return f.Length
}

// values compares the values of a field that are enumerated in A or in B; those
// of other fields are documentation.
func (c *comparison) values(x, y *model.Field) {
	if x.Enum == nil && y.Enum == nil {
		return
	}
	closed, opened := x.Enum == nil, y.Enum == nil
	switch {
	case closed:
		c.add(&diff{field: x, Difference: Difference{Kind: ValuesClosed, What: tagged(x), ARejectsB: false, BRejectsA: true,
			Text: tagged(x) + " any value → " + count(y)}})
		return
	case opened:
		c.add(&diff{field: x, Difference: Difference{Kind: ValuesOpened, What: tagged(x), ARejectsB: true,
			Text: tagged(x) + " " + count(x) + " → any value"}})
		return
	}
	value := func(kind Kind, v model.EnumValue, old, now, text string) *diff {
		return c.add(&diff{field: x, Difference: Difference{Kind: kind, What: tagged(x), Value: v.Value, Old: old, New: now,
			Text: fmt.Sprintf("%s value %s %s", tagged(x), v.Value, text)}})
	}
	pairs(x.Enum.Values, y.Enum.Values, func(v model.EnumValue) string { return v.Value },
		func(v, w model.EnumValue) {
			if v.Name != w.Name {
				value(ValueRenamed, v, v.Name, w.Name, fmt.Sprintf("%q → %q", v.Name, w.Name))
			}
		},
		func(v model.EnumValue) {
			value(ValueRemoved, v, v.Name, "", fmt.Sprintf("%q removed", v.Name)).BRejectsA = true
		},
		func(w model.EnumValue) {
			value(ValueAdded, w, "", w.Name, fmt.Sprintf("%q added", w.Name)).ARejectsB = true
		})
}

func count(f *model.Field) string {
	if len(f.Values) == 1 {
		return "1 value"
	}
	return fmt.Sprintf("%d values", len(f.Values))
}

// wider has, for each class, the classes whose values are a part of its own.
var wider = map[model.Class][]model.Class{
	model.ClassString: {
		model.ClassChar, model.ClassBool, model.ClassInt, model.ClassLength, model.ClassNumInGroup, model.ClassDecimal,
		model.ClassMultiChar, model.ClassMultiString, model.ClassUTCTimestamp, model.ClassUTCTimeOnly, model.ClassUTCDateOnly,
		model.ClassLocalMktDate, model.ClassLocalMktTime, model.ClassMonthYear, model.ClassTZTimeOnly, model.ClassTZTimestamp,
	},
	model.ClassMultiString:  {model.ClassString, model.ClassMultiChar, model.ClassChar, model.ClassBool},
	model.ClassMultiChar:    {model.ClassChar, model.ClassBool},
	model.ClassChar:         {model.ClassBool},
	model.ClassDecimal:      {model.ClassInt, model.ClassLength, model.ClassNumInGroup},
	model.ClassInt:          {model.ClassLength, model.ClassNumInGroup},
	model.ClassLength:       {model.ClassNumInGroup},
	model.ClassNumInGroup:   {model.ClassLength},
	model.ClassUTCDateOnly:  {model.ClassLocalMktDate},
	model.ClassLocalMktDate: {model.ClassUTCDateOnly},
	model.ClassMonthYear:    {model.ClassLocalMktDate, model.ClassUTCDateOnly},
	model.ClassUTCTimeOnly:  {model.ClassLocalMktTime},
}

// accepts reports whether a field of class x takes every value of class y.
func accepts(x, y model.Class) bool {
	if x == y {
		return true
	}
	for _, c := range wider[x] {
		if c == y {
			return true
		}
	}
	return false
}
