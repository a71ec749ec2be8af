package command

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"strings"

	"github.com/affixgo/affix/internal/nearest"
)

// tool is one of the dictionary tools.
type tool struct {
	name  string
	args  string // behind the flags
	about string
	run   func(t *call) int
}

// tools returns the dictionary tools.
func tools() []tool {
	return []tool{
		{"lint", "FILE...", "report everything that is wrong in dictionaries", lint},
		{"diff", "A B", "compare two dictionaries, with a verdict for the wire and for Go", diff},
		{"convert", "FILE", "write a dictionary as YAML, as QuickFIX XML or as an overlay", convert},
		{"show", "FILE NAME...", "show fields, messages and components", show},
	}
}

// call is one run of a tool.
type call struct {
	name           string // "affix dict lint"
	args           []string
	usage          string
	stdout, stderr io.Writer
}

// Dict runs one of the dictionary tools. Name is what the command is called in
// its messages: "affix dict".
func Dict(name string, args []string, stdout, stderr io.Writer) int {
	if len(args) == 0 {
		DictUsage(name, stderr)
		return Usage
	}
	if args[0] == "help" && len(args) == 2 {
		args = []string{args[1], "-h"}
	}
	switch args[0] {
	case "help", "-h", "-help", "--help":
		DictUsage(name, stdout)
		return OK
	}
	var names []string
	for _, t := range tools() {
		if t.name == args[0] {
			c := &call{name: name + " " + t.name, args: args[1:], stdout: stdout, stderr: stderr}
			c.usage = fmt.Sprintf("usage: %s [flags] %s\n%s\n", c.name, t.args, t.about)
			return t.run(c)
		}
		names = append(names, t.name)
	}
	Unknown(name, args[0], names, stderr)
	return Usage
}

// DictUsage lists the dictionary tools.
func DictUsage(name string, w io.Writer) {
	_, _ = fmt.Fprintf(w, "usage: %s COMMAND [flags] FILE\n\n", name)
	for _, t := range tools() {
		_, _ = fmt.Fprintf(w, "  %-8s %-13s %s\n", t.name, t.args, t.about)
	}
	_, _ = fmt.Fprintf(w, "\nA FILE is affix YAML, an overlay, QuickFIX XML or FIX Orchestra, or the name of a\n"+
		"dictionary of ours, such as FIX44. %s COMMAND -h lists the flags. The exit code\n"+
		"is 1 if there are findings or differences, or a file will not do; 2 if the\ncommand line is wrong.\n", name)
}

// Unknown reports a command that there is not, and which one may be meant.
func Unknown(name, command string, commands []string, w io.Writer) {
	if n := nearest.To(command, commands); n != "" {
		_, _ = fmt.Fprintf(w, "%s: there is no command %q: did you mean %s?\n", name, command, n)
		return
	}
	_, _ = fmt.Fprintf(w, "%s: there is no command %q: the commands are %s\n", name, command, strings.Join(commands, ", "))
}

// flags returns a set with the usage of the tool.
func (c *call) flags() *flag.FlagSet {
	flags := flag.NewFlagSet(c.name, flag.ContinueOnError)
	flags.SetOutput(c.stderr)
	flags.Usage = func() {
		_, _ = fmt.Fprint(c.stderr, c.usage)
		flags.PrintDefaults()
	}
	return flags
}

// parse returns what is no flag; flags may stand behind it. It returns false,
// and the exit code, where there is nothing left to do.
func (c *call) parse(flags *flag.FlagSet, least, most int) (args []string, code int, ok bool) {
	for rest := c.args; ; {
		if code, ok := parse(flags, rest); !ok {
			return nil, code, false
		}
		if rest = flags.Args(); len(rest) == 0 {
			break
		}
		args, rest = append(args, rest[0]), rest[1:]
	}
	if len(args) < least || most > 0 && len(args) > most {
		flags.Usage()
		return nil, Usage, false
	}
	return args, OK, true
}

// fail reports why a tool cannot go on.
func (c *call) fail(err error) int {
	_, _ = fmt.Fprintln(c.stderr, err)
	return Failed
}

// writeJSON writes v for programs.
func (c *call) writeJSON(v any) error {
	e := json.NewEncoder(c.stdout)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}
