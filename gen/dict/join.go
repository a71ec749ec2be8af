package dict

import "strings"

// joiner holds the state of one Join.
type joiner struct {
	app, session *File
	errs         Errors
	fields       map[string]*Field // of the session, by name and by tag
}

func (j *joiner) conflict(pos Pos, context, repair, format string, args ...any) {
	j.errs.Repairf(TransportConflict, pos, context, repair, format, args...)
}

const ownKept = "that of the dictionary is kept"

func (j *joiner) envelope(own, theirs *Block, name string) *Block {
	switch {
	case empty(own):
		return theirs
	case !empty(theirs) && !sameMembers(own.Members, theirs.Members):
		j.conflict(own.Pos, "", ownKept, "%s: another one than that of the transport at %s: remove one of them", name, theirs.Pos)
	}
	return own
}

func (j *joiner) joinMessages() []*Message {
	own := make(map[string]*Message, 2*len(j.app.Messages))
	for _, m := range j.app.Messages {
		own["name "+m.Name] = m
		own["type "+m.MsgType] = m
	}
	var list []*Message
	for _, m := range j.session.Messages {
		clash := own["name "+m.Name]
		if clash == nil {
			clash = own["type "+m.MsgType]
		}
		switch {
		case clash == nil:
			list = append(list, m)
		case clash.Name != m.Name || clash.MsgType != m.MsgType || !sameMembers(clash.Members, m.Members):
			j.conflict(clash.Pos, clash.Name, ownKept, "another message than that of the transport at %s: remove one of them", m.Pos)
		}
	}
	return append(list, j.app.Messages...)
}

// joinComponents lets an empty component give way: QuickFIX has files in which
// one of the two is.
func (j *joiner) joinComponents() []*Block {
	own := make(map[string]*Block, len(j.app.Components))
	for _, c := range j.app.Components {
		own[c.Name] = c
	}
	gone := make(map[*Block]bool)
	var list []*Block
	for _, c := range j.session.Components {
		clash := own[c.Name]
		switch {
		case clash == nil:
			list = append(list, c)
		case empty(clash):
			gone[clash] = true
			list = append(list, c)
		case !empty(c) && !sameMembers(clash.Members, c.Members):
			j.conflict(clash.Pos, clash.Name, ownKept, "another component than that of the transport at %s: remove or rename one of them", c.Pos)
		}
	}
	for _, c := range j.app.Components {
		if !gone[c] {
			list = append(list, c)
		}
	}
	return list
}

func (j *joiner) joinFields() []*Field {
	for _, f := range j.session.Fields {
		j.fields["name "+f.Name] = f
		j.fields["tag "+strings.TrimSpace(f.Number)] = f
	}
	merged := make(map[*Field]bool)
	var list []*Field
	for _, f := range j.app.Fields {
		byName, byTag := j.fields["name "+f.Name], j.fields["tag "+strings.TrimSpace(f.Number)]
		switch {
		case byName == nil && byTag == nil:
			list = append(list, f)
		case byName == byTag:
			merged[byTag] = true
			list = append(list, j.field(f, byTag))
		case byTag != nil:
			j.errs.Addf(TransportConflict, f.Pos, f.Name, "tag %s is %s at %s: give them one name", f.Number, byTag.Name, byTag.Pos)
		default:
			j.errs.Addf(TransportConflict, f.Pos, f.Name, "number %s, but %s at %s: correct one of them", f.Number, byName.Number, byName.Pos)
		}
	}
	for _, f := range j.session.Fields {
		if !merged[f] {
			list = append(list, f)
		}
	}
	return list
}

// field joins the declarations of one field: values of both, the words of the
// application where they differ.
func (j *joiner) field(own, theirs *Field) *Field {
	out := *own
	if typ, ok := commonType(own.Type, theirs.Type); ok {
		out.Type = typ
	} else {
		j.conflict(own.Pos, own.Name, ownKept, "type %s, but %s at %s: make them equal", own.Type, theirs.Type, theirs.Pos)
	}
	if out.Length == "" {
		out.Length = theirs.Length
	}
	if out.Range == "" {
		out.Range = theirs.Range
	}
	if out.GoName == "" {
		out.GoName = theirs.GoName
	}
	if out.Doc == "" {
		out.Doc = theirs.Doc
	}
	switch {
	case own.Enum == "" && len(own.Values) == 0:
		out.Enum, out.Values = theirs.Enum, theirs.Values
	case own.Enum == "" && theirs.Enum == "":
		out.Values = joinValues(own.Values, theirs.Values)
	case own.Enum != "" && theirs.Enum != "" && own.Enum != theirs.Enum:
		j.conflict(own.Pos, own.Name, ownKept, "takes its values from %s, but from %s at %s: make them equal", own.Enum, theirs.Enum, theirs.Pos)
	}
	return &out
}

// joinValues returns the values of the session, then what the application adds.
// An application that lists a value of the session chooses the words for it.
func joinValues(own, theirs []Value) []Value {
	words := make(map[string]Value, len(own))
	for _, v := range own {
		words[v.Value] = v
	}
	list := make([]Value, 0, len(own)+len(theirs))
	listed := make(map[string]bool, len(theirs))
	for _, v := range theirs {
		if w, ok := words[v.Value]; ok {
			v = w
		}
		listed[v.Value] = true
		list = append(list, v)
	}
	for _, v := range own {
		if !listed[v.Value] {
			list = append(list, v)
		}
	}
	return list
}

// commonType returns the type that both mean: INT, STRING and DATA give way to
// what says more. It knows no types but these: package model does.
func commonType(a, b string) (string, bool) {
	x, y := plainType(a), plainType(b)
	switch {
	case x == y, y == "", wider[x] == y:
		return a, true
	case x == "", wider[y] == x:
		return b, true
	}
	return a, false
}

// wider maps types to the one that older versions have in their place.
var wider = map[string]string{
	"LENGTH": "INT", "NUMINGROUP": "INT", "SEQNUM": "INT", "TAGNUM": "INT", "DAYOFMONTH": "INT",
	"COUNTRY": "STRING", "CURRENCY": "STRING", "EXCHANGE": "STRING", "LANGUAGE": "STRING",
	"XMLDATA": "DATA",
}

func plainType(text string) string {
	return strings.NewReplacer(" ", "", "\t", "", "-", "", "_", "").Replace(strings.ToUpper(text))
}

// sameMembers says whether two lists mean the same, whatever their lines.
func sameMembers(a, b []*Member) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		x, y := a[i], b[i]
		if x.Kind != y.Kind || x.Name != y.Name || x.Required != y.Required || x.GoName != y.GoName || !sameMembers(x.Members, y.Members) {
			return false
		}
	}
	return true
}
