package command

import (
	"errors"
	"flag"
	"fmt"
	"io"

	"github.com/affixgo/affix/gen/emit"
)

// Gen generates a Go package from a dictionary. Name is what the command is
// called in its messages: "gen", "affix gen".
func Gen(name string, args []string, stderr io.Writer) int {
	flags := flag.NewFlagSet(name, flag.ContinueOnError)
	flags.SetOutput(stderr)
	path := flags.String("dict", "", "the dictionary `file`: affix YAML, an overlay, QuickFIX XML or FIX Orchestra")
	out := flags.String("out", "", "the `folder` to write the package to")
	transport := flags.String("transport", "", "the `file` of the session messages, where a dictionary of FIX 5.0 does not name it")
	applVerID := flags.String("applverid", "", "the `value` of ApplVerID(1128) for the messages of FIX 5.0 (default: the dictionary's)")
	pkg := flags.String("package", "", "the package `name` (default: the dictionary's, such as fix44)")
	judge := judgeFlags(name, flags)
	choice := chooseFlags(flags)
	flags.Usage = func() {
		_, _ = fmt.Fprintf(stderr, "usage: %s -dict etc/FIX44.yaml -out generated/fix44 [flags]\n", name)
		flags.PrintDefaults()
	}
	if code, ok := parse(flags, args); !ok {
		return code
	}
	if *path == "" || *out == "" || flags.NArg() > 0 {
		_, _ = fmt.Fprintf(stderr, "%s: -dict and -out are needed, and nothing else behind the flags\n", name)
		flags.Usage()
		return Usage
	}
	if err := generate(source{*path, *transport, *applVerID}, judge, choice, *out, *pkg, stderr); err != nil {
		_, _ = fmt.Fprintln(stderr, err)
		return Failed
	}
	return OK
}

// parse returns false, and the exit code, where there is nothing left to do.
func parse(flags *flag.FlagSet, args []string) (int, bool) {
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return OK, false
	case err != nil:
		return Usage, false
	}
	return OK, true
}

func generate(from source, judge *judgment, choice *choice, out, pkg string, stderr io.Writer) error {
	resolved, err := judge.resolve(from, stderr)
	if err != nil {
		return err
	}
	chosen, err := choice.apply(resolved, stderr)
	if err != nil {
		return err
	}
	files, err := emit.Files(chosen, emit.Config{Package: pkg})
	if err != nil {
		return err
	}
	if err := emit.Write(out, files); err != nil {
		return err
	}
	foreign, err := emit.Foreign(out)
	if err != nil {
		return err
	}
	for _, path := range foreign {
		_, _ = fmt.Fprintf(stderr, "%s: not generated, left alone\n", path)
	}
	return choice.remember()
}
