package model

import (
	"path"

	"github.com/affixgo/affix/gen/dict"
)

// Options say how a dictionary is judged and what completes it. The zero value
// is the strict judgment of a file that is complete.
type Options struct {
	// Lenient accepts what can be repaired. Otherwise every finding but the
	// notes is an error.
	Lenient bool
	// Base supplies what the dictionary uses and does not declare: fields,
	// components, header and trailer. Nil is none.
	Base *dict.File
	// BeginString overrides that of the file; empty leaves it.
	BeginString string
	// Name overrides that of the file, from which the package is called; empty
	// leaves it.
	Name string
}

// Load reads and resolves the dictionary at file, strictly.
func Load(file string) (*Dictionary, error) {
	d, _, err := Options{}.Load(file)
	return d, err
}

// Resolve resolves and names everything in f, strictly. On failure the error is
// a dict.Errors with every finding. The result does not refer to f.
func Resolve(f *dict.File) (*Dictionary, error) {
	d, _, err := Options{}.Resolve(f)
	return d, err
}

// Load reads and resolves the dictionary at file, see Resolve.
func (o Options) Load(file string) (*Dictionary, dict.Errors, error) {
	f, err := dict.Load(file)
	if err != nil {
		return nil, dict.Findings(err), o.judge(dict.Findings(err))
	}
	return o.Resolve(f)
}

// Resolve resolves and names everything in f. It returns all findings in order
// of position, be there an error or not; the error holds those that o does not
// accept. The result does not refer to f.
func (o Options) Resolve(f *dict.File) (*Dictionary, dict.Errors, error) {
	file, errs := o.Repair(f)
	r := &resolver{
		src:    file,
		out:    &Dictionary{ApplVerID: file.ApplVerID, Major: file.Major, Minor: file.Minor, ServicePack: file.ServicePack, Doc: file.Doc, Source: path.Base(file.Pos.File)},
		errs:   errs,
		fields: make(map[string]*Field, len(file.Fields)),
		blocks: make(map[string]*component, len(file.Components)),
		groups: make(map[string]*group),
		first:  make(map[*Struct]*Field),
	}
	r.version()
	r.declareFields()
	r.nameFields()
	r.resolveStructs()
	r.pairFields()
	r.classify()
	r.checkScopes()
	r.nameAll()
	r.errs.Sort()
	if err := o.judge(r.errs); err != nil {
		return nil, r.errs, err
	}
	return r.out, r.errs, nil
}

// judge returns the findings that o does not accept.
func (o Options) judge(errs dict.Errors) error {
	if o.Lenient {
		return errs.Unrepaired()
	}
	return errs.Err()
}
