package model

import (
	"strings"

	"github.com/affixgo/affix/gen/dict"
)

// Repair returns a copy of f without what cannot be resolved, and what was
// found on the way: for those who want the dictionary rather than its model.
// f is not changed. What cannot be repaired is still there, for Resolve to
// report.
func (o Options) Repair(f *dict.File) (*dict.File, dict.Errors) {
	r := &repairer{
		opts:   o,
		out:    copyFile(f),
		errs:   append(dict.Errors(nil), f.Findings...),
		fields: make(map[string]*dict.Field, len(f.Fields)),
		folded: make(map[string]string, len(f.Fields)),
		blocks: make(map[string]*dict.Block, len(f.Components)),
		alias:  make(map[string]string),
		flat:   make(map[*dict.Block][]string),
	}
	r.out.Findings = nil
	r.indexBase()
	r.version()
	r.countUses()
	r.declarations()
	r.components()
	r.envelope()
	r.messages()
	r.eachList(func(list []*dict.Member, path string) []*dict.Member { return r.references(list, path, nil) })
	r.scopes()
	return r.out, r.errs
}

// repairer holds the state of one Repair. Every repair is a finding; it is for
// the judgment behind to say which of them will do.
type repairer struct {
	opts Options
	out  *dict.File
	errs dict.Errors

	base   map[string]*dict.Field // of the base, by name
	blocks map[string]*dict.Block
	baseBl map[string]*dict.Block

	fields   map[string]*dict.Field
	folded   map[string]string        // lower case to spelling
	alias    map[string]string        // names of fields that lost their tag to another
	counters map[string]bool          // fields that count a group somewhere
	used     map[string]bool          // fields that stand anywhere
	flat     map[*dict.Block][]string // fields of the scope of a component
}

// version settles the BeginString and the numbers that depend on it.
func (r *repairer) version() {
	f, o := r.out, r.opts
	if o.Name != "" {
		f.Name = o.Name
	}
	given := f.BeginString
	switch {
	case o.BeginString != "":
		f.BeginString = o.BeginString
	case beginStringForm.MatchString(given):
		if f.Major == 0 {
			f.Major, f.Minor = versionIn(given)
		}
		return
	case o.Base != nil && o.Base.BeginString != "":
		f.BeginString = o.Base.BeginString
		f.Major, f.Minor, f.ServicePack = o.Base.Major, o.Base.Minor, o.Base.ServicePack
		r.beginStringFinding(given, "taken from the base")
		r.nameFromFile()
		return
	default:
		f.BeginString = "FIX.4.4"
		if r.headerHas("ApplVerID") {
			f.BeginString = "FIXT.1.1"
		}
		r.beginStringFinding(given, "taken for "+f.BeginString)
		r.nameFromFile()
	}
	f.Major, f.Minor = versionIn(f.BeginString)
	f.ServicePack = 0
	if strings.HasPrefix(f.BeginString, "FIXT.") && f.Name != "" {
		f.Major, f.Minor = 5, 0
	}
}

func (r *repairer) beginStringFinding(given, repair string) {
	if given == "" {
		r.errs.Repairf(dict.BadBeginString, r.out.Pos, "", repair, "BeginString is not defined: add beginString, such as FIX.4.4")
		return
	}
	r.errs.Repairf(dict.BadBeginString, r.out.Pos, "", repair, "BeginString %q: want a form such as FIX.4.4", given)
}

// nameFromFile names a dictionary whose version does not.
func (r *repairer) nameFromFile() {
	if f := r.out; f.Name == "" {
		f.Name = nameOfFile(f.Pos.File)
	}
}

func (r *repairer) headerHas(name string) bool {
	if r.out.Header == nil {
		return false
	}
	for _, m := range r.out.Header.Members {
		if m.Name == name {
			return true
		}
	}
	return false
}

// envelope finds the header and trailer where they are no elements of their
// own: in components, or in the base. A lenient judgment has what every session
// needs supplied.
func (r *repairer) envelope() {
	r.out.Header = r.envelopeOf(r.out.Header, "header", r.opts.Base, sessionHeader)
	r.out.Trailer = r.envelopeOf(r.out.Trailer, "trailer", r.opts.Base, sessionTrailer)
}

func (r *repairer) envelopeOf(b *dict.Block, what string, base *dict.File, standard []dict.Field) *dict.Block {
	name := strings.ToUpper(what[:1]) + what[1:]
	stands := b != nil && len(b.Members) > 0
	for i, c := range r.out.Components {
		if c.Name == what || c.Name == "Standard"+name {
			r.errs.Repairf(dict.MisspeltElement, c.Pos, c.Name, "read as the "+what, "component %s: write <%s>", c.Name, what)
			r.out.Components = append(r.out.Components[:i:i], r.out.Components[i+1:]...)
			delete(r.blocks, c.Name)
			r.alias[c.Name] = "" // references to it mean nothing: every message has one
			if stands {
				return b
			}
			return &dict.Block{Pos: c.Pos, Name: name, Doc: c.Doc, Members: c.Members}
		}
	}
	if stands {
		return b
	}
	if base != nil {
		if from := map[string]*dict.Block{"header": base.Header, "trailer": base.Trailer}[what]; from != nil && len(from.Members) > 0 {
			return &dict.Block{Pos: from.Pos, Name: name, Doc: from.Doc, Members: copyMembers(from.Members)}
		}
	}
	if strings.HasPrefix(r.out.BeginString, "FIXT.") || len(r.out.Messages) == 0 {
		return b
	}
	if !r.opts.Lenient {
		r.errs.Addf(dict.HeaderMissing, r.out.Pos, "", "no %s: add it, or what it holds is unknown to the messages", what)
		return b
	}
	r.errs.Repairf(dict.HeaderMissing, r.out.Pos, "", "what every session needs is added", "no %s: add it, or give a base", what)
	out := &dict.Block{Pos: r.out.Pos, Name: name}
	for _, f := range standard {
		m := &dict.Member{Pos: r.out.Pos, Name: r.declared(f), Required: f.Doc != ""}
		out.Members = append(out.Members, m)
	}
	return out
}

// declared returns the name of the field with the tag of f, which it declares
// if there is none.
func (r *repairer) declared(f dict.Field) string {
	for _, d := range r.out.Fields {
		if d.Number == f.Number {
			return d.Name
		}
	}
	if r.fields[f.Name] != nil {
		return f.Name
	}
	r.declare(&dict.Field{Pos: r.out.Pos, Name: f.Name, Number: f.Number, Type: f.Type})
	return f.Name
}

// sessionHeader is what a session cannot do without; Doc marks what is required.
var sessionHeader = []dict.Field{
	{Name: "BeginString", Number: "8", Type: "STRING", Doc: "required"},
	{Name: "BodyLength", Number: "9", Type: "LENGTH", Doc: "required"},
	{Name: "MsgType", Number: "35", Type: "STRING", Doc: "required"},
	{Name: "SenderCompID", Number: "49", Type: "STRING", Doc: "required"},
	{Name: "TargetCompID", Number: "56", Type: "STRING", Doc: "required"},
	{Name: "MsgSeqNum", Number: "34", Type: "SEQNUM", Doc: "required"},
	{Name: "PossDupFlag", Number: "43", Type: "BOOLEAN"},
	{Name: "PossResend", Number: "97", Type: "BOOLEAN"},
	{Name: "SendingTime", Number: "52", Type: "UTCTIMESTAMP", Doc: "required"},
	{Name: "OrigSendingTime", Number: "122", Type: "UTCTIMESTAMP"},
}

var sessionTrailer = []dict.Field{{Name: "CheckSum", Number: "10", Type: "STRING", Doc: "required"}}
