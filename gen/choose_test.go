package main

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// What -messages generates has what the messages need, and compiles.
func TestMessages(t *testing.T) {
	t.Parallel()
	out := filepath.Join(t.TempDir(), "part")
	var stderr bytes.Buffer
	if code := run([]string{"-dict", "../etc/FIX44.yaml", "-out", out, "-package", "part", "-messages", "D, ExecutionReport,F,G,9,j"}, &stderr); code != 0 {
		t.Fatal(stderr.String())
	}
	var messages []string
	files, err := filepath.Glob(filepath.Join(out, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if name, ok := strings.CutPrefix(filepath.Base(f), "message_"); ok {
			messages = append(messages, strings.TrimSuffix(name, "_gen.go"))
		}
	}
	want := "business_message_reject execution_report heartbeat logon logout new_order_single order_cancel_reject " +
		"order_cancel_replace_request order_cancel_request reject resend_request sequence_reset test_request"
	if got := strings.Join(messages, " "); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	compile(t, files)
}

// compile builds files as a package of this module, where they are not.
func compile(t *testing.T, files []string) {
	t.Helper()
	if testing.Short() {
		t.Skip("compiles a package")
	}
	root, err := filepath.Abs("..")
	if err != nil {
		t.Fatal(err)
	}
	overlay := struct{ Replace map[string]string }{make(map[string]string)}
	for _, f := range files {
		overlay.Replace[filepath.Join(root, "internal", "part", filepath.Base(f))] = f
	}
	text, err := json.Marshal(overlay)
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "overlay.json")
	write(t, path, string(text))
	cmd := exec.CommandContext(t.Context(), "go", "build", "-overlay", path, "./internal/part")
	cmd.Dir = root
	if output, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, output)
	}
}

func TestMessagesUnknown(t *testing.T) {
	t.Parallel()
	out := filepath.Join(t.TempDir(), "part")
	var stderr bytes.Buffer
	code := run([]string{"-dict", "../etc/FIX44.yaml", "-out", out, "-messages", "NewOrderSingel,zz"}, &stderr)
	for _, want := range []string{`unknown message "NewOrderSingel": did you mean NewOrderSingle (D)?`, `unknown message "zz"`} {
		if code != 1 || !strings.Contains(stderr.String(), want) {
			t.Errorf("code %d, %s, want %s", code, stderr.String(), want)
		}
	}
	if _, err := os.Stat(out); err == nil {
		t.Error("something was written")
	}
}

// The lock file is made, read, and left alone when nothing is new; what it says
// is generated.
func TestLockFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	lock, out := filepath.Join(dir, "names.lock"), filepath.Join(dir, "out")
	gen := func(want int) string {
		t.Helper()
		var stderr bytes.Buffer
		if code := run([]string{"-dict", "emit/testdata/small.yaml", "-out", out, "-lock", lock}, &stderr); code != want {
			t.Fatalf("code %d, want %d: %s", code, want, stderr.String())
		}
		return stderr.String()
	}
	read := func(path string) string {
		t.Helper()
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	gen(0)
	made := read(lock)
	if !strings.Contains(made, "\nvalue 54 1 SideBuy\n") {
		t.Errorf("made: %s", made)
	}
	if notes := gen(0); notes != "" || read(lock) != made {
		t.Errorf("not the same for the same dictionary: %s", notes)
	}
	// The name of an earlier time stays.
	write(t, lock, strings.Replace(made, "value 54 1 SideBuy\n", "value 54 1 SidePurchase\n", 1))
	if notes := gen(0); !strings.Contains(notes, "value 54 1 keeps the name SidePurchase, the dictionary now gives SideBuy") {
		t.Errorf("notes %q", notes)
	}
	if enums := read(filepath.Join(out, "enums_gen.go")); !strings.Contains(enums, "SidePurchase Side = '1' // Buy") || strings.Contains(enums, "SideBuy") {
		t.Errorf("enums:\n%s", enums)
	}
	// A lock that contradicts itself stops everything.
	write(t, lock, "message D A\nmessage D B\n")
	if text := gen(1); !strings.Contains(text, lock+":2: message D is named at line 1 already") {
		t.Errorf("error %q", text)
	}
	if read(lock) != "message D A\nmessage D B\n" {
		t.Error("the bad lock file was written over")
	}
}
