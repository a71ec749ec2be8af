package dict

// Overlay is a list of changes to a dictionary, as written: package overlay
// applies it. Everything is in the order of the file.
type Overlay struct {
	Pos     Pos
	Extends Setting // path or name of the base

	Name        Setting
	BeginString Setting
	Doc         Setting
	Transport   Setting
	ApplVerID   Setting
	Version     *Version // nil leaves that of the base

	Header     *BlockChange // nil leaves it
	Trailer    *BlockChange // nil leaves it
	Messages   Section[*MessageChange]
	Components Section[*BlockChange]
	Fields     Section[*FieldChange]
}

// Version is the version of a dictionary.
type Version struct {
	Pos                       Pos
	Major, Minor, ServicePack int
}

// Setting is a text to set. Its zero value leaves what is there; a Setting with
// a position and an empty text clears it.
type Setting struct {
	Pos  Pos
	Text string
}

// Given reports whether the overlay says something, be it the empty text.
func (s Setting) Given() bool { return s.Pos != Pos{} }

// Apply sets dst if s is given.
func (s Setting) Apply(dst *string) {
	if s.Given() {
		*dst = s.Text
	}
}

// Ref is a name that refers to something in the base.
type Ref struct {
	Pos  Pos
	Name string
}

// Section is what an overlay says about the messages, components or fields.
type Section[T any] struct {
	Only    []Ref // what stays; nil is everything
	Remove  []Ref
	Changes []T // what is changed or new
}

// FieldChange changes a field of the base, or declares a new one: that is for
// the base to say.
type FieldChange struct {
	Pos    Pos
	Name   string // in the base
	Rename Setting
	Number Setting
	Type   Setting
	Enum   Setting
	Open   Setting
	Length Setting
	Range  Setting
	GoName Setting
	Doc    Setting
	Values []Value      // of a new field
	Change *ValueChange // of a field in the base
}

// ValueChange changes the values of a field.
type ValueChange struct {
	Pos     Pos
	Replace []Value // nil is none; the other lists are empty then
	Only    []Ref   // nil is all
	Remove  []Ref
	Rename  []Value // new texts of values that are there
	Add     []Value
}

// MessageChange changes a message of the base, or declares a new one.
type MessageChange struct {
	Pos     Pos
	Name    string // in the base
	Rename  Setting
	MsgType Setting
	MsgCat  Setting
	GoName  Setting
	Doc     Setting
	Members MemberChange
}

// BlockChange changes a component, the header or the trailer, or declares a new
// component.
type BlockChange struct {
	Pos     Pos
	Name    string // in the base
	Rename  Setting
	GoName  Setting
	Doc     Setting
	Members MemberChange
}

// MemberChange changes a list of members, in this order: Remove, Require and
// Optional, Add, Groups.
type MemberChange struct {
	Fields   *Members // the members of what is new; nil is none
	Replace  *Members // all members of what is in the base; nil is none
	Remove   []Ref
	Require  []Ref
	Optional []Ref
	Add      []Addition
	Groups   []*GroupChange
}

// Members is a list of members that has a place of its own.
type Members struct {
	Pos  Pos
	List []*Member
}

// Empty reports whether nothing is changed.
func (c *MemberChange) Empty() bool {
	return c.Fields == nil && c.Replace == nil &&
		len(c.Remove)+len(c.Require)+len(c.Optional)+len(c.Add)+len(c.Groups) == 0
}

// Addition is a new member and its place. With neither After nor Before it is
// the last one.
type Addition struct {
	Member *Member
	After  Ref
	Before Ref
}

// GroupChange changes a group where it is used.
type GroupChange struct {
	Pos     Pos
	Name    string // of the counter
	GoName  Setting
	Doc     Setting
	Members MemberChange
}
