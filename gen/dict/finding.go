package dict

import (
	"errors"
	"fmt"
	"sort"
	"strings"
)

// Finding is one thing that is wrong, or odd, in a dictionary.
type Finding struct {
	Code    Code
	Pos     Pos
	Context string // the declaration it was found in, "NewOrderSingle"; may be empty
	Text    string // what is wrong, and what to do
	Repair  string // what was done instead in lenient mode; empty if nothing can be
	Cause   error  // of the operating system; usually nil
}

// Unwrap returns the cause.
func (f *Finding) Unwrap() error { return f.Cause }

// Error returns "file:line: context: text (D301)".
func (f *Finding) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: ", f.Pos)
	if f.Context != "" {
		b.WriteString(f.Context + ": ")
	}
	fmt.Fprintf(&b, "%s (%s)", f.Text, f.Code)
	return b.String()
}

// Report is Error, and what the repair was: "file:line: context: text (D301,
// repaired: left out)".
func (f *Finding) Report() string {
	if f.Repair == "" {
		return f.Error()
	}
	return strings.TrimSuffix(f.Error(), ")") + ", repaired: " + f.Repair + ")"
}

// Note reports whether the finding is legal and merely worth knowing.
func (f *Finding) Note() bool { return f.Code.Info().Note }

// Fatal reports whether the finding can neither be repaired nor ignored.
func (f *Finding) Fatal() bool { return f.Repair == "" && !f.Note() }

// Errors collects findings. The zero value is ready for use; it is not safe
// for concurrent use.
type Errors []*Finding

// Addf adds a finding that nothing can be done about.
func (e *Errors) Addf(code Code, pos Pos, context, format string, args ...any) {
	*e = append(*e, &Finding{Code: code, Pos: pos, Context: context, Text: fmt.Sprintf(format, args...)})
}

// Repairf adds a finding that was repaired; repair says how: "left out".
// Whether that will do is for the caller to say, with Err or with Unrepaired.
func (e *Errors) Repairf(code Code, pos Pos, context, repair, format string, args ...any) {
	e.Addf(code, pos, context, format, args...)
	(*e)[len(*e)-1].Repair = repair
}

// result is what a reader returns: with something that cannot be repaired, all
// findings as the error; else the file, which bears them.
func (e *Errors) result(f *File) (*File, error) {
	e.Sort()
	if e.Unrepaired() != nil {
		return nil, *e
	}
	f.Findings = *e
	return f, nil
}

// Sort puts the findings in order of position.
func (e Errors) Sort() {
	sort.SliceStable(e, func(i, j int) bool {
		a, b := e[i].Pos, e[j].Pos
		if a.File != b.File {
			return a.File < b.File
		}
		return a.Line < b.Line
	})
}

// Err is the strict judgment: all findings but notes, in order of position, as
// an error, or nil when there are none.
func (e Errors) Err() error { return e.pick(func(f *Finding) bool { return !f.Note() }) }

// Unrepaired is the lenient judgment: only findings that were not repaired.
func (e Errors) Unrepaired() error { return e.pick((*Finding).Fatal) }

func (e Errors) pick(want func(*Finding) bool) error {
	var list Errors
	for _, f := range e {
		if want(f) {
			list = append(list, f)
		}
	}
	if len(list) == 0 {
		return nil
	}
	list.Sort()
	return list
}

// Error returns all findings, one a line.
func (e Errors) Error() string {
	lines := make([]string, len(e))
	for i, f := range e {
		lines[i] = f.Error()
	}
	return strings.Join(lines, "\n")
}

// Unwrap returns the findings for errors.Is and errors.As.
func (e Errors) Unwrap() []error {
	errs := make([]error, len(e))
	for i, f := range e {
		errs[i] = f
	}
	return errs
}

// Findings returns the findings in err, or nil when it holds none.
func Findings(err error) []*Finding {
	var list Errors
	if errors.As(err, &list) {
		return list
	}
	return nil
}
