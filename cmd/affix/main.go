// Command affix is the command line of affix: the generator and the dictionary
// tools, those for config files and file stores, and those for the sessions of a
// running engine.
//
//	affix gen -dict venue.yaml -out fixvenue
//	affix dict lint venue.yaml
//	affix dict diff FIX42 venue.yaml
//	affix dict convert -as overlay -base FIX44 venue.xml
//	affix dict show FIX44 Side
//	affix config check sessions.yaml
//	affix store verify /var/lib/fix
//	affix sessions list
//
// From a module of one's own it runs as a tool of that module:
//
//	go get -tool github.com/affixgo/affix/cmd/affix
//	//go:generate go tool affix gen -dict venue.yaml -out fixvenue
//
// The exit code is 0 if all is well, 1 if there are findings or differences or a
// file will not do, 2 if the command line is wrong. The files are described in
// docs/dictionary-tools.md.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	goruntime "runtime"
	"runtime/debug"
	"strings"

	"github.com/affixgo/affix/engine/admin/client"
	"github.com/affixgo/affix/engine/config"
	configcommand "github.com/affixgo/affix/engine/config/command"
	"github.com/affixgo/affix/etc"
	"github.com/affixgo/affix/gen/command"
	"github.com/affixgo/affix/store/inspect"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdout, os.Stderr))
}

const usage = `usage: affix COMMAND [flags]

  gen       generate a Go package from a dictionary
  dict      lint, diff, convert and show dictionaries
  config    check and explain config files, import those of QuickFIX
  store     list, dump, verify, set and repair the directory of a file store
  sessions  list, show, log on and off, and steer the sessions of a running engine
  version   print the version, and the dictionaries that are built in
  help      print this, or the help of a command

affix help COMMAND, or affix COMMAND -h, has more. The exit code is 0 if all is
well, 1 if there are findings or differences or a file will not do, 2 if the
command line is wrong.
`

func run(args []string, stdout, stderr io.Writer) int {
	if len(args) == 0 {
		_, _ = fmt.Fprint(stderr, usage)
		return command.Usage
	}
	switch args[0] {
	case "gen":
		return command.Gen("affix gen", args[1:], stderr)
	case "dict":
		return command.Dict("affix dict", args[1:], stdout, stderr)
	case "config":
		return configcommand.Command("affix config", args[1:], stdout, stderr, config.Options{Dictionaries: dictionaries()})
	case "store":
		return inspect.Command("affix store", args[1:], stdout, stderr)
	case "sessions":
		return client.Command(context.Background(), "affix sessions", args[1:], stdout, stderr)
	case "version", "-version", "--version":
		return version(args[1:], stdout, stderr)
	case "help", "-h", "-help", "--help":
		if len(args) > 1 && args[1] != "help" {
			return run(append(args[1:], "-h"), stdout, stderr)
		}
		_, _ = fmt.Fprint(stdout, usage)
		return command.OK
	}
	command.Unknown("affix", args[0], []string{"gen", "dict", "config", "store", "sessions", "version", "help"}, stderr)
	return command.Usage
}

// version prints what this binary was built from.
func version(args []string, stdout, stderr io.Writer) int {
	v := struct {
		Version      string   `json:"version"`
		Go           string   `json:"go"`
		Dictionaries []string `json:"dictionaries"`
	}{"(devel)", goruntime.Version(), etc.Names()}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		v.Version = info.Main.Version
	}
	switch {
	case len(args) == 0:
		_, _ = fmt.Fprintf(stdout, "affix %s (%s)\ndictionaries: %s\n", v.Version, v.Go, strings.Join(v.Dictionaries, ", "))
	case len(args) == 1 && strings.TrimLeft(args[0], "-") == "json":
		if err := json.NewEncoder(stdout).Encode(v); err != nil {
			_, _ = fmt.Fprintln(stderr, err)
			return command.Failed
		}
	case len(args) == 1 && strings.TrimLeft(args[0], "-") == "h":
		_, _ = fmt.Fprintln(stdout, "usage: affix version [-json]")
	default:
		_, _ = fmt.Fprintln(stderr, "usage: affix version [-json]")
		return command.Usage
	}
	return command.OK
}
