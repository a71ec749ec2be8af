package dict_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/affixgo/affix/gen/dict"
)

const sessionYAML = `version: {major: 1, minor: 1}
beginString: FIXT.1.1
header: {BeginString: {required: true}, MsgType: {required: true}, ApplVerID: }
trailer: {CheckSum: {required: true}}
messages:
  Logon: {msgtype: A, fields: {DefaultApplVerID: {required: true}, MsgTypeGrp: {type: component}, Text: }}
components:
  MsgTypeGrp: {NoMsgTypes: {type: group, fields: {RefMsgType: }}}
fields:
  BeginString: {number: 8, type: STRING}
  CheckSum: {number: 10, type: STRING}
  MsgType: {number: 35, type: STRING, values: {A: Logon}}
  Text: {number: 58, type: STRING}
  RefMsgType: {number: 372, type: STRING}
  NoMsgTypes: {number: 384, type: NUMINGROUP}
  ApplVerID: {number: 1128, type: STRING, values: {'7': FIX50, '9': FIX50SP2}}
  DefaultApplVerID: {number: 1137, type: STRING, enum: ApplVerID}
`

const appYAML = `version: {major: 5, minor: 0, servicepack: 2}
transport: FIXT11
applVerID: '9'
messages:
  News: {msgtype: B, msgcat: app, fields: {Headline: {required: true}, Text: }}
fields:
  MsgType: {number: 35, type: STRING, values: {B: News}}
  Text: {number: 58, type: STRING}
  Headline: {number: 148, type: STRING}
`

// pair writes the two dictionaries to a folder and returns the path of the
// application's.
func pair(t *testing.T, app, session string) string {
	t.Helper()
	dir := t.TempDir()
	files := map[string]string{"FIX50SP2.yaml": app}
	if session != "" {
		files["FIXT11.yaml"] = session
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return filepath.Join(dir, "FIX50SP2.yaml")
}

// summary is what a dictionary consists of.
func summary(f *dict.File) string {
	s := []string{f.BeginString + " " + f.ApplVerID + " " + f.Transport}
	for _, m := range f.Header.Members {
		s = append(s, "header "+m.Name)
	}
	for _, m := range f.Trailer.Members {
		s = append(s, "trailer "+m.Name)
	}
	for _, m := range f.Messages {
		s = append(s, "message "+m.Name)
	}
	for _, c := range f.Components {
		s = append(s, "component "+c.Name)
	}
	for _, d := range f.Fields {
		line := "field " + d.Number + " " + d.Name + " " + d.Type
		for _, v := range d.Values {
			line += " " + v.Value
		}
		s = append(s, line)
	}
	return strings.Join(s, "\n")
}

const joined = `FIXT.1.1 9 
header BeginString
header MsgType
header ApplVerID
trailer CheckSum
message Logon
message News
component MsgTypeGrp
field 35 MsgType STRING A B
field 58 Text STRING
field 148 Headline STRING
field 8 BeginString STRING
field 10 CheckSum STRING
field 372 RefMsgType STRING
field 384 NoMsgTypes NUMINGROUP
field 1128 ApplVerID STRING 7 9
field 1137 DefaultApplVerID STRING`

func TestLoadJoinsTransport(t *testing.T) {
	t.Parallel()
	f, err := dict.Load(pair(t, appYAML, sessionYAML))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(joined, summary(f)); diff != "" {
		t.Errorf("joined (-want +got):\n%s", diff)
	}
	if len(f.Findings) > 0 {
		t.Error(f.Findings)
	}
}

// A QuickFIX pair says nothing about each other: the empty header tells, and
// the file beside it or the flag helps. Its SP2 does not say that it is one.
func TestLoadJoinsQuickFIX(t *testing.T) {
	t.Parallel()
	app, err := dict.ReadYAML("a", []byte(strings.NewReplacer("transport: FIXT11\n", "", "applVerID: '9'\n", "", ", servicepack: 2", "").Replace(appYAML)))
	if err != nil {
		t.Fatal(err)
	}
	session, err := dict.ReadYAML("s", []byte(sessionYAML))
	if err != nil {
		t.Fatal(err)
	}
	app.Components = append(app.Components, &dict.Block{Name: "MsgTypeGrp"}) // as in the C++ files, the other way round
	dir := t.TempDir()
	path, transport := filepath.Join(dir, "FIX50SP2.xml"), filepath.Join(dir, "FIXT11.xml")
	for name, content := range map[string][]byte{path: dict.WriteXML(app), transport: dict.WriteXML(session), filepath.Join(dir, "sub", "venue.xml"): dict.WriteXML(app)} {
		if err := os.MkdirAll(filepath.Dir(name), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, test := range []struct{ name, path, transport, applVerID, want string }{
		{"beside", path, "", "9", joined},
		{"elsewhere", filepath.Join(dir, "sub", "venue.xml"), transport, "9", joined},
		{"default ApplVerID", path, "", "", strings.Replace(joined, " 9 ", " 7 ", 1)},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			f, err := dict.LoadWith(test.path, test.transport, test.applVerID)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, summary(f)); diff != "" {
				t.Errorf("joined (-want +got):\n%s", diff)
			}
		})
	}
}

func TestJoinConflicts(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name     string
		old, new string // in the application
		session  string // replaces sessionYAML if not empty
		repaired bool
		want     string // with %A and %S for the files
	}{
		{"no transport", "FIXT11\n", "FIXT12\n", "", true,
			`%A:1: transport "FIXT12": no FIXT12.yaml or FIXT12.xml beside the file: put it there, or give it with -transport (D021)`},
		{"transport elsewhere", "FIXT11\n", "../FIXT11\n", "", true,
			`%A:1: transport "../FIXT11": no ../FIXT11.yaml or ../FIXT11.xml beside the file: put it there, or give it with -transport (D021)`},
		{"chain", "", "", strings.Replace(sessionYAML, "beginString", "transport: FIXT11\nbeginString", 1), false,
			`%S:1: the transport names a transport: remove it (D021)`},
		{"no version", "version: {major: 5, minor: 0, servicepack: 2}\ntransport: FIXT11\napplVerID: '9'\n", "transport: FIXT11\n", "", false,
			`%A:1: a transport, but no ApplVerID: add applVerID, such as '9' (D021)`},
		{"ApplVerID", "'9'", "'99'", "", true,
			`%A:1: ApplVerID "99" is no value of ApplVerID at %S:16: correct it, or add it there (D022)`},
		{"BeginString", "transport", "beginString: FIX.5.0\ntransport", "", true,
			`%A:1: BeginString FIX.5.0, but FIXT.1.1 at %S:1: remove it here (D022)`},
		{"header", "messages:", "header: {MsgType: }\nmessages:", "", true,
			`%A:4: header: another one than that of the transport at %S:3: remove one of them (D022)`},
		{"message by name", "News:", "Logon:", "", true,
			`%A:5: Logon: another message than that of the transport at %S:6: remove one of them (D022)`},
		{"message by type", "msgtype: B", "msgtype: A", "", true,
			`%A:5: News: another message than that of the transport at %S:6: remove one of them (D022)`},
		{"component", "fields:\n", "components: {MsgTypeGrp: {Text: }}\nfields:\n", "", true,
			`%A:6: MsgTypeGrp: another component than that of the transport at %S:8: remove or rename one of them (D022)`},
		{"name of a field", "Headline: {number: 148", "Headline: {number: 372", "", false,
			`%A:9: Headline: tag 372 is RefMsgType at %S:14: give them one name (D022)`},
		{"number of a field", "  Headline: {number", "  RefMsgType: {number: 373, type: STRING}\n  Headline: {number", "", false,
			`%A:9: RefMsgType: number 373, but 372 at %S:14: correct one of them (D022)`},
		{"type of a field", "Text: {number: 58, type: STRING", "Text: {number: 58, type: PRICE", "", true,
			`%A:8: Text: type PRICE, but STRING at %S:13: make them equal (D022)`},
		{"type of a field, the wider one there", "Text: {number: 58, type: STRING", "Text: {number: 58, type: CHAR", "", true,
			`%A:8: Text: type CHAR, but STRING at %S:13: make them equal (D022)`},
		{"values of a field", "  Headline: {number", "  DefaultApplVerID: {number: 1137, type: STRING, enum: Text}\n  Headline: {number", "", true,
			`%A:9: DefaultApplVerID: takes its values from Text, but from ApplVerID at %S:17: make them equal (D022)`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			session := test.session
			if session == "" {
				session = sessionYAML
			}
			path := pair(t, strings.Replace(appYAML, test.old, test.new, 1), session)
			f, err := dict.Load(path)
			if (err == nil) != test.repaired {
				t.Fatalf("repaired %t, error %v", test.repaired, err)
			}
			if err == nil {
				err = f.Findings.Err()
			}
			want := strings.NewReplacer("%A", filepath.ToSlash(path), "%S", filepath.ToSlash(filepath.Join(filepath.Dir(path), "FIXT11.yaml"))).Replace(test.want)
			if diff := cmp.Diff(want, err.Error()); diff != "" {
				t.Errorf("findings (-want +got):\n%s", diff)
			}
		})
	}
}

// Both may declare the same: real pairs do.
func TestJoinTakesEqualDeclarations(t *testing.T) {
	t.Parallel()
	app := strings.Replace(appYAML, "  News:", "  Logon: {msgtype: A, fields: {DefaultApplVerID: {required: true}, MsgTypeGrp: {type: component}, Text: }}\n  News:", 1)
	app = strings.Replace(app, "fields:\n  MsgType", "components:\n  MsgTypeGrp: {NoMsgTypes: {type: group, fields: {RefMsgType: }}}\nfields:\n  NoMsgTypes: {number: 384, type: INT}\n  MsgType", 1)
	app = strings.Replace(app, "messages:", "header: {BeginString: {required: true}, MsgType: {required: true}, ApplVerID: }\nmessages:", 1)
	f, err := dict.Load(pair(t, app, sessionYAML))
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Findings.Err(); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(2, len(f.Messages)); diff != "" {
		t.Error(diff)
	}
	for _, d := range f.Fields {
		if d.Name == "NoMsgTypes" && d.Type != "NUMINGROUP" {
			t.Errorf("NoMsgTypes has type %s", d.Type)
		}
	}
}
