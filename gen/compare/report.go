package compare

import (
	"fmt"
	"io"
	"strings"
)

// Kind says what differs. Kinds are stable.
type Kind string

// The kinds, with what Old and New hold.
const (
	BeginString     Kind = "begin-string"     // the two BeginStrings
	FieldAdded      Kind = "field-added"      // New is the type
	FieldRemoved    Kind = "field-removed"    // Old is the type
	FieldRenamed    Kind = "field-renamed"    // names
	FieldType       Kind = "field-type"       // types
	FieldLength     Kind = "field-length"     // names of the length fields
	FieldRange      Kind = "field-range"      // ranges, or "any number"
	ValueAdded      Kind = "value-added"      // New is the text
	ValueRemoved    Kind = "value-removed"    // Old is the text
	ValueRenamed    Kind = "value-renamed"    // texts
	ValuesClosed    Kind = "values-closed"    // any value would do, now those listed
	ValuesOpened    Kind = "values-opened"    // the listed values would do, now any
	MessageAdded    Kind = "message-added"    // New is the name
	MessageRemoved  Kind = "message-removed"  // Old is the name
	MessageRenamed  Kind = "message-renamed"  // names
	MessageCategory Kind = "message-category" // admin, app
	ComponentAdded  Kind = "component-added"
	ComponentGone   Kind = "component-removed"
	MemberAdded     Kind = "member-added"   // New is optional, conditional or required
	MemberRemoved   Kind = "member-removed" // Old is optional, conditional or required
	MemberRequired  Kind = "member-required"
	MemberKind      Kind = "member-kind" // field, group
	Delimiter       Kind = "delimiter"   // names of the first fields of an entry
	Order           Kind = "order"       // What has the members that moved
	GoRemoved       Kind = "go-removed"  // Old is the declaration
	GoChanged       Kind = "go-changed"  // declarations
)

// Difference is one difference between dictionary A and dictionary B.
type Difference struct {
	Kind Kind `json:"kind"`
	// Where is the message or component, and the groups on the way:
	// "NewOrderSingle/NoAllocs"; empty outside of both.
	Where string `json:"where,omitempty"`
	// What differs: "Side (54)", "Parties", a Go name.
	What string `json:"what"`
	// Value is the value on the wire, for the kinds about values.
	Value string `json:"value,omitempty"`
	Old   string `json:"old,omitempty"`
	New   string `json:"new,omitempty"`
	// Messages are those that a difference in a component reaches; nil where
	// it is in a message itself.
	Messages []string `json:"messages,omitempty"`
	// ARejectsB and BRejectsA are the verdict on the wire: whether a peer on
	// the one rejects messages of the other because of this.
	ARejectsB bool `json:"aRejectsB"`
	BRejectsA bool `json:"bRejectsA"`
	// BreaksGo is the verdict for Go.
	BreaksGo bool `json:"breaksGo"`
	// Text says the same for people, without the verdicts.
	Text string `json:"text"`
}

// Report is the outcome of a comparison.
type Report struct {
	A           string       `json:"a"` // "FIX44 (FIX.4.4)"
	B           string       `json:"b"`
	ARejectsB   bool         `json:"aRejectsB"` // of any difference
	BRejectsA   bool         `json:"bRejectsA"`
	BreaksGo    bool         `json:"breaksGo"`
	Differences []Difference `json:"differences"` // never nil
}

// sections are the headings of a report for people, each with the kinds below
// it.
var sections = [...]struct {
	title string
	kinds []Kind
}{
	{"Version", []Kind{BeginString}},
	{"Fields", []Kind{FieldAdded, FieldRemoved, FieldRenamed, FieldType, FieldLength, FieldRange}},
	{"Values", []Kind{ValueAdded, ValueRemoved, ValueRenamed, ValuesClosed, ValuesOpened}},
	{"Messages", []Kind{MessageAdded, MessageRemoved, MessageRenamed, MessageCategory}},
	{"Components", []Kind{ComponentAdded, ComponentGone}},
	{"Members", []Kind{MemberAdded, MemberRemoved, MemberRequired, MemberKind, Delimiter, Order}},
	{"Go names", []Kind{GoRemoved, GoChanged}},
}

// WriteText writes the report for people.
func (r *Report) WriteText(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "A: %s\nB: %s\n", r.A, r.B)
	for _, s := range sections {
		lines := r.lines(s.kinds)
		if len(lines) > 0 {
			fmt.Fprintf(&b, "\n%s\n%s", s.title, strings.Join(lines, ""))
		}
	}
	if len(r.Differences) == 0 {
		b.WriteString("\nNo difference.\n")
	} else {
		fmt.Fprintf(&b, "\n%s\n", r.verdict())
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (r *Report) lines(kinds []Kind) []string {
	var lines []string
	for _, d := range r.Differences {
		for _, k := range kinds {
			if d.Kind == k {
				lines = append(lines, "  "+d.line()+"\n")
			}
		}
	}
	return lines
}

// line is the text with what it reaches and the verdicts.
func (d *Difference) line() string {
	text := d.Text
	const most = 3
	switch n := len(d.Messages); {
	case n > most:
		text += fmt.Sprintf(" (in %d messages)", n)
	case n > 0:
		text += " (in " + strings.Join(d.Messages, ", ") + ")"
	}
	var verdicts []string
	if d.ARejectsB || d.BRejectsA {
		verdicts = append(verdicts, wire(d.ARejectsB, d.BRejectsA))
	}
	if d.BreaksGo {
		verdicts = append(verdicts, "breaks Go")
	}
	if len(verdicts) > 0 {
		text += "  [" + strings.Join(verdicts, "; ") + "]"
	}
	return text
}

func wire(aRejectsB, bRejectsA bool) string {
	switch {
	case aRejectsB && bRejectsA:
		return "both reject"
	case aRejectsB:
		return "A rejects B"
	default:
		return "B rejects A"
	}
}

func (r *Report) verdict() string {
	plural := "s"
	if len(r.Differences) == 1 {
		plural = ""
	}
	count := fmt.Sprintf("%d difference%s.\n", len(r.Differences), plural)
	accepts := func(x, y string, rejects bool) string {
		if rejects {
			return "a peer on " + x + " rejects some messages of " + y
		}
		return "a peer on " + x + " accepts all messages of " + y
	}
	text := count + "Wire: " + accepts("A", "B", r.ARejectsB) + ", " + accepts("B", "A", r.BRejectsA) + ".\n"
	if r.BreaksGo {
		return text + "Go: code written for A does not all compile with B."
	}
	return text + "Go: code written for A compiles with B."
}
