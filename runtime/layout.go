package runtime

import (
	"sync"
	"sync/atomic"
	"unsafe"
)

// Kind is the Go type that holds a field, and with it the format the field
// must have on the wire.
type Kind uint8

// The kinds, each with the type of the struct field it is stored in.
const (
	KindString       Kind = iota // string, or a type of string
	KindChar                     // Char, or a type of byte
	KindBool                     // Bool
	KindInt                      // Int
	KindIntCode                  // a type of string that holds an integer: enumerated INT fields
	KindDecimal                  // Decimal
	KindUTCTimestamp             // UTCTimestamp
	KindUTCTimeOnly              // UTCTimeOnly
	KindUTCDateOnly              // UTCDateOnly
	KindLocalMktDate             // LocalMktDate
	KindLocalMktTime             // LocalMktTime
	KindMonthYear                // MonthYear
	KindTZTimeOnly               // TZTimeOnly
	KindTZTimestamp              // TZTimestamp
	KindMultiChar                // Set: single characters, blank-separated
	KindMultiString              // Set: words, blank-separated
	KindData                     // []byte; the length field before it is kept by the codec
	KindLength                   // not stored: the length of a KindData field
	KindGroup                    // []Entry; the count is the slice's length
	kindCount
)

// Unstored is the Offset of a member that has no struct field: the fields that
// frame a message (8, 9, 35, 10) and the lengths of data fields.
const Unstored = ^uintptr(0)

// FieldDef is one field of a dictionary.
type FieldDef struct {
	Tag  int
	Name string
	Kind Kind
	Enum *Enum // nil if any value will do
	Data int   // of a KindLength field: the tag of the data it counts
	// Range bounds the numbers of a KindInt, KindIntCode, KindDecimal or
	// KindLength field, and the entries of a group; nil if any will do.
	Range *Range
}

// Enum is the set of values a field may have.
type Enum struct {
	Name   string
	Values []EnumValue
	// Open says that values which are not listed are good too: IOIQty (27) has
	// letters, or a number.
	Open bool

	once sync.Once
	set  enumSet
}

// EnumValue is a value as it stands on the wire and what it means.
type EnumValue struct {
	Value string
	Name  string
	Ident string // what its constant is called behind the type, where that is not Name without its blanks and signs
}

// Struct says where the fields of a Go struct lie: a component, a group entry,
// a header, a trailer or the body of a message. Members are in the order of
// the dictionary, which must be their order in memory too.
type Struct struct {
	Name    string
	Members []Member
	Unknown uintptr // offset of the []Field for unknown tags, or Unstored
}

// Member is a field, a group or a component of a Struct. Exactly one of Tag
// and Component is set; a group has the tag of its counter.
type Member struct {
	Tag       int
	Required  bool
	Offset    uintptr // from the start of the Struct, or Unstored
	Group     *Group
	Component *Struct
	// Outside is set where the dictionary is ambiguous: on a field of a group
	// that stands in a scope around the group too, and on one of the header that
	// stands in a body too. What cannot be here then belongs there.
	Outside bool
}

// Group is the entry type of a repeating group. Its first field is the
// delimiter that starts each entry.
type Group struct {
	Entry *Struct
	Size  uintptr                       // of one entry in memory
	Make  func(n int) unsafe.Pointer    // MakeEntries[Entry]
	Copy  func(slice unsafe.Pointer)    // CopyEntries[Entry]
	Clear func(p unsafe.Pointer, n int) // ClearEntries[Entry]
	// Grow appends an entry to the slice at slice. Tables of Go structs leave it
	// nil: programs append to these themselves.
	Grow func(slice unsafe.Pointer)

	once  sync.Once
	scope atomic.Pointer[scope] // not nil once prepared
}

// MakeEntries allocates n group entries and returns the first.
func MakeEntries[T any](n int) unsafe.Pointer {
	return unsafe.Pointer(unsafe.SliceData(make([]T, n)))
}

// CopyEntries replaces the slice of group entries at p by a copy.
func CopyEntries[T any](p unsafe.Pointer) {
	s := (*[]T)(p)
	*s = append(make([]T, 0, len(*s)), *s...)
}

// ClearEntries sets n group entries from p on to their zero value.
func ClearEntries[T any](p unsafe.Pointer, n int) {
	clear(unsafe.Slice((*T)(p), n))
}
