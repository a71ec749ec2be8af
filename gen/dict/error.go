package dict

import (
	"errors"
	"fmt"
	"sort"
	"strings"
)

// Error is one finding in a dictionary.
type Error struct {
	Pos     Pos
	Context string // the declaration it was found in, "NewOrderSingle"; may be empty
	Text    string // what is wrong, and what to do
}

// Error returns "file:line: context: text".
func (e *Error) Error() string {
	if e.Context == "" {
		return fmt.Sprintf("%s: %s", e.Pos, e.Text)
	}
	return fmt.Sprintf("%s: %s: %s", e.Pos, e.Context, e.Text)
}

// Errors collects findings. The zero value is ready for use; it is not safe
// for concurrent use.
type Errors []*Error

// Addf adds a finding.
func (e *Errors) Addf(pos Pos, context, format string, args ...any) {
	*e = append(*e, &Error{Pos: pos, Context: context, Text: fmt.Sprintf(format, args...)})
}

// Err returns the findings in order of position as an error, or nil when
// there are none.
func (e *Errors) Err() error {
	if len(*e) == 0 {
		return nil
	}
	sort.SliceStable(*e, func(i, j int) bool {
		a, b := (*e)[i].Pos, (*e)[j].Pos
		if a.File != b.File {
			return a.File < b.File
		}
		return a.Line < b.Line
	})
	return *e
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
func Findings(err error) []*Error {
	var list Errors
	if errors.As(err, &list) {
		return list
	}
	return nil
}
