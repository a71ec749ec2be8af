// Command gen generates a Go package from a FIX dictionary.
//
//	go run ./gen -dict etc/FIX44.yaml -out generated/fix44
//
// It reads affix YAML (etc/README.md is the grammar) and QuickFIX XML. Every
// error in the dictionary is reported, each with its file and line; nothing is
// written unless there is none.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/affixgo/affix/gen/dict"
	"github.com/affixgo/affix/gen/emit"
	"github.com/affixgo/affix/gen/model"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stderr))
}

// run returns 0, 1 for a dictionary or folder that will not do, 2 for a wrong
// command line.
func run(args []string, stderr io.Writer) int {
	flags := flag.NewFlagSet("gen", flag.ContinueOnError)
	flags.SetOutput(stderr)
	path := flags.String("dict", "", "the dictionary `file`: affix YAML or QuickFIX XML")
	out := flags.String("out", "", "the `folder` to write the package to")
	pkg := flags.String("package", "", "the package `name` (default: the dictionary's, such as fix44)")
	flags.Usage = func() {
		_, _ = fmt.Fprintln(stderr, "usage: gen -dict etc/FIX44.yaml -out generated/fix44 [-package fix44]")
		flags.PrintDefaults()
	}
	if err := flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return 0
		}
		return 2
	}
	if *path == "" || *out == "" || flags.NArg() > 0 {
		_, _ = fmt.Fprintln(stderr, "gen: -dict and -out are needed, and nothing else behind the flags")
		flags.Usage()
		return 2
	}
	if err := generate(*path, *out, *pkg); err != nil {
		_, _ = fmt.Fprintln(stderr, err)
		return 1
	}
	return 0
}

func generate(path, out, pkg string) error {
	file, err := dict.Load(path)
	if err != nil {
		return err
	}
	resolved, err := model.Resolve(file)
	if err != nil {
		return err
	}
	files, err := emit.Files(resolved, emit.Config{Package: pkg})
	if err != nil {
		return err
	}
	return emit.Write(out, files)
}
