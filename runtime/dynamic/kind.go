package dynamic

import (
	"reflect"

	"github.com/affixgo/affix/gen/model"
	"github.com/affixgo/affix/runtime"
)

var classKinds = map[model.Class]runtime.Kind{
	model.ClassString:       runtime.KindString,
	model.ClassChar:         runtime.KindChar,
	model.ClassBool:         runtime.KindBool,
	model.ClassInt:          runtime.KindInt,
	model.ClassLength:       runtime.KindInt,
	model.ClassNumInGroup:   runtime.KindInt,
	model.ClassDecimal:      runtime.KindDecimal,
	model.ClassMultiChar:    runtime.KindMultiChar,
	model.ClassMultiString:  runtime.KindMultiString,
	model.ClassUTCTimestamp: runtime.KindUTCTimestamp,
	model.ClassUTCTimeOnly:  runtime.KindUTCTimeOnly,
	model.ClassUTCDateOnly:  runtime.KindUTCDateOnly,
	model.ClassLocalMktDate: runtime.KindLocalMktDate,
	model.ClassLocalMktTime: runtime.KindLocalMktTime,
	model.ClassMonthYear:    runtime.KindMonthYear,
	model.ClassTZTimeOnly:   runtime.KindTZTimeOnly,
	model.ClassTZTimestamp:  runtime.KindTZTimestamp,
	model.ClassData:         runtime.KindData,
}

// kindOf is what the generator makes of a field.
func kindOf(f *model.Field) runtime.Kind {
	switch {
	case f.Data != nil:
		return runtime.KindLength
	case f.Enum != nil && f.Class == model.ClassInt:
		return runtime.KindIntCode
	}
	return classKinds[f.Class]
}

// kindTypes are the Go types of the fields.
var kindTypes = map[runtime.Kind]reflect.Type{
	runtime.KindString:       reflect.TypeFor[string](),
	runtime.KindChar:         reflect.TypeFor[runtime.Char](),
	runtime.KindBool:         reflect.TypeFor[runtime.Bool](),
	runtime.KindInt:          reflect.TypeFor[runtime.Int](),
	runtime.KindIntCode:      reflect.TypeFor[string](),
	runtime.KindDecimal:      reflect.TypeFor[runtime.Decimal](),
	runtime.KindUTCTimestamp: reflect.TypeFor[runtime.UTCTimestamp](),
	runtime.KindUTCTimeOnly:  reflect.TypeFor[runtime.UTCTimeOnly](),
	runtime.KindUTCDateOnly:  reflect.TypeFor[runtime.UTCDateOnly](),
	runtime.KindLocalMktDate: reflect.TypeFor[runtime.LocalMktDate](),
	runtime.KindLocalMktTime: reflect.TypeFor[runtime.LocalMktTime](),
	runtime.KindMonthYear:    reflect.TypeFor[runtime.MonthYear](),
	runtime.KindTZTimeOnly:   reflect.TypeFor[runtime.TZTimeOnly](),
	runtime.KindTZTimestamp:  reflect.TypeFor[runtime.TZTimestamp](),
	runtime.KindMultiChar:    reflect.TypeFor[string](),
	runtime.KindMultiString:  reflect.TypeFor[string](),
	runtime.KindData:         reflect.TypeFor[[]byte](),
}

// stored says whether a field has a place in the struct: not the fields that
// frame a message, and not the length of a data field.
func stored(f *model.Field) bool {
	switch f.Tag {
	case 8, 9, 10, 35:
		return false
	}
	return f.Data == nil
}
