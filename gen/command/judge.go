package command

import (
	"flag"
	"fmt"
	"io"

	"github.com/affixgo/affix/gen/dict"
	"github.com/affixgo/affix/gen/model"
	"github.com/affixgo/affix/gen/overlay"
)

// judgment is how a dictionary is judged, and what completes it.
type judgment struct {
	name        string // of the command
	lenient     bool
	base        string // path, or name of one of ours; may be empty
	beginString string // may be empty
}

func judgeFlags(name string, flags *flag.FlagSet) *judgment {
	j := &judgment{name: name}
	flags.BoolVar(&j.lenient, "lenient", false, "repair what is wrong in the dictionary where that can be done, and say so, rather than stop: for files of a counterparty")
	flags.StringVar(&j.base, "base", "", "the `dictionary` that has what this one uses and does not declare: a file, or one of ours, such as FIX44")
	flags.StringVar(&j.beginString, "begin-string", "", "the `value` of BeginString(8), where the dictionary has none or a wrong one: FIX.4.4")
	return j
}

// options loads the base.
func (j *judgment) options() (model.Options, error) {
	o := model.Options{Lenient: j.lenient, BeginString: j.beginString}
	if j.base == "" {
		return o, nil
	}
	base, err := overlay.Load(j.base)
	if err != nil {
		return o, fmt.Errorf("%s: base: %w", j.name, err)
	}
	o.Base = base
	return o, nil
}

// resolve loads the dictionary and resolves it. It prints what was repaired.
func (j *judgment) resolve(from source, stderr io.Writer) (*model.Dictionary, error) {
	o, err := j.options()
	if err != nil {
		return nil, err
	}
	file, err := from.load()
	found := dict.Errors(dict.Findings(err))
	var d *model.Dictionary
	switch {
	case err == nil:
		d, found, err = o.Resolve(file)
	case j.lenient && found != nil:
		err = found.Unrepaired()
	}
	j.report(found, err, stderr)
	return d, err
}

// report prints the repairs of a lenient judgment, and of a strict one that
// failed, how much of it would have been lenient.
func (j *judgment) report(found dict.Errors, err error, stderr io.Writer) {
	repaired, fatal := 0, 0
	for _, f := range found {
		switch {
		case f.Repair != "" && j.lenient:
			_, _ = fmt.Fprintln(stderr, f.Report())
			repaired++
		case f.Repair != "":
			repaired++
		case f.Fatal():
			fatal++
		}
	}
	switch {
	case repaired == 0:
	case j.lenient:
		_, _ = fmt.Fprintf(stderr, "%s: %d repaired\n", j.name, repaired)
	case err != nil && fatal == 0:
		_, _ = fmt.Fprintf(stderr, "%s: -lenient repairs all of this:\n", j.name)
	case err != nil:
		_, _ = fmt.Fprintf(stderr, "%s: -lenient repairs %d of %d findings:\n", j.name, repaired, repaired+fatal)
	}
}
