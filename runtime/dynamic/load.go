package dynamic

import (
	"errors"
	"fmt"

	"github.com/affixgo/affix/gen/dict"
	"github.com/affixgo/affix/gen/model"
	"github.com/affixgo/affix/gen/overlay"
	"github.com/affixgo/affix/runtime"
)

// Options say how a dictionary is read. The zero value is for a file that is
// complete and correct. They mean what the generator's flags of these names do.
type Options struct {
	// Transport is the path of the dictionary of the session layer, for one that
	// does not name it. If empty, what the file says.
	Transport string
	// ApplVerID of the messages, such as "9", for a dictionary that does not say
	// it. If empty, what the file says.
	ApplVerID string
	// Lenient repairs what can be repaired.
	Lenient bool
	// Report is told what was repaired, a line each. Nil tells nobody.
	Report func(finding string)
	// Base is a dictionary, or the name of one of those in etc, that has what the
	// file uses and does not declare. If empty, there is none.
	Base string
	// BeginString overrides that of the file if it is not empty.
	BeginString string
	// Name overrides that of the file if it is not empty.
	Name string
}

// Load reads a dictionary from a file in any of the formats, or by the name of
// one of those in etc, such as "FIX44". The error has a line for everything that
// is wrong with it.
func Load(path string, o Options) (*runtime.Dictionary, error) {
	var f *dict.File
	var err error
	if o.Transport == "" && o.ApplVerID == "" {
		f, err = overlay.Load(path)
	} else {
		f, err = dict.LoadWith(path, o.Transport, o.ApplVerID)
	}
	if err != nil {
		// What was read may be good enough for a lenient reader; a nil file is not.
		return nil, fmt.Errorf("dynamic: %w", err)
	}
	return o.build(f)
}

// Parse reads a dictionary from src, which it does not keep; name stands in the
// errors. It must be complete, not an overlay nor one that names a transport.
func Parse(name string, src []byte, o Options) (*runtime.Dictionary, error) {
	f, err := dict.Read(name, src)
	if err != nil {
		return nil, fmt.Errorf("dynamic: %w", err)
	}
	return o.build(f)
}

// build resolves what was read.
func (o Options) build(f *dict.File) (*runtime.Dictionary, error) {
	options := model.Options{Lenient: o.Lenient, BeginString: o.BeginString, Name: o.Name}
	if o.Base != "" {
		base, err := overlay.Load(o.Base)
		if err != nil {
			return nil, fmt.Errorf("dynamic: base: %w", err)
		}
		options.Base = base
	}
	d, findings, err := options.Resolve(f)
	if err != nil {
		return nil, fmt.Errorf("dynamic: %w", err)
	}
	if o.Report != nil {
		for _, finding := range findings {
			o.Report(finding.Error())
		}
	}
	if len(d.Messages) == 0 {
		return nil, errors.New("dynamic: " + f.Pos.File + ": there are no messages")
	}
	return newBuilder(d).dictionary()
}
