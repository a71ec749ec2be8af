package dict

import "fmt"

// Pos is a place in a dictionary file. The zero Pos means "nowhere in
// particular".
type Pos struct {
	File string
	Line int // from 1; 0 is the file as a whole
}

// String returns "file:line", or "file" without a line.
func (p Pos) String() string {
	if p.Line == 0 {
		return p.File
	}
	return fmt.Sprintf("%s:%d", p.File, p.Line)
}

// File is a dictionary as written: nothing is resolved, everything is in the
// order of the file. Values are not safe for concurrent change.
type File struct {
	Pos Pos

	Name        string // overrides the name derived from the version; usually empty
	BeginString string // "FIX.4.4"; empty when the file does not tell
	Major       int
	Minor       int
	ServicePack int
	Transport   string // dictionary of the session layer, beside the file: "FIXT11"; usually empty
	ApplVerID   string // value of ApplVerID(1128) for the messages: "9"; usually empty
	Doc         string

	Header     *Block // nil when the file has none
	Trailer    *Block // nil when the file has none
	Messages   []*Message
	Components []*Block
	Fields     []*Field

	// Findings are what the reader repaired, and notes: for the strict judgment,
	// Err, they are errors as any other.
	Findings Errors
}

// Field declares a field.
type Field struct {
	Pos    Pos
	Name   string
	Number string // the tag as written
	Type   string // as written, in any case
	Values []Value
	Enum   string // name of the field whose values this one shares
	Open   string // "true" if values that are not listed are good too, else empty
	Length string // name of the length field of a DATA field
	Range  string // of a number: "1..100", "0..", "..9.5"; usually empty
	GoName string // override of the Go name
	Doc    string
}

// Value is one value of an enumerated field.
type Value struct {
	Pos    Pos
	Value  string // on the wire
	Text   string // what it means; its words become the Go name
	GoName string // override of the words in the Go name
	Doc    string
}

// Block is a named list of members: a component, the header or the trailer.
type Block struct {
	Pos     Pos
	Name    string
	GoName  string
	Doc     string
	Members []*Member
}

// Message declares a message.
type Message struct {
	Pos     Pos
	Name    string
	MsgType string
	MsgCat  string // "admin", "app", anything else, or empty
	GoName  string
	Doc     string
	Members []*Member
}

// Kind says what a Member refers to.
type Kind int

// The kinds of members.
const (
	KindField Kind = iota
	KindGroup
	KindComponent
)

// String returns the spelling of the kind in a dictionary.
func (k Kind) String() string {
	switch k {
	case KindGroup:
		return "group"
	case KindComponent:
		return "component"
	default:
		return "field"
	}
}

// Member is a use of a field, of a component, or a group with its counter.
type Member struct {
	Pos      Pos
	Kind     Kind
	Name     string // of the field, the component, or the counter of the group
	Required bool
	GoName   string    // override of the Go name of a group's entry type
	Doc      string    // of a group
	Members  []*Member // of a group
}
