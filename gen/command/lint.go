package command

import (
	"fmt"

	"github.com/affixgo/affix/gen/dict"
)

// finding is a finding in its form for programs.
type finding struct {
	File    string    `json:"file"`
	Line    int       `json:"line"`
	Code    dict.Code `json:"code"`
	Name    string    `json:"name"` // of the code
	Context string    `json:"context,omitempty"`
	Text    string    `json:"text"`
	Repair  string    `json:"repair,omitempty"` // what -lenient does
	Note    bool      `json:"note,omitempty"`   // legal, and no reason to fail
}

// lint reports all findings of the strict judgment.
func lint(c *call) int {
	flags := c.flags()
	judge := judgeFlags(c.name, flags)
	asJSON := flags.Bool("json", false, "write the findings as JSON")
	notes := flags.Bool("notes", false, "report what is legal, but odd, too")
	paths, code, ok := c.parse(flags, 1, 0)
	if !ok {
		return code
	}
	all := []finding{}
	failed := false
	for _, path := range paths {
		found, err := judge.findings(path)
		if err != nil {
			return c.fail(err)
		}
		for _, f := range found {
			if f.Note() && !*notes {
				continue
			}
			failed = failed || judge.fails(f)
			all = append(all, finding{f.Pos.File, f.Pos.Line, f.Code, f.Code.Info().Name, f.Context, f.Text, f.Repair, f.Note()})
			text := f.Error()
			if judge.lenient {
				text = f.Report()
			}
			if !*asJSON {
				_, _ = fmt.Fprintln(c.stdout, text)
			}
		}
	}
	if *asJSON {
		if err := c.writeJSON(all); err != nil {
			return c.fail(err)
		}
	}
	if failed {
		return Failed
	}
	return OK
}

// findings loads and resolves a dictionary for its findings. The error is about
// the base.
func (j *judgment) findings(path string) (dict.Errors, error) {
	o, err := j.options()
	if err != nil {
		return nil, err
	}
	file, err := source{path: path}.load()
	if err != nil {
		found := dict.Errors(dict.Findings(err))
		found.Sort()
		return found, nil
	}
	_, found, _ := o.Resolve(file)
	return found, nil
}

// fails reports whether a finding is a reason to fail.
func (j *judgment) fails(f *dict.Finding) bool {
	if j.lenient {
		return f.Fatal()
	}
	return !f.Note()
}
