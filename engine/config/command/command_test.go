package command_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/affixgo/affix/engine/config"
	"github.com/affixgo/affix/engine/config/command"
	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/runtime"
)

// run calls the command in a folder of its own.
func run(t *testing.T, files map[string]string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for i, a := range args {
		if _, ok := files[a]; ok || strings.HasPrefix(a, "no.") {
			args[i] = filepath.Join(dir, a)
		}
	}
	var out, errs strings.Builder
	code = command.Command("affix config", args, &out, &errs, config.Options{Dictionaries: []*runtime.Dictionary{fix44.Dictionary}})
	return code, strings.ReplaceAll(out.String(), dir+"/", ""), strings.ReplaceAll(errs.String(), dir+"/", "")
}

var files = map[string]string{
	"good.yaml": `defaults:
  Dictionary: FIX44
  SenderCompID: US
  Store: {Kind: postgres, Postgres: {DSN: postgres://u:hush@h/d}}
sessions:
  - TargetCompID: THEM
    Addresses: [venue:1]
    Username: me
    Password: hush
    LogonExtra: {96: hush, 9001: Y}
    Limits: {MaxFrame: 64KiB}
  - TargetCompID: "NO"
    Address: :7
    Store: {Kind: file, Dir: log}
`,
	"bad.yaml": "sessions:\n  - SenderCompId: A\n    HeartBtInt: 30\n",
	"old.cfg":  "[SESSION]\nConnectionType=acceptor\nBeginString=FIX.4.4\nSenderCompID=A\nTargetCompID=B\nSocketAcceptPort=7\nHeartBtInt=x\n",
	"oops.cfg": "[SESSION]\nConnectionType=initiator\nBeginString=FIX.4.4\nSenderCompID=A\nTargetCompID=B\n",
}

func TestCommand(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		args   string
		code   int
		stdout []string
		stderr []string
	}{
		{"", 2, nil, []string{"usage: affix config check"}},
		{"-h", 0, []string{"usage: affix config check"}, nil},
		{"check -h", 0, []string{"usage: affix config check"}, nil},
		{"chekc", 2, nil, []string{`there is no command "chekc": did you mean check?`}},
		{"check", 2, nil, []string{"affix config check: name a file\n", "usage:"}},
		{"import old.cfg new.yaml", 2, nil, []string{`"new.yaml" is one argument too many`}},
		{"check -x good.yaml", 2, nil, []string{"not defined: -x"}},
		{"check no.yaml", 1, nil, []string{"no.yaml: no such file"}},
		{"check good.yaml", 0, []string{"good.yaml: 2 sessions, no problems\n"}, nil},
		{"check good.yaml old.cfg", 0, []string{"old.cfg: 1 session, no problems\n"}, nil},
		{"check bad.yaml", 1, []string{"bad.yaml:2: session 1: SenderCompId: there is no such setting: did you mean SenderCompID?\n",
			`bad.yaml:3: session 1: HeartBtInt: "30" has no unit: write 30s`}, nil},
		{"check -json bad.yaml", 1, []string{`"Line": 2`, `"Key": "SenderCompId"`, `"Remedy": "did you mean SenderCompID?"`}, nil},
		{"check oops.cfg", 1, []string{"oops.cfg:1: SocketConnectHost: host and port belong together"}, nil},
		{"explain", 2, nil, []string{"name a file, a key, or -keys"}},
		{"explain -keys", 0, []string{"Limits.MaxFrame ", "size  ", "1MiB"}, nil},
		{"explain Reset", 0, []string{"Reset: name; session.Config.Reset in Go\n", "every-logon: ResetEveryLogon starts every connection at 1."}, nil},
		{"explain good.yaml Limits.MaxFrame", 0, []string{"MaxFrame is the longest message", "Default: 1MiB",
			"FIX.4.4:US->THEM  Limits.MaxFrame: 64KiB  line 11", "FIX.4.4:US->NO    Limits.MaxFrame: 1MiB   default"}, nil},
		{"explain HartBtInt", 1, nil, []string{`"HartBtInt" is neither a file nor a setting: did you mean HeartBtInt?`}},
		{"explain MaxFrame", 1, nil, []string{"did you mean Limits.MaxFrame?"}},
		{"explain Limits", 0, []string{"Its settings: MaxFrame, Outbox"}, nil},
		{"explain good.yaml FIX.4.4:US->THEM", 0, []string{"FIX.4.4:US->THEM (initiator), good.yaml:6", "HeartBtInt  ", "30s", "default",
			"SenderCompID", "defaults, line 3"}, nil},
		{"explain good.yaml", 0, []string{"FIX.4.4:US->NO (acceptor), good.yaml:12", "'NO'"}, nil},
		{"explain good.yaml HartBtInt", 1, nil, []string{`there is no session or setting "HartBtInt": did you mean HeartBtInt?`}},
		{"explain good.yaml MaxFrame", 1, nil, []string{"did you mean Limits.MaxFrame?"}},
		{"effective good.yaml", 0, []string{"  # FIX.4.4:US->THEM\n  - Name: ", "    Dictionary: FIX44", "# defaults, line 2", "HeartBtInt: 30s", "# default\n", "MaxFrame: 64KiB",
			"Password: '***'", "96: '***', 9001: 'Y'", "DSN: '***'", "TargetCompID: 'NO'"}, nil},
		{"import old.cfg", 0, []string{`Address: ":7" # SocketAcceptPort`, "# HeartBtInt (line 7): is for initiators"}, nil},
		{"import oops.cfg", 1, []string{"Role: initiator"}, []string{"oops.cfg:1: SocketConnectHost: host and port belong together"}},
		{"import no.cfg", 1, nil, []string{"no.cfg: no such file"}},
	} {
		t.Run(tt.args, func(t *testing.T) {
			t.Parallel()
			code, stdout, stderr := run(t, files, strings.Fields(tt.args)...)
			if code != tt.code {
				t.Errorf("exit code %d, want %d", code, tt.code)
			}
			for _, want := range tt.stdout {
				if !strings.Contains(stdout, want) {
					t.Errorf("stdout is\n%s\nwant %s", stdout, want)
				}
			}
			for _, want := range tt.stderr {
				if !strings.Contains(stderr, want) {
					t.Errorf("stderr is\n%s\nwant %s", stderr, want)
				}
			}
			if strings.Contains(stdout+stderr, "hush") {
				t.Errorf("a secret is shown:\n%s%s", stdout, stderr)
			}
		})
	}
}

// TestEffectiveIsAFile: what effective writes is a file that says the same.
func TestEffectiveIsAFile(t *testing.T) {
	t.Parallel()
	_, first, _ := run(t, files, "effective", "good.yaml")
	code, second, stderr := run(t, map[string]string{"again.yaml": first}, "effective", "again.yaml")
	if code != 0 {
		t.Fatalf("%s\n%s", stderr, first)
	}
	if a, b := plain(first), plain(second); a != b {
		t.Errorf("got\n%s\nwant\n%s", b, a)
	}
}

// plain is a file without its comments.
func plain(text string) string {
	var lines []string
	for line := range strings.Lines(text) {
		line, _, _ = strings.Cut(line, " # ")
		lines = append(lines, strings.TrimRight(line, " \n"))
	}
	return strings.Join(lines[1:], "\n")
}
