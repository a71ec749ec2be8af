package show

import (
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
)

// WriteText writes the entry for people.
func (e Entry) WriteText(w io.Writer) error {
	var b strings.Builder
	switch {
	case e.Field != nil:
		e.Field.text(&b)
	case e.Message != nil:
		e.Message.text(&b)
	case e.Component != nil:
		e.Component.text(&b)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (f *Field) text(b *strings.Builder) {
	fmt.Fprintf(b, "field %s (%d), %s\n", f.Name, f.Tag, f.Type)
	head(b, f.GoName, f.Name, f.Doc, f.At)
	if f.Range != "" {
		fmt.Fprintf(b, "  range %s\n", f.Range)
	}
	if f.Length != "" {
		fmt.Fprintf(b, "  its length is in %s\n", f.Length)
	}
	if f.Measures != "" {
		fmt.Fprintf(b, "  is the length of %s\n", f.Measures)
	}
	if len(f.Values) > 0 {
		b.WriteString("\nvalues\n")
		table(b, len(f.Values), func(i int) []string {
			v := f.Values[i]
			return []string{v.Value, v.Text, v.GoName, v.Doc}
		})
	}
	used(b, f.Uses)
}

func (m *Message) text(b *strings.Builder) {
	kind := "an application message"
	if m.Category == "admin" {
		kind = "a session message"
	}
	fmt.Fprintf(b, "message %s (%s), %s\n", m.Name, m.MsgType, kind)
	head(b, m.GoName, m.Name, m.Doc, m.At)
	tree(b, m.Members)
}

func (c *Component) text(b *strings.Builder) {
	fmt.Fprintf(b, "component %s\n", c.Name)
	head(b, c.GoName, c.Name, c.Doc, c.At)
	tree(b, c.Members)
	if c.Everywhere {
		b.WriteString("\nused in every message\n")
		return
	}
	used(b, c.Uses)
}

func head(b *strings.Builder, goName, name, doc, at string) {
	if goName != name {
		fmt.Fprintf(b, "  in Go %s\n", goName)
	}
	for _, line := range strings.Split(doc, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			fmt.Fprintf(b, "  %s\n", line)
		}
	}
	fmt.Fprintf(b, "  %s\n", at)
}

// tree writes members with what is in them, two blanks a level.
func tree(b *strings.Builder, list []Member) {
	if len(list) == 0 {
		b.WriteString("\nno members\n")
		return
	}
	var rows [][]string
	var walk func(list []Member, indent string)
	walk = func(list []Member, indent string) {
		for _, m := range list {
			name, kind, note := m.Name, m.Type, ""
			if m.Tag > 0 {
				name = fmt.Sprintf("%s (%d)", m.Name, m.Tag)
			}
			if m.Kind != "field" {
				kind = m.Kind
			}
			if m.Required {
				note = "required"
			}
			if m.First {
				note = "first of each entry"
			}
			rows = append(rows, []string{indent + name, kind, note})
			walk(m.Members, indent+"  ")
		}
	}
	walk(list, "")
	b.WriteString("\nmembers\n")
	table(b, len(rows), func(i int) []string { return rows[i] })
}

func used(b *strings.Builder, uses []Use) {
	if len(uses) == 0 {
		b.WriteString("\nused nowhere\n")
		return
	}
	b.WriteString("\nused in\n")
	table(b, len(uses), func(i int) []string {
		u := uses[i]
		kind := u.Kind
		if u.MsgType != "" {
			kind += " " + u.MsgType
		}
		note := ""
		if u.Required {
			note = "required"
		}
		return []string{u.Where, kind, note}
	})
}

// table writes n rows in columns, without blanks at the end of a line.
func table(b *strings.Builder, n int, row func(i int) []string) {
	var buf strings.Builder
	t := tabwriter.NewWriter(&buf, 0, 0, 2, ' ', 0)
	for i := range n {
		_, _ = fmt.Fprintln(t, "  "+strings.Join(row(i), "\t")) // a Builder does not fail
	}
	_ = t.Flush()
	for _, line := range strings.SplitAfter(buf.String(), "\n") {
		b.WriteString(strings.TrimRight(line, " \n"))
		if strings.HasSuffix(line, "\n") {
			b.WriteByte('\n')
		}
	}
}
