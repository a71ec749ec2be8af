package config_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/affixgo/affix/engine/config"
	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/generated/fix50sp2"
	"github.com/affixgo/affix/runtime"
	"github.com/affixgo/affix/session"
)

var options = config.Options{Dictionaries: []*runtime.Dictionary{fix44.Dictionary, fix50sp2.Dictionary}}

// parse reads a file with an environment of its own.
func parse(text string) (*config.File, error) {
	return config.Loader{
		LookupEnv: func(name string) (string, bool) {
			v, ok := map[string]string{"FIX_DSN": "postgres://secret@db/fix", "EMPTY": "", "COMP": "C-1"}[name]
			return v, ok
		},
		ReadFile: func(name string) ([]byte, error) {
			if filepath.Base(name) == "pw" {
				return []byte("hush\n"), nil
			}
			return nil, os.ErrNotExist
		},
	}.Parse("dir/sessions.yaml", []byte(text))
}

const good = `
defaults: &d
  Dictionary: FIX44
  SenderCompID: CLIENT
  HeartBtInt: 1m30s
  Limits: {MaxFrame: 64KiB, Outbox: 1 MB}
  Header: {115: ACME, 116: X}
  Store: {Kind: memory}
sessions:
  - TargetCompID: NO
    Addresses: [a.example.com:1, "[::1]:2"]
    Reconnect: {Min: 5 s}
    Header: {116: ~, 50: 01}
  - TargetCompID: 1e3
    SenderSubID: 007
    Name: second
    Address: 127.0.0.1:0
    HeartBtInt: null
    Limits: {MaxFrame: 1 MiB}
    Reset: every-logon
    Recovery: RecoverGapFill
    Precision: micros
    SendingTimeWindow: off
    ResendClosed: yes
    KeepMessages: 20,000
`

func TestLoad(t *testing.T) {
	t.Parallel()
	f, err := parse(good)
	if err != nil {
		t.Fatal(err)
	}
	a, b := f.Sessions[0], f.Sessions[1]
	micros := runtime.Micros
	if diff := cmp.Diff(session.Config{
		Role: session.Initiator, SenderCompID: "CLIENT", TargetCompID: "NO", HeartBtInt: 90 * time.Second,
		Header: []runtime.Field{{Tag: 115, Value: "ACME"}, {Tag: 50, Value: "01"}},
	}, a.Config); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(session.Config{
		SenderCompID: "CLIENT", SenderSubID: "007", TargetCompID: "1e3",
		Header: []runtime.Field{{Tag: 115, Value: "ACME"}, {Tag: 116, Value: "X"}},
		Reset:  session.ResetEveryLogon, Recovery: session.RecoverGapFill, Precision: &micros, SendingTimeWindow: -time.Second,
		ResendClosed: true, KeepMessages: 20_000,
	}, b.Config); diff != "" {
		t.Error(diff)
	}
	if got, want := b.Acceptor.Limits.MaxFrame, 1<<20; got != want {
		t.Errorf("MaxFrame is %d, want %d", got, want)
	}
	if got, want := a.Initiator.Limits.Outbox, 1_000_000; got != want {
		t.Errorf("Outbox is %d, want %d", got, want)
	}
	if diff := cmp.Diff([]string{"a.example.com:1", "[::1]:2"}, a.Initiator.Addresses); diff != "" {
		t.Error(diff)
	}
	if src, ok := a.Source("Limits.MaxFrame"); !ok || src.Line != 6 || !src.Default {
		t.Errorf("MaxFrame comes from %+v", src)
	}
	if src, ok := b.Source("Limits.MaxFrame"); !ok || src.Line != 19 || src.Default {
		t.Errorf("MaxFrame of the second comes from %+v", src)
	}
	if err := f.Check(options); err != nil {
		t.Error(err)
	}
}

// TestRole: what the session says itself decides, before the defaults.
func TestRole(t *testing.T) {
	t.Parallel()
	f, err := parse(`
defaults: {Dictionary: FIX44, SenderCompID: A, Store: {Kind: memory}, Addresses: ["h:1"]}
sessions:
  - {TargetCompID: B}
  - {TargetCompID: C, Address: ":1"}
  - {TargetCompID: D, Address: ":1", Role: acceptor}
`)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []session.Role{session.Initiator, session.Acceptor, session.Acceptor} {
		if got := f.Sessions[i].Config.Role; got != want {
			t.Errorf("session %d is an %s, want %s", i+1, got, want)
		}
	}
	if err := f.Check(options); err != nil {
		t.Error(err)
	}
}

// problems are files with the one message that each gets.
var problems = []struct{ name, text, want string }{
	{"empty", "", "sessions.yaml: the file is empty"},
	{"syntax", "sessions:\n  - A: [1\n  - B", "not YAML"},
	{"tab", "sessions:\n\t- A", ":2: not YAML"},
	{"documents", "sessions: [{}]\n---\nsessions: []", "a second document"},
	{"no sessions", "defaults: {}", "there are no sessions"},
	{"empty list", "sessions: []", ":1: sessions: there is no list of sessions"},
	{"sessions map", "sessions: {A: 1}", "begin each session with a hyphen"},
	{"section", "default: {}\nsessions: [{}]", ":1: default: there is no such section: did you mean defaults?"},
	{"misplaced section", "HeartBtInt: 3s\nsessions: [{}]", "it belongs in defaults, or in a session"},
	{"unknown key", "sessions:\n  - SenderCompID: A\n    TargetCompId: B", ":3: session 1: TargetCompId: there is no such setting: did you mean TargetCompID?"},
	{"unknown nested", "sessions:\n  - Limits: {MaxFrames: 1}", ":2: session 1: Limits.MaxFrames: there is no such setting: did you mean MaxFrame?"},
	{"misplaced key", "sessions:\n  - MaxFrame: 1", "it belongs in Limits"},
	{"quickfix key", "sessions:\n  - SocketConnectHost: a", "it is a key of QuickFIX: here, write Addresses"},
	{"admin", "admin: {Addrss: a}\nsessions:\n  - {}", ":1: admin.Addrss: there is no such setting: did you mean Address?"},
	{"profile", "sessions:\n  - Profile: classic-dayli", "Profile: there is no profile classic-dayli: did you mean classic-daily?"},
	{"code key", "sessions:\n  - LogonFields: 1", "it is set in code: a function"},
	{"twice", "sessions:\n  - SenderCompID: A\n    SenderCompID: B", ":3: session 1: SenderCompID: given twice, first in line 2"},
	{"duration", "sessions:\n  - HeartBtInt: 30", `"30" has no unit: write 30s`},
	{"duration unit", "sessions:\n  - HeartBtInt: 30 parsecs", `unknown unit "parsecs"`},
	{"duration text", "sessions:\n  - HeartBtInt: soon", `"soon" is no duration`},
	{"size", "sessions:\n  - KeepBytes: 3 furlongs", `unknown unit "furlongs"`},
	{"flag", "sessions:\n  - CheckSubIDs: maybe", `"maybe" is neither true nor false`},
	{"number", "sessions:\n  - TestRequestFactor: NaN", `"NaN" is no number`},
	{"integer", "sessions:\n  - ResetAt: -3", `"-3" is no whole number from 0 on`},
	{"enum", "sessions:\n  - Reset: evry-logon", `there is no "evry-logon": did you mean every-logon?`},
	{"enum list", "sessions:\n  - Reset: whatever", `write one of never, every-logon, new-window`},
	{"list for text", "sessions:\n  - SenderCompID: [A]", "a list where one value is wanted"},
	{"map for text", "sessions:\n  - SenderCompID: {a: b}", "a secret is written {env: NAME} or {file: PATH}"},
	{"text for map", "sessions:\n  - Limits: 3", "text where a map is wanted"},
	{"tag", "sessions:\n  - Header: {abc: 1}", `"abc" is no tag`},
	{"env", "sessions:\n  - SenderCompID: {env: NOPE}", "the environment variable NOPE is not set: set NOPE where the program is started"},
	{"env empty", "sessions:\n  - SenderCompID: ${env:EMPTY}", "the environment variable EMPTY is empty"},
	{"file", "sessions:\n  - SenderCompID: {file: nope}", "the file of the secret: file does not exist"},
	{"bad expansion", "sessions:\n  - SenderCompID: a${x}", "write ${env:NAME} or ${file:PATH}"},
	{"secret of a wrong type", "sessions:\n  - HeartBtInt: {file: pw}", "the secret is no duration"},
}

func TestProblems(t *testing.T) {
	t.Parallel()
	for _, tt := range problems {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := parse(tt.text)
			var all config.Problems
			if !errors.As(err, &all) || len(all) != 1 {
				t.Fatalf("got %v, want one problem", err)
			}
			if !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got  %v\nwant %v", err, tt.want)
			}
			if strings.Contains(err.Error(), "hush") {
				t.Errorf("a secret is in %v", err)
			}
		})
	}
}

// TestStoreKind: a kind that is not understood is one problem.
func TestStoreKind(t *testing.T) {
	t.Parallel()
	for _, kind := range []string{"fil", "null"} {
		f, _ := parse("sessions:\n  - {Dictionary: FIX44, SenderCompID: A, TargetCompID: B, Address: ':0', Store: {Kind: " + kind + "}}")
		var all config.Problems
		if err := f.Check(options); !errors.As(err, &all) || len(all) != 1 {
			t.Errorf("%s: got %v", kind, err)
		}
	}
}

// base is a session that is all right.
const base = `{Dictionary: FIX44, SenderCompID: A, TargetCompID: B, Address: ":0", Store: {Kind: memory}`

var checks = []struct {
	name, text string
	want       []string
}{
	{"everything", "sessions:\n  - {}", []string{"Dictionary: is missing", "Address: is missing, and so are Addresses", "Store: is missing"}},
	{"dictionary", "sessions:\n  - {Dictionary: FIX45, SenderCompID: A, TargetCompID: B, Address: ':1', Store: {Kind: memory}}",
		[]string{`Dictionary: there is no dictionary "FIX45": did you mean FIX44? there are FIX44, FIX50SP2`}},
	{"session", "sessions:\n  - " + base + ",\n     ResetAt: 3,\n     HeartBtInt: 1500ms}", []string{
		":3: FIX.4.4:A->B: ResetAt: is 3, too low", ":4: FIX.4.4:A->B: HeartBtInt: is 1.5s, not whole seconds"}},
	{"negative", "sessions:\n  - " + base + ", Limits: {MaxFrame: off}, LogonTimeout: -1s}", []string{
		"LogonTimeout: is below zero, which means nothing here: If zero, 10 s.", "Limits.MaxFrame: is below zero"}},
	{"role", "sessions:\n  - " + base + ", Addresses: ['a:1'], Role: acceptor}", []string{
		"Addresses: is a setting of initiators, and this session is an acceptor: leave it out, or set Role: initiator"}},
	{"address", "sessions:\n  - {Dictionary: FIX44, SenderCompID: A, TargetCompID: B, Addresses: [x, 'y:99999', ':5'], Store: {Kind: memory}}", []string{
		`Addresses[0]: "x" is no address`, `Addresses[1]: "y:99999" has no port`, `Addresses[2]: ":5" names no place`}},
	{"schedule", "sessions:\n  - " + base + ",\n     Schedule: {Zone: Mars, Windows: [{Days: mon-fri, Start: '08:00',\n     End: ''}]}}", []string{
		":3: FIX.4.4:A->B: Schedule.Zone: ", ":4: FIX.4.4:A->B: Schedule.Windows[0].End: "}},
	{"no window", "sessions:\n  - " + base + ", Reset: new-window}", []string{"Reset: the Session's Reset is new-window, but the Schedule has no Windows"}},
	{"signer", "sessions:\n  - " + base + ", Signer: {Algorithm: ed25519, Key: hush!, Tags: [35]}}", []string{"Signer.Key: the key is neither PEM nor base64"}},
	{"signer key", "sessions:\n  - " + base + ", Signer: {Algorithm: hmac-sha256, Tags: [35]}}", []string{"Signer.Key: the secret is empty"}},
	{"signer payload", "sessions:\n  - " + base + ", Signer: {Algorithm: hmac-sha256, Key: x}}", []string{"Signer: the Payload is empty"}},
	{"signer algorithm", "sessions:\n  - " + base + ", Signer: {Key: x}}", []string{"Signer.Key: has no effect: Signer.Algorithm is missing"}},
	{"admin", "admin: {Address: 0.0.0.0:1, Timeout: -1s,\n Tokens: [{Name: a, Secret: short}]}\nsessions:\n  - " + base + "}", []string{
		`yaml:2: admin.Tokens: the Secret of "a" has 5 bytes`, `yaml:1: admin.Timeout: is negative`, `yaml:1: admin.Address: "0.0.0.0:1" is not of the loopback interface`}},
	{"admin tokens", "admin: {}\nsessions:\n  - " + base + "}", []string{"yaml:1: admin.Tokens: there are no Tokens"}},
	{"secret", "sessions:\n  - {Dictionary: FIX44, SenderCompID: A, TargetCompID: B, Addresses: {env: FIX_DSN}, Store: {Kind: memory}}", []string{`Addresses[0]: "***" has no port`}},
	{"store", "sessions:\n  - {Dictionary: FIX44, SenderCompID: A, TargetCompID: B, Address: ':1', Store: {Kind: file, Postgres: {Delay: 1s}}}", []string{
		"Store.Dir: is missing", "Store.Postgres.Delay: is a setting of the postgres store, and Store.Kind is file"}},
	{"contradictions", "sessions:\n  - " + base + ", Recovery: none, Reset: never, ResendMaxAge: 1s}", []string{
		"Reset: is never, but Recovery: none begins every connection at 1", "ResendMaxAge: has no effect"}},
	{"twins", "sessions:\n  - " + base + "}\n  - " + base + "}", []string{
		":3: FIX.4.4:A->B: the session of line 2 has the same identity"}},
	{"indistinct", "sessions:\n  - " + base + "}\n  - " + base + ", SenderSubID: S}", []string{
		"cannot tell this session from FIX.4.4:A->B in line 2"}},
	{"listener", "sessions:\n  - " + base + "}\n  - " + base + ", Qualifier: Q, CheckSubIDs: true, TargetSubID: T, Limits: {Pending: 3}}", []string{
		":3: FIX.4.4:A->B/T:Q: Limits.Pending: differs from FIX.4.4:A->B in line 2"}},
	{"tls", "sessions:\n  - " + base + ", TLS: {KeyFile: nope.pem}}", []string{"TLS.CertFile: is missing"}},
	{"tls files", "sessions:\n  - " + base + ", TLS: {KeyFile: nope.pem, CertFile: nope.pem, CAFile: neither.pem}}", []string{
		"TLS.CertFile: engine: certificate: stat dir/nope.pem", "TLS.CAFile: open dir/neither.pem"}},
	{"control", "sessions:\n  - {Dictionary: FIX44, SenderCompID: \"A\\n\", TargetCompID: B, Address: ':1', Store: {Kind: memory}}", []string{
		`SenderCompID: "A\n" has a control character`}},
}

func TestCheck(t *testing.T) {
	t.Parallel()
	for _, tt := range checks {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f, err := parse(tt.text)
			if err != nil {
				t.Fatal(err)
			}
			err = f.Check(options)
			var all config.Problems
			if !errors.As(err, &all) {
				t.Fatalf("got %v", err)
			}
			for _, want := range tt.want {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("got\n%v\nwant %s", err, want)
				}
			}
			if len(all) != len(tt.want) {
				t.Errorf("got %d problems, want %d:\n%v", len(all), len(tt.want), err)
			}
		})
	}
}
