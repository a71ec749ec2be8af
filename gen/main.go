// Command gen generates a Go package from a FIX dictionary.
//
//	go run ./gen -dict etc/FIX44.yaml -out generated/fix44
//
// It reads affix YAML (etc/README.md is the grammar), overlays and QuickFIX XML.
// Every error in the dictionary is reported, each with its file and line; nothing
// is written unless there is none. The command affix gen is the same; this one
// builds while the rest of the module does not.
//
// Two flags choose what is generated, and what it is called:
//
//	-messages D,8,F,G   these messages, the session's own, and what they use
//	-lock names.lock    names once given stay, whatever the dictionary becomes
package main

import (
	"io"
	"os"

	"github.com/affixgo/affix/gen/command"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stderr))
}

// run returns 0, 1 for a dictionary or folder that will not do, 2 for a wrong
// command line.
func run(args []string, stderr io.Writer) int {
	return command.Gen("gen", args, stderr)
}
