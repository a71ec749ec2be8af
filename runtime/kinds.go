package runtime

import "unsafe"

// kindZero makes the field at p absent.
var kindZero = [kindCount]func(p unsafe.Pointer){
	KindString:       zero[string],
	KindChar:         zero[byte],
	KindBool:         zero[byte],
	KindInt:          zero[Int],
	KindIntCode:      zero[string],
	KindDecimal:      zero[Decimal],
	KindUTCTimestamp: zero[UTCTimestamp],
	KindUTCTimeOnly:  zero[UTCTimeOnly],
	KindUTCDateOnly:  zero[UTCDateOnly],
	KindLocalMktDate: zero[LocalMktDate],
	KindLocalMktTime: zero[LocalMktTime],
	KindMonthYear:    zero[MonthYear],
	KindTZTimeOnly:   zero[TZTimeOnly],
	KindTZTimestamp:  zero[TZTimestamp],
	KindMultiChar:    zero[string],
	KindMultiString:  zero[string],
	KindData:         zero[[]byte],
	KindLength:       func(unsafe.Pointer) {},
	KindGroup:        zero[sliceHeader],
}

func zero[T any](p unsafe.Pointer) {
	var absent T
	*(*T)(p) = absent
}
