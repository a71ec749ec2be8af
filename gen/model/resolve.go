package model

import (
	"fmt"
	"regexp"
	"sort"
	"strconv"
	"strings"

	"github.com/affixgo/affix/gen/dict"
)

// resolver holds the state of one Resolve. Each step adds its findings and
// leaves out what it could not resolve, so that the later steps still run.
type resolver struct {
	src  *dict.File
	out  *Dictionary
	errs dict.Errors

	fields map[string]*Field     // by FIX name
	blocks map[string]*component // by FIX name
	groups map[string]*group     // by layout
	first  map[*Struct]*Field    // first field of a component
	depth  int                   // of the components being resolved
	order  []*group              // in order of first use
}

var (
	beginStringForm = regexp.MustCompile(`^[A-Z]{1,8}\.[0-9]{1,3}\.[0-9]{1,3}$`)
	nameForm        = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9]*$`)
)

func (r *resolver) version() {
	f, d := r.src, r.out
	d.BeginString = f.BeginString
	switch {
	case f.Transport != "":
		r.errs.Addf(dict.BadTransport, f.Pos, "", "transport %q is not joined: read the file with dict.Load, or call dict.Join", f.Transport)
	case !beginStringForm.MatchString(f.BeginString):
		r.errs.Addf(dict.BadBeginString, f.Pos, "", "BeginString %q: want a form such as FIX.4.4", f.BeginString)
	}
	d.Name = f.Name
	if d.Name == "" {
		d.Name = dictionaryName(f)
	}
	if d.Name != "" && !nameForm.MatchString(d.Name) {
		made := nameOfFile(f.Pos.File)
		r.errs.Repairf(dict.BadName, f.Pos, "", "taken as "+made, "dictionary name %q: want letters and digits, such as FIX44", d.Name)
		d.Name = made
	}
}

// dictionaryName derives FIX44 from FIX.4.4, and FIX50SP2 from the version of
// the dictionaries whose BeginString is FIXT.1.1.
func dictionaryName(f *dict.File) string {
	if f.Major < 5 {
		return strings.ReplaceAll(f.BeginString, ".", "")
	}
	name := "FIX" + strconv.Itoa(f.Major) + strconv.Itoa(f.Minor)
	if f.ServicePack > 0 {
		name += "SP" + strconv.Itoa(f.ServicePack)
	}
	return name
}

// maxTag is the largest tag: what an int32 holds.
const maxTag = 1<<31 - 1

// declareFields checks the declarations and their types.
func (r *resolver) declareFields() {
	for _, s := range r.src.Fields {
		f := &Field{Name: s.Name, Doc: s.Doc, Pos: s.Pos}
		r.fields[s.Name] = f
		r.fieldTag(f, s.Number)
		f.Type, _ = canonicalType(s.Type) // Repair saw to it
		f.Class = typeClasses[f.Type]
		f.GoName = r.goName(s.Pos, s.Name, s.Name, s.GoName)
		r.out.Fields = append(r.out.Fields, f)
	}
	sort.SliceStable(r.out.Fields, func(i, j int) bool { return r.out.Fields[i].Tag < r.out.Fields[j].Tag })
}

func (r *resolver) fieldTag(f *Field, text string) {
	tag, err := strconv.ParseUint(text, 10, 64)
	switch {
	case text == "":
		r.errs.Addf(dict.BadTag, f.Pos, f.Name, "field without a number: add its tag")
	case err != nil || tag < 1 || tag > maxTag:
		r.errs.Addf(dict.BadTag, f.Pos, f.Name, "number %q is not a tag: want 1 to %d", text, maxTag)
	default:
		f.Tag = int(tag)
	}
}

// goName returns the override if there is a legal one, or the Go spelling of
// name.
func (r *resolver) goName(pos dict.Pos, context, name, override string) string {
	switch ident := goIdent(name); {
	case override != "" && validOverride(override):
		return override
	case override != "":
		r.errs.Repairf(dict.BadGoName, pos, context, "made from the FIX name", "name %q: want an exported Go identifier in ASCII", override)
		return ident
	case ident == "":
		made := fmt.Sprintf("X%X", name)
		r.errs.Repairf(dict.NoGoName, pos, context, "called "+made, "%q makes no Go name: add a name", name)
		return made
	default:
		return ident
	}
}
