package model

import (
	"path"
	"regexp"
	"sort"
	"strconv"
	"strings"

	"github.com/affixgo/affix/gen/dict"
)

// Load reads and resolves the dictionary at file.
func Load(file string) (*Dictionary, error) {
	f, err := dict.Load(file)
	if err != nil {
		return nil, err
	}
	return Resolve(f)
}

// Resolve resolves and names everything in f. On failure the error is a
// dict.Errors with every finding. The result does not refer to f.
func Resolve(f *dict.File) (*Dictionary, error) {
	r := &resolver{
		src:    f,
		out:    &Dictionary{Major: f.Major, Minor: f.Minor, ServicePack: f.ServicePack, Doc: f.Doc, Source: path.Base(f.Pos.File)},
		fields: make(map[string]*Field, len(f.Fields)),
		blocks: make(map[string]*component, len(f.Components)),
		groups: make(map[string]*group),
		first:  make(map[*Struct]*Field),
	}
	r.version()
	r.declareFields()
	r.resolveStructs()
	r.pairFields()
	r.classify()
	r.checkScopes()
	r.nameAll()
	if err := r.errs.Err(); err != nil {
		return nil, err
	}
	return r.out, nil
}

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
	case f.BeginString == "":
		r.errs.Addf(f.Pos, "", "BeginString is not defined: add beginString, such as FIX.4.4")
	case !beginStringForm.MatchString(f.BeginString):
		r.errs.Addf(f.Pos, "", "BeginString %q: want a form such as FIX.4.4", f.BeginString)
	case f.Major == 0:
		part := strings.Split(f.BeginString, ".")
		d.Major, _ = strconv.Atoi(part[1]) // digits, by the form
		d.Minor, _ = strconv.Atoi(part[2])
	}
	d.Name = f.Name
	if d.Name == "" {
		d.Name = dictionaryName(f)
	}
	if d.Name != "" && !nameForm.MatchString(d.Name) {
		r.errs.Addf(f.Pos, "", "dictionary name %q: want letters and digits, such as FIX44", d.Name)
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
	tags := make(map[int]*Field, len(r.src.Fields))
	for _, s := range r.src.Fields {
		f := &Field{Name: s.Name, Doc: s.Doc, Pos: s.Pos}
		if first, ok := r.fields[s.Name]; ok {
			r.errs.Addf(s.Pos, s.Name, "field declared twice, first at line %d: remove or rename one", first.Pos.Line)
			continue
		}
		r.fields[s.Name] = f
		r.fieldTag(f, s.Number, tags)
		r.fieldType(f, s.Type)
		f.GoName = r.goName(s.Pos, s.Name, s.Name, s.GoName)
		r.out.Fields = append(r.out.Fields, f)
	}
	sort.SliceStable(r.out.Fields, func(i, j int) bool { return r.out.Fields[i].Tag < r.out.Fields[j].Tag })
}

func (r *resolver) fieldTag(f *Field, text string, tags map[int]*Field) {
	tag, err := strconv.ParseUint(text, 10, 64)
	switch {
	case text == "":
		r.errs.Addf(f.Pos, f.Name, "field without a number: add its tag")
	case err != nil || tag < 1 || tag > maxTag:
		r.errs.Addf(f.Pos, f.Name, "number %q is not a tag: want 1 to %d", text, maxTag)
	case tags[int(tag)] != nil:
		first := tags[int(tag)]
		r.errs.Addf(f.Pos, f.Name, "tag %d is taken by %s at line %d: give one of them another number", tag, first.Name, first.Pos.Line)
	default:
		f.Tag = int(tag)
		tags[f.Tag] = f
	}
}

func (r *resolver) fieldType(f *Field, text string) {
	if text == "" {
		r.errs.Addf(f.Pos, f.Name, "field without a type: add one, such as STRING")
		return
	}
	typ, ok := canonicalType(text)
	if !ok {
		r.errs.Addf(f.Pos, f.Name, "unknown type %q: want a FIX type, such as STRING, INT, PRICE or UTCTIMESTAMP", text)
		return
	}
	f.Type, f.Class = typ, typeClasses[typ]
}

// goName returns the override if there is a legal one, or the Go spelling of
// name.
func (r *resolver) goName(pos dict.Pos, context, name, override string) string {
	switch ident := goIdent(name); {
	case override != "" && validOverride(override):
		return override
	case override != "":
		r.errs.Addf(pos, context, "name %q: want an exported Go identifier in ASCII", override)
		return ident
	case ident == "":
		r.errs.Addf(pos, context, "%q makes no Go name: add a name", name)
		return ""
	default:
		return ident
	}
}
