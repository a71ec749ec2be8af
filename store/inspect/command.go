package inspect

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/affixgo/affix/store"
)

// Exit codes of Command.
const (
	exitOK = iota
	exitFailed
	exitUsage
)

// usageText is what the help of Command says, for the program called name.
func usageText(name string) string {
	return strings.ReplaceAll(`usage: NAME list   DIR
       NAME dump   [-session ID] [-from N] [-to N] [-secrets] DIR
       NAME verify DIR
       NAME set    -session ID [-in N] [-out N] DIR
       NAME repair -accept DIR

list, dump and verify only read, and may be used while an engine runs on DIR; set
and repair may not.

  list    prints the sessions with their numbers
  dump    prints what the store has recorded; credentials are shown as ***
  verify  reads everything; exit code 1 with file and offset if there is damage
  set     sets the next numbers of a session: -in expected, -out to be sent
  repair  lets the sessions that damage keeps from opening go on without what is
          damaged; prints which numbers to compare with the counterparty
`, "NAME", name)
}

// Command runs one of the commands of `affix store`; name is how it was called.
// It returns the exit code: 0 if all is well, 1 if not, 2 for a wrong command
// line.
func Command(name string, args []string, stdout, stderr io.Writer) int {
	if len(args) == 0 || strings.TrimLeft(args[0], "-") == "h" || strings.TrimLeft(args[0], "-") == "help" {
		to, code := stderr, exitUsage
		if len(args) > 0 {
			to, code = stdout, exitOK
		}
		_, _ = io.WriteString(to, usageText(name))
		return code
	}
	c := call{name: name + " " + args[0], flags: flag.NewFlagSet(name+" "+args[0], flag.ContinueOnError)}
	run := c.command(args[0])
	if run == nil {
		_, _ = fmt.Fprintf(stderr, "%s: there is no command %q: the commands are list, dump, verify, set, repair\n", name, args[0])
		return exitUsage
	}
	c.flags.SetOutput(io.Discard)
	var dirs []string
	for rest := args[1:]; ; { // flags may stand behind the directory
		if err := c.flags.Parse(rest); errors.Is(err, flag.ErrHelp) {
			_, _ = io.WriteString(stdout, usageText(name))
			return exitOK
		} else if err != nil {
			_, _ = fmt.Fprintf(stderr, "%s: %v\n%s", c.name, err, usageText(name))
			return exitUsage
		}
		if rest = c.flags.Args(); len(rest) == 0 {
			break
		}
		dirs, rest = append(dirs, rest[0]), rest[1:]
	}
	if len(dirs) != 1 {
		_, _ = fmt.Fprintf(stderr, "%s: name one directory, got %d\n%s", c.name, len(dirs), usageText(name))
		return exitUsage
	}
	out := bufio.NewWriter(stdout)
	err := run(out, dirs[0])
	if ferr := out.Flush(); err == nil {
		err = ferr
	}
	if pid, held := store.Holder(dirs[0]); held && !c.writes {
		_, _ = fmt.Fprintf(stderr, "%s: process %d has %s open: the end may be missing\n", c.name, pid, dirs[0])
	}
	var wrong usageError
	switch {
	case errors.As(err, &wrong):
		_, _ = fmt.Fprintf(stderr, "%s: %v\n%s", c.name, err, usageText(name))
		return exitUsage
	case err != nil:
		_, _ = fmt.Fprintf(stderr, "%s: %v\n", c.name, err)
		return exitFailed
	}
	return exitOK
}

type usageError string

func (e usageError) Error() string { return string(e) }

// call is one call of a command.
type call struct {
	name   string
	flags  *flag.FlagSet
	writes bool
}

func (c *call) command(name string) func(w io.Writer, dir string) error {
	switch name {
	case "list":
		return list
	case "verify":
		return verify
	case "dump":
		var cfg DumpConfig
		c.flags.StringVar(&cfg.Session, "session", "", "")
		c.flags.Uint64Var(&cfg.From, "from", 0, "")
		c.flags.Uint64Var(&cfg.To, "to", 0, "")
		c.flags.BoolVar(&cfg.Secrets, "secrets", false, "")
		return func(w io.Writer, dir string) error { return Dump(w, dir, cfg) }
	case "set":
		c.writes = true
		var id string
		var in, out uint64
		c.flags.StringVar(&id, "session", "", "")
		c.flags.Uint64Var(&in, "in", 0, "")
		c.flags.Uint64Var(&out, "out", 0, "")
		return func(w io.Writer, dir string) error {
			if id == "" || in == 0 && out == 0 {
				return usageError("-session and one of -in and -out are needed, which begin at 1")
			}
			if in == 0 && c.given("in") || out == 0 && c.given("out") {
				return usageError("numbers begin at 1: leave out what is to stay")
			}
			return set(w, dir, id, in, out)
		}
	case "repair":
		c.writes = true
		var accept bool
		c.flags.BoolVar(&accept, "accept", false, "")
		return func(w io.Writer, dir string) error {
			if !accept {
				return usageError("what is damaged is given up: read `verify`, then say -accept")
			}
			return repair(w, dir)
		}
	}
	return nil
}

// given reports whether a flag was set.
func (c *call) given(name string) (given bool) {
	c.flags.Visit(func(f *flag.Flag) { given = given || f.Name == name })
	return given
}

func list(w io.Writer, dir string) error {
	sessions, err := List(dir)
	if len(sessions) == 0 && err != nil {
		return err
	}
	t := tabwriter.NewWriter(w, 0, 8, 2, ' ', 0)
	_, _ = fmt.Fprintln(t, "SESSION\tEPOCH\tNEXT IN\tNEXT OUT\tMESSAGES\tBYTES\tCREATED")
	for _, s := range sessions {
		_, _ = fmt.Fprintf(t, "%s\t%d\t%d\t%d\t%d\t%d\t%s\n",
			s.ID, s.Epoch, s.NextIn, s.NextOut, s.Messages, s.Bytes, s.Created.Format(time.RFC3339))
	}
	return errors.Join(err, t.Flush())
}

func verify(w io.Writer, dir string) error {
	rep, err := Verify(dir)
	if err != nil {
		return err
	}
	_, _ = fmt.Fprintf(w, "%d segments, %d records, %d messages of %d bytes\n",
		rep.Segments, rep.Records, rep.Messages, rep.Bytes)
	if rep.Torn != "" {
		_, _ = fmt.Fprintf(w, "%s: the log ends with a record that was not finished, which is no damage\n", rep.Torn)
	}
	errs := make([]error, 0, len(rep.Damage))
	for _, d := range rep.Damage {
		errs = append(errs, d)
	}
	return errors.Join(errs...)
}

func set(w io.Writer, dir, id string, in, out uint64) error {
	before, after, err := Set(context.Background(), dir, id, in, out)
	if err != nil {
		return err
	}
	_, _ = fmt.Fprintf(w, "%s: next in %d, was %d; next out %d, was %d\n",
		id, after.NextIn, before.NextIn, after.NextOut, before.NextOut)
	if after.NextOut < before.NextOut {
		_, _ = fmt.Fprintf(w, "messages %d-%d are not resent any more: their numbers are given out again\n",
			after.NextOut, before.NextOut-1)
	}
	return nil
}

func repair(w io.Writer, dir string) error {
	if err := exists(dir); err != nil {
		return err
	}
	r, err := store.RepairFile(dir)
	if err != nil {
		return err
	}
	for _, d := range r.Damage {
		_, _ = fmt.Fprintf(w, "given up: %v\n", d)
	}
	for _, l := range r.Lost {
		_, _ = fmt.Fprintf(w, "%s: messages %d-%d are lost\n", l.ID, l.From, l.To)
	}
	for _, s := range r.Doubtful {
		_, _ = fmt.Fprintf(w, "%s: next in %d and next out %d may be too low: ask the counterparty, then use set\n",
			s.ID, s.NextIn, s.NextOut)
	}
	if len(r.Damage) == 0 {
		_, _ = fmt.Fprintln(w, "nothing to repair")
	}
	return nil
}
