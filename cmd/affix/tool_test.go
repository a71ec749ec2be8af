package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A module of somebody else's gets affix as a tool, generates a package from an
// overlay of its own with go generate, and runs with it. What takes the place of
// the network is a replacement by this tree and the cache of modules.
func TestToolOfAnotherModule(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it builds a module")
	}
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	sum, err := os.ReadFile(filepath.Join(root, "go.sum"))
	if err != nil {
		t.Fatal(err)
	}
	// Put together, so that generating this module does not come upon it.
	directive := "//go:" + "generate"
	dir := t.TempDir()
	for name, text := range map[string]string{
		"go.sum": string(sum),
		"venue.yaml": `extends: FIX44
name: FIXVenue
messages:
  only: [NewOrderSingle]
  NewOrderSingle: {require: [Account]}
header:
  add: {RecvWindow: {after: MsgType}}
fields:
  RecvWindow: {number: 25000, type: FLOAT}
`,
		"main.go": `package main

import (
	"fmt"
	"strings"

	"github.com/affixgo/affix/runtime"

	"example.com/desk/fixvenue"
)

` + directive + ` go tool affix gen -dict venue.yaml -out fixvenue

func main() {
	order := &fixvenue.NewOrderSingle{
		Header:  fixvenue.Header{SenderCompID: "DESK", TargetCompID: "VENUE", RecvWindow: runtime.MustDecimal("5000.125")},
		ClOrdID: "ORD-1", Account: "A1", Side: fixvenue.SideBuy,
	}
	frame, err := order.MarshalFIX()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(strings.ReplaceAll(string(frame), "\x01", "|"))
	var got fixvenue.NewOrderSingle
	fmt.Println(got.UnmarshalFIX(frame), got.Header.RecvWindow, got.Account, got.Side)
}
`,
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	run := func(args ...string) string {
		t.Helper()
		cmd := exec.CommandContext(t.Context(), "go", args...)
		cmd.Dir = dir
		cmd.Env = append(os.Environ(), "GOFLAGS=-mod=mod", "GOPROXY=off", "GOWORK=off", "GOTOOLCHAIN=local", "PWD="+dir)
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, out)
		}
		return string(out)
	}
	run("mod", "init", "example.com/desk")
	run("mod", "edit", "-require=github.com/affixgo/affix@v0.0.0", "-replace=github.com/affixgo/affix="+root)
	run("get", "-tool", "github.com/affixgo/affix/cmd/affix")
	run("generate", "./...")
	got := run("run", ".")
	want := "8=FIX.4.4|9=56|35=D|25000=5000.125|49=DESK|56=VENUE|11=ORD-1|1=A1|54=1|10=071|\n<nil> 5000.125 A1 Buy\n"
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if mod := run("mod", "edit", "-json"); !strings.Contains(mod, `"Path": "github.com/affixgo/affix/cmd/affix"`) {
		t.Errorf("the tool is not in go.mod:\n%s", mod)
	}
	if out := run("tool", "affix", "dict", "diff", "-fail", "go", "venue.yaml", "venue.yaml"); !strings.HasSuffix(out, "No difference.\n") {
		t.Error(out)
	}
}
