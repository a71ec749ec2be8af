package client

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/affixgo/affix/engine/admin"
	"github.com/affixgo/affix/internal/nearest"
	"github.com/affixgo/affix/session"
)

// Exit codes of Command.
const (
	exitOK = iota
	exitFailed
	exitUsage
)

// The variables of the environment that stand in for flags.
const (
	envAddress   = "AFFIX_ADMIN_ADDRESS"
	envToken     = "AFFIX_ADMIN_TOKEN"
	envTokenFile = "AFFIX_ADMIN_TOKEN_FILE"
)

// askTimeout is how long one request may take.
const askTimeout = 90 * time.Second

// usageText is what the help of Command says, for the program called name.
func usageText(name string) string {
	return strings.ReplaceAll(`usage: NAME list         [-match TEXT] [-state STATE] [-json]
       NAME show         [-json] ID
       NAME logon        [-wait 10s] [-json] ID
       NAME logout       [-text TEXT] [-json] ID
       NAME enable       [-json] ID
       NAME disable      [-text TEXT] [-json] ID
       NAME set-numbers  [-in N] [-out N] [-json] ID
       NAME reset        [-json] ID
       NAME test-request [-json] ID
       NAME tail         [-n 20] [-f] [-raw] ID

They see and steer the sessions of a running engine through its admin handler.

  list          prints the sessions, those in trouble with what it is
  show          prints all that there is to see of a session
  logon         lets a session log on, at once
  logout        logs it out; an initiator logs on again by itself
  disable       logs it out and keeps it out, until enable
  set-numbers   sets the next numbers of a session that is not connected:
                -in expected from the peer, -out of our next message
  reset         resets both numbers, together with the peer if it is logged on
  test-request  asks the peer whether it is there, and prints how long it took
  tail          prints the last messages, and with -f those to come; | stands for
                SOH unless -raw is given

Every command takes

  -address A      of the handler: HOST:PORT or https://HOST:PORT;
                  else $AFFIX_ADMIN_ADDRESS, else 127.0.0.1:9880
  -token-file F   has the token; else $AFFIX_ADMIN_TOKEN, else the file named by
                  $AFFIX_ADMIN_TOKEN_FILE
  -ca F           certificates in PEM that the server may be signed by

The exit code is 0 if all is well, 1 if the handler refuses or cannot be reached,
2 if the command line is wrong.
`, "NAME", name)
}

// call is one command line.
type call struct {
	flags  *flag.FlagSet
	stdout io.Writer
	client *Client
	id     string

	address, tokenFile, ca string
	json, follow, raw      bool
	match, state, text     string
	lines                  int
	wait                   time.Duration
	numbers                session.Numbers
}

// command is one of the commands.
type command struct {
	name  string
	flags func(c *call)
	run   func(ctx context.Context, c *call) error
}

// hint says what a word that is no command may have been meant to be.
func hint(word string, all []command) string {
	names := make([]string, 0, len(all))
	for _, c := range all {
		names = append(names, c.name)
	}
	if near := nearest.To(word, names); near != "" {
		return "did you mean " + near + "?"
	}
	return "the commands are " + strings.Join(names, ", ")
}

func commands() []command {
	withJSON := func(more ...func(*call)) func(*call) {
		return func(c *call) {
			c.flags.BoolVar(&c.json, "json", false, "")
			for _, f := range more {
				f(c)
			}
		}
	}
	text := func(c *call) { c.flags.StringVar(&c.text, "text", "", "") }
	change := func(do func(context.Context, *call) (admin.Change, error)) func(context.Context, *call) error {
		return func(ctx context.Context, c *call) error {
			out, err := do(ctx, c)
			if err != nil {
				return err
			}
			return c.printChange(out)
		}
	}
	return []command{
		{"list", withJSON(func(c *call) {
			c.flags.StringVar(&c.match, "match", "", "")
			c.flags.StringVar(&c.state, "state", "", "")
		}), list},
		{"show", withJSON(), show},
		{"logon", withJSON(func(c *call) { c.flags.DurationVar(&c.wait, "wait", 0, "") }),
			change(func(ctx context.Context, c *call) (admin.Change, error) { return c.client.Logon(ctx, c.id, c.wait) })},
		{"logout", withJSON(text),
			change(func(ctx context.Context, c *call) (admin.Change, error) { return c.client.Logout(ctx, c.id, c.text) })},
		{"enable", withJSON(),
			change(func(ctx context.Context, c *call) (admin.Change, error) { return c.client.Enable(ctx, c.id) })},
		{"disable", withJSON(text),
			change(func(ctx context.Context, c *call) (admin.Change, error) { return c.client.Disable(ctx, c.id, c.text) })},
		{"set-numbers", withJSON(func(c *call) {
			c.flags.Uint64Var(&c.numbers.NextIn, "in", 0, "")
			c.flags.Uint64Var(&c.numbers.NextOut, "out", 0, "")
		}), change(func(ctx context.Context, c *call) (admin.Change, error) {
			return c.client.SetNumbers(ctx, c.id, c.numbers)
		})},
		{"reset", withJSON(),
			change(func(ctx context.Context, c *call) (admin.Change, error) { return c.client.Reset(ctx, c.id) })},
		{"test-request", withJSON(),
			change(func(ctx context.Context, c *call) (admin.Change, error) { return c.client.TestRequest(ctx, c.id) })},
		{"tail", func(c *call) {
			c.flags.IntVar(&c.lines, "n", 20, "")
			c.flags.BoolVar(&c.follow, "f", false, "")
			c.flags.BoolVar(&c.raw, "raw", false, "")
		}, tail},
	}
}

// Command runs one of the commands of `affix sessions`; name is how it was
// called. It returns the exit code: 0 if all is well, 1 if not, 2 for a wrong
// command line.
func Command(ctx context.Context, name string, args []string, stdout, stderr io.Writer) int {
	if len(args) == 0 || slices.Contains([]string{"h", "help"}, strings.TrimLeft(args[0], "-")) {
		to, code := stderr, exitUsage
		if len(args) > 0 {
			to, code = stdout, exitOK
		}
		_, _ = io.WriteString(to, usageText(name))
		return code
	}
	all := commands()
	if strings.HasPrefix(args[0], "-") { // flags may stand in front of the command as well
		isName := func(arg string) bool { return slices.ContainsFunc(all, func(c command) bool { return c.name == arg }) }
		if i := slices.IndexFunc(args, isName); i > 0 {
			args = slices.Concat([]string{args[i]}, args[:i], args[i+1:])
		}
	}
	at := slices.IndexFunc(all, func(c command) bool { return c.name == args[0] })
	if at < 0 {
		_, _ = fmt.Fprintf(stderr, "%s: there is no command %q: %s\n", name, args[0], hint(args[0], all))
		return exitUsage
	}
	name += " " + args[0]
	c := &call{flags: flag.NewFlagSet(name, flag.ContinueOnError), stdout: stdout}
	err := c.parse(&all[at], args[1:])
	switch {
	case errors.Is(err, flag.ErrHelp):
		_, _ = io.WriteString(stdout, usageText(strings.TrimSuffix(name, " "+args[0])))
		return exitOK
	case err != nil:
		_, _ = fmt.Fprintf(stderr, "%s: %v\n", name, err)
		return exitUsage
	}
	if err := c.connect(); err != nil {
		_, _ = fmt.Fprintf(stderr, "%s: %v\n", name, err)
		return exitFailed
	}
	if all[at].name != "tail" {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, askTimeout)
		defer cancel()
	}
	if err := all[at].run(ctx, c); err != nil {
		_, _ = fmt.Fprintf(stderr, "%s: %s\n", name, explain(err))
		return exitFailed
	}
	return exitOK
}

// parse reads the flags, which may stand on both sides of the ID.
func (c *call) parse(command *command, args []string) error {
	c.flags.SetOutput(io.Discard)
	c.flags.StringVar(&c.address, "address", os.Getenv(envAddress), "")
	c.flags.StringVar(&c.tokenFile, "token-file", "", "")
	c.flags.StringVar(&c.ca, "ca", "", "")
	command.flags(c)
	var ids []string
	for rest := args; ; {
		if err := c.flags.Parse(rest); err != nil {
			return err
		}
		if rest = c.flags.Args(); len(rest) == 0 {
			break
		}
		ids, rest = append(ids, rest[0]), rest[1:]
	}
	switch {
	case command.name == "list" && len(ids) > 0:
		return fmt.Errorf("unexpected argument %q: -match finds sessions by a part of their names", ids[0])
	case command.name == "list":
	case len(ids) != 1:
		return fmt.Errorf("name one session, got %d: `list` has their names; one with > in it goes in quotes", len(ids))
	default:
		c.id = ids[0]
	}
	if command.name == "set-numbers" && cmp.Or(c.numbers.NextIn, c.numbers.NextOut) == 0 {
		return errors.New("give -in, -out or both, each 1 at least")
	}
	return nil
}

// connect makes the client.
func (c *call) connect() error {
	token, err := c.token()
	if err != nil {
		return err
	}
	cfg := Config{Address: c.address, Token: token}
	if c.ca != "" {
		if cfg.CA, err = os.ReadFile(c.ca); err != nil {
			return err
		}
	}
	c.client, err = New(cfg)
	return err
}

func (c *call) token() (string, error) {
	file := c.tokenFile
	if file == "" {
		if token := os.Getenv(envToken); token != "" {
			return strings.TrimSpace(token), nil
		}
		if file = os.Getenv(envTokenFile); file == "" {
			return "", fmt.Errorf("there is no token: give -token-file, or set $%s or $%s", envToken, envTokenFile)
		}
	}
	b, err := os.ReadFile(file)
	if err != nil {
		return "", err
	}
	token := strings.TrimSpace(string(b))
	if token == "" {
		return "", fmt.Errorf("%s has no token in it", file)
	}
	return token, nil
}

// explain is an error with its remedy on a line of its own.
func explain(err error) string {
	var p *admin.Problem
	if errors.As(err, &p) && p.Remedy != "" {
		return p.Message + "\n  " + p.Remedy
	}
	return err.Error()
}

func (c *call) printJSON(v any) error {
	e := json.NewEncoder(c.stdout)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

func (c *call) printChange(out admin.Change) error {
	if c.json {
		return c.printJSON(out)
	}
	s := &out.Session
	text := out.Result
	if out.RoundTrip > 0 {
		text += " after " + out.RoundTrip.String()
	}
	_, err := fmt.Fprintf(c.stdout, "%s: %s\n%s, next in %d, next out %d, epoch %d\n", s.Session, text, s.State, s.NextIn, s.NextOut, s.Epoch)
	return err
}

func list(ctx context.Context, c *call) error {
	all, err := c.client.List(ctx, c.match, c.state)
	if err != nil {
		return err
	}
	if c.json {
		return c.printJSON(admin.Sessions{Sessions: all})
	}
	admin.WriteTable(c.stdout, all)
	return nil
}

func show(ctx context.Context, c *call) error {
	s, err := c.client.Show(ctx, c.id)
	if err != nil {
		return err
	}
	if c.json {
		return c.printJSON(s)
	}
	admin.WriteDetails(c.stdout, s)
	return nil
}

func tail(ctx context.Context, c *call) error {
	return c.client.Tail(ctx, c.id, c.lines, c.follow, func(line string) error {
		if !c.raw {
			line = readable(line)
		}
		_, err := io.WriteString(c.stdout, line+"\n")
		return err
	})
}

// readable has | for SOH, and nothing that a terminal would obey.
func readable(line string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == 1:
			return '|'
		case r < ' ' && r != '\t', r >= 0x7F && r < 0xA0:
			return '?'
		}
		return r
	}, line)
}
