package model

import "github.com/affixgo/affix/gen/dict"

// Dictionary is a FIX dictionary, resolved and named. It is read-only after
// Resolve and then safe for concurrent use.
type Dictionary struct {
	Name        string // "FIX44"
	BeginString string // "FIX.4.4"
	ApplVerID   string // of the messages, in FIX 5.0 and later: "9"; else empty
	Major       int
	Minor       int
	ServicePack int
	Doc         string

	Fields     []*Field   // by tag, ascending
	Enums      []*Enum    // in order of field tag
	Components []*Struct  // in dictionary order
	Groups     []*Struct  // entry types, each layout once, inner before outer, in order of first use
	Header     *Struct    // never nil
	Trailer    *Struct    // never nil
	Messages   []*Message // in dictionary order
	Pairs      []Pair     // of all DATA fields, by tag of the DATA field
	Source     string     // base name of the file
}

// Field is a field of the dictionary.
type Field struct {
	Name   string // as in FIX: "ClOrdID"
	GoName string
	Tag    int
	Type   string // canonical FIX type, upper case: "UTCTIMESTAMP"
	Class  Class
	Enum   *Enum       // nil if its Go type is not an enumerated one
	Values []EnumValue // listed in the dictionary, also where Enum is nil
	Length *Field      // of a DATA field
	Data   *Field      // of the length field of a DATA field
	Range  *Range      // of a number, a length or a counter; nil if any value will do
	Doc    string
	Pos    dict.Pos
}

// Range bounds the values of a field, both ends included. An end that is empty is
// open; they are not both empty.
type Range struct {
	Min, Max string // decimal numbers
}

// String returns the range as dictionaries have it: "1..31".
func (r *Range) String() string { return r.Min + ".." + r.Max }

// Enum is an enumerated Go type. Fields that share the values of another one
// ("enum: SecurityIDSource") point at its Enum.
type Enum struct {
	GoName string
	Field  *Field // the declaring one
	Open   bool   // values that are not listed are good too
	Class  Class  // ClassString, ClassChar, ClassInt, ClassMultiChar, ClassMultiString
	Values []EnumValue
}

// EnumValue is a value of an enumerated field.
type EnumValue struct {
	Value  string // on the wire
	Name   string // for people: "Partially filled"
	GoName string // "OrdStatusPartiallyFilled"
	Doc    string
	Pos    dict.Pos
	Alias  bool // a second name of a value listed before
}

// Struct is a list of members with a Go type of its own: a component, the
// entry of a group, the header, the trailer or the body of a message.
type Struct struct {
	Name      string // as in FIX; of a group, the name of its counter
	GoName    string
	Counter   *Field // of a group entry, else nil
	Delimiter *Field // of a group entry, the field every entry begins with
	Members   []Member
	Doc       string
	Pos       dict.Pos
}

// MemberKind says what a Member is.
type MemberKind int

// The kinds of members.
const (
	MemberField     MemberKind = iota // a field
	MemberGroup                       // a slice of entries
	MemberComponent                   // a struct, embedded by value
)

// String returns "field", "group" or "component".
func (k MemberKind) String() string {
	switch k {
	case MemberField:
		return "field"
	case MemberGroup:
		return "group"
	case MemberComponent:
		return "component"
	default:
		return "MemberKind?"
	}
}

// Member is a use of a field, group or component in a Struct.
type Member struct {
	Kind     MemberKind
	GoName   string // of the Go struct field; the type name when embedded
	Required bool
	Outside  bool   // it stands in a scope around this one too
	Field    *Field // the field, or the counter of the group; nil for a component
	Struct   *Struct
	Pos      dict.Pos
}

// Message is a message of the dictionary.
type Message struct {
	Name    string
	GoName  string
	MsgType string
	Admin   bool // belongs to the session, not to the application
	Struct  *Struct
}

// Pair is a length field and the DATA field it measures.
type Pair struct {
	Length, Data *Field
}
