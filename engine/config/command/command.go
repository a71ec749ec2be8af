package command

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/affixgo/affix/engine/config"
	"github.com/affixgo/affix/internal/nearest"
)

// The exit codes of Command.
const (
	exitOK = iota
	exitFailed
	exitUsage
)

const usage = `usage: NAME check     [-json] FILE...
       NAME explain   FILE [SESSION | KEY]
       NAME explain   KEY | -keys
       NAME effective FILE
       NAME import    OLD.cfg

  check      reports everything wrong with a file, each with line, key and
             remedy; exit code 1 if there is something
  explain    tells what a setting means, and of a file what a setting is in each
             session and where that comes from; -keys lists all settings
  effective  writes a file with everything filled in, secrets masked
  import     turns a settings file of QuickFIX into one of affix, on stdout; what
             has no equivalent is said in comments

A file is YAML as docs/configuration.md describes it. A settings file of
QuickFIX, ending in .cfg, may stand in its place everywhere.
`

// Command runs one of the commands of `affix config`; name is how it was called,
// opts has the dictionaries that files may name. It returns the exit code: 0 if
// all is well, 1 if not, 2 for a wrong command line.
func Command(name string, args []string, stdout, stderr io.Writer, opts config.Options) int {
	c := &call{name: name, stdout: stdout, stderr: stderr, opts: opts}
	if len(args) == 0 {
		return c.usage(stderr, exitUsage)
	}
	commands := map[string]func([]string) int{
		"check": c.check, "explain": c.explain, "effective": c.effective, "import": c.importCfg,
	}
	switch word := strings.TrimLeft(args[0], "-"); {
	case word == "h" || word == "help":
		return c.usage(stdout, exitOK)
	case commands[args[0]] == nil:
		hint := "the commands are check, explain, effective, import"
		if near := nearest.To(args[0], []string{"check", "explain", "effective", "import"}); near != "" {
			hint = "did you mean " + near + "?"
		}
		_, _ = fmt.Fprintf(stderr, "%s: there is no command %q: %s\n", name, args[0], hint)
		return exitUsage
	}
	c.flags = flag.NewFlagSet(name+" "+args[0], flag.ContinueOnError)
	c.flags.SetOutput(io.Discard)
	return commands[args[0]](args[1:])
}

// call is one call of a command.
type call struct {
	name           string
	flags          *flag.FlagSet
	stdout, stderr io.Writer
	opts           config.Options
}

func (c *call) usage(w io.Writer, code int) int {
	_, _ = io.WriteString(w, strings.ReplaceAll(usage, "NAME", c.name))
	return code
}

// parse returns the arguments that are no flags, which may stand in any order.
// Where ok is false, the exit code is final.
func (c *call) parse(args []string, least, most int) (words []string, code int, ok bool) {
	for rest := args; ; {
		if err := c.flags.Parse(rest); errors.Is(err, flag.ErrHelp) {
			return nil, c.usage(c.stdout, exitOK), false
		} else if err != nil {
			return nil, c.wrong(err.Error()), false
		}
		if rest = c.flags.Args(); len(rest) == 0 {
			break
		}
		words, rest = append(words, rest[0]), rest[1:]
	}
	switch {
	case len(words) < least:
		return nil, c.wrong("name a file"), false
	case len(words) > most:
		return nil, c.wrong(fmt.Sprintf("%q is one argument too many", words[most])), false
	}
	return words, exitOK, true
}

func (c *call) wrong(text string) int {
	_, _ = fmt.Fprintf(c.stderr, "%s: %s\n", c.flags.Name(), text)
	return c.usage(c.stderr, exitUsage)
}

func (c *call) fail(err error) int {
	_, _ = fmt.Fprintf(c.stderr, "%s: %v\n", c.flags.Name(), err)
	return exitFailed
}

// load reads a file for looking at it: its problems are told, and do not matter
// as long as there are sessions.
func (c *call) load(name string) (f *config.File, code int) {
	f, err := config.Load(name)
	if f == nil {
		return nil, c.fail(err)
	}
	if all := f.Check(c.opts); all != nil {
		err, code = all, exitFailed
	}
	if err != nil {
		_, _ = fmt.Fprintln(c.stderr, err)
	}
	return f, code
}

func (c *call) check(args []string) int {
	asJSON := c.flags.Bool("json", false, "")
	names, code, ok := c.parse(args, 1, 1000)
	if !ok {
		return code
	}
	all := config.Problems{}
	for _, name := range names {
		f, err := config.Load(name)
		if f == nil {
			return c.fail(err)
		}
		var found config.Problems
		if err = f.Check(c.opts); errors.As(err, &found) {
			all = append(all, found...)
		}
		switch {
		case *asJSON:
		case err != nil:
			_, _ = fmt.Fprintln(c.stdout, err)
		default:
			_, _ = fmt.Fprintf(c.stdout, "%s: %s, no problems\n", name, count(len(f.Sessions), "session"))
		}
	}
	if *asJSON {
		enc := json.NewEncoder(c.stdout)
		enc.SetIndent("", "  ")
		if err := enc.Encode(all); err != nil {
			return c.fail(err)
		}
	}
	if len(all) > 0 {
		return exitFailed
	}
	return exitOK
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

func (c *call) explain(args []string) int {
	keys := c.flags.Bool("keys", false, "")
	words, code, ok := c.parse(args, 0, 2)
	switch {
	case !ok:
		return code
	case *keys && len(words) == 0:
		if err := config.WriteKeys(c.stdout); err != nil {
			return c.fail(err)
		}
		return exitOK
	case *keys || len(words) == 0:
		return c.wrong("name a file, a key, or -keys")
	case len(words) == 1 && config.WriteKey(c.stdout, words[0]):
		return exitOK
	}
	if _, err := os.Stat(words[0]); len(words) == 1 && errors.Is(err, os.ErrNotExist) {
		hint := "-keys lists all settings"
		if near := config.NearestKey(words[0]); near != "" {
			hint = "did you mean " + near + "?"
		}
		return c.fail(fmt.Errorf("%q is neither a file nor a setting: %s", words[0], hint))
	}
	f, code := c.load(words[0])
	if f == nil {
		return code
	}
	if err := f.Explain(c.stdout, strings.Join(words[1:], "")); err != nil {
		return c.fail(err)
	}
	return code
}

func (c *call) effective(args []string) int {
	names, code, ok := c.parse(args, 1, 1)
	if !ok {
		return code
	}
	f, code := c.load(names[0])
	if f == nil {
		return code
	}
	if err := f.Effective(c.stdout); err != nil {
		return c.fail(err)
	}
	return code
}
