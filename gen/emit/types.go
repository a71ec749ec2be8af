package emit

import (
	. "github.com/dave/jennifer/jen" //nolint:staticcheck // the emitters read like the Go they build

	"github.com/affixgo/affix/gen/model"
)

// runtimeTypes are the types of package runtime that hold a class.
var runtimeTypes = map[model.Class]string{
	model.ClassChar:         "Char",
	model.ClassBool:         "Bool",
	model.ClassInt:          "Int",
	model.ClassLength:       "Int",
	model.ClassNumInGroup:   "Int",
	model.ClassDecimal:      "Decimal",
	model.ClassUTCTimestamp: "UTCTimestamp",
	model.ClassUTCTimeOnly:  "UTCTimeOnly",
	model.ClassUTCDateOnly:  "UTCDateOnly",
	model.ClassLocalMktDate: "LocalMktDate",
	model.ClassLocalMktTime: "LocalMktTime",
	model.ClassMonthYear:    "MonthYear",
	model.ClassTZTimeOnly:   "TZTimeOnly",
	model.ClassTZTimestamp:  "TZTimestamp",
}

// goType is the type of a struct field.
func goType(f *model.Field) *Statement {
	if f.Class == model.ClassMultiChar || f.Class == model.ClassMultiString {
		element := String()
		if f.Enum != nil {
			element = Id(f.Enum.GoName)
		}
		return runtimeID("Set").Types(element)
	}
	if f.Enum != nil {
		return Id(f.Enum.GoName)
	}
	if f.Class == model.ClassData {
		return Index().Byte()
	}
	if name, ok := runtimeTypes[f.Class]; ok {
		return runtimeID(name)
	}
	return String()
}

// kind is the runtime.Kind of a field. INT fields with enumerated values are
// held as text, so that their zero value is not a code.
func kind(f *model.Field) string {
	switch {
	case f.Data != nil:
		return "KindLength"
	case f.Enum != nil && f.Class == model.ClassInt:
		return "KindIntCode"
	case f.Class == model.ClassMultiChar:
		return "KindMultiChar"
	case f.Class == model.ClassMultiString:
		return "KindMultiString"
	case f.Class == model.ClassData:
		return "KindData"
	case f.Class == model.ClassString:
		return "KindString"
	}
	return "Kind" + runtimeTypes[f.Class]
}
