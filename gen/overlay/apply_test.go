package overlay_test

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/affixgo/affix/gen/dict"
	"github.com/affixgo/affix/gen/overlay"
)

// apply applies the text of an overlay to testdata/base.yaml.
func apply(t *testing.T, text string) (*dict.File, error) {
	t.Helper()
	src, err := os.ReadFile("testdata/base.yaml")
	if err != nil {
		t.Fatal(err)
	}
	base, err := dict.ReadYAML("base.yaml", src)
	if err != nil {
		t.Fatal(err)
	}
	before := string(dict.WriteYAML(base))
	o, err := dict.ReadOverlay("venue.yaml", []byte("extends: base\n"+text))
	if err != nil {
		return nil, err
	}
	f, err := overlay.Apply(base, o)
	if string(dict.WriteYAML(base)) != before {
		t.Error("the base has changed")
	}
	return f, err
}

// Each change, as lines of the dictionary that go and come.
func TestApply(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, overlay string
		gone, come    string
	}{
		{"nothing", "", "", ""},
		{"name, version, BeginString", "name: Venue\nbeginString: FIX.4.2\nversion: {major: 4, minor: 2}\ndoc: Ours.\n",
			"version: {major: '4', minor: '4', servicepack: '0'}\nbeginString: FIX.4.4",
			"version: {major: '4', minor: '2', servicepack: '0'}\nbeginString: FIX.4.2\nname: Venue\ndoc: Ours."},
		{"new field", "fields: {Foo: {number: 9001, type: CHAR, values: {a: A}, doc: Of ours.}}",
			"", "  Foo: {number: 9001, type: CHAR, doc: Of ours., values: {'a': A}}"},
		{"changed type", "fields: {AllocQty: {type: INT}}",
			"  AllocQty: {number: 80, type: QTY}", "  AllocQty: {number: 80, type: INT}"},
		{"other tag", "fields: {Text: {number: 5058, name: Remark, doc: d}}",
			"  Text: {number: 58, type: STRING}", "  Text: {number: 5058, type: STRING, name: Remark, doc: d}"},
		{"values only", "fields: {Side: {values: {only: ['2', '1']}}}",
			"  Side: {number: 54, type: CHAR, values: {'1': Buy, '2': Sell, '5': Sell short}}",
			"  Side: {number: 54, type: CHAR, values: {'2': Sell, '1': Buy}}"},
		{"values removed, renamed, added", "fields: {Side: {values: {remove: ['5'], rename: {'1': Bid}, add: {X: Cross}}}}",
			"  Side: {number: 54, type: CHAR, values: {'1': Buy, '2': Sell, '5': Sell short}}",
			"  Side: {number: 54, type: CHAR, values: {'1': Bid, '2': Sell, 'X': Cross}}"},
		{"values replaced by none: any will do", "fields: {Side: {values: {replace: {}}}}",
			"  Side: {number: 54, type: CHAR, values: {'1': Buy, '2': Sell, '5': Sell short}}",
			"  Side: {number: 54, type: CHAR}"},
		{"values of shared enumeration", "fields: {Side: {enum: Text, values: {replace: {}}}}",
			"  Side: {number: 54, type: CHAR, values: {'1': Buy, '2': Sell, '5': Sell short}}",
			"  Side: {number: 54, type: CHAR, enum: Text}"},
		{"field renamed with its uses", "fields: {NoAllocs: {rename: NoParts}, Account: {rename: Acct}}",
			"      Account:\n      NoAllocs:\n  Account: {number: 1, type: STRING}\n  NoAllocs: {number: 78, type: NUMINGROUP}",
			"      Acct:\n      NoParts:\n  Acct: {number: 1, type: STRING}\n  NoParts: {number: 78, type: NUMINGROUP}"},
		{"field removed with its uses", "fields: {remove: [AllocQty, SecurityID]}",
			"          AllocQty:\n    SecurityID:\n  SecurityID: {number: 48, type: STRING}\n  AllocQty: {number: 80, type: QTY}", ""},
		{"message removed", "messages: {remove: [News]}",
			"  News:\n    msgtype: 'B'\n    msgcat: app\n    fields:\n      Text: {required: true}\n", ""},
		{"messages only: those of the session stay", "messages: {only: [News]}",
			strings.Join([]string{"  NewOrderSingle:", "    msgtype: 'D'", "    msgcat: app", "    fields:", "      ClOrdID: {required: true}", "      Account:",
				"      Instrument: {type: component, required: true}", "      NoAllocs:", "        type: group", "        fields:",
				"          AllocAccount:", "          AllocQty:", "      Side: {required: true}", "      Text:", ""}, "\n"), ""},
		{"message renamed and changed", "messages: {News: {rename: Bulletin, msgtype: UB, msgcat: admin, name: Bull, doc: d}}",
			"  News:\n    msgtype: 'B'\n    msgcat: app",
			"  Bulletin:\n    msgtype: 'UB'\n    msgcat: admin\n    name: Bull\n    doc: d"},
		{"new message and component", "messages: {Mass: {msgtype: XMC, fields: {Extra: {type: component}, Text: }}}\ncomponents: {Extra: [Symbol]}",
			"", "  Mass:\n    msgtype: 'XMC'\n    fields:\n      Extra: {type: component}\n      Text:\n\n  Extra:\n    Symbol:\n"},
		{"component removed with its uses", "components: {remove: Instrument}",
			"      Instrument: {type: component, required: true}\n  Instrument:\n    Symbol:\n    SecurityID:\n", ""},
		{"component renamed with its uses", "components: {Instrument: {rename: Product}}",
			"      Instrument: {type: component, required: true}\n  Instrument:", "      Product: {type: component, required: true}\n  Product:"},
		{"members", "messages: {NewOrderSingle: {remove: [Text], require: [Account], optional: [Side], add: {Symbol: {after: ClOrdID}, SecurityID: {after: ClOrdID, required: true}, AllocQty: {before: Side}, AllocAccount: }}}",
			"      Account:\n      Side: {required: true}\n      Text:",
			"      Symbol:\n      SecurityID: {required: true}\n      Account: {required: true}\n      AllocQty:\n      Side:\n      AllocAccount:"},
		{"member moved", "messages: {NewOrderSingle: {remove: [Text], add: [{Text: {before: ClOrdID}}]}}",
			"      Text:", "      Text:"},
		{"group", "messages: {NewOrderSingle: {groups: {NoAllocs: {name: Part, doc: d, require: [AllocQty], add: [Text]}}}}",
			"          AllocQty:", "        name: Part\n        doc: d\n          AllocQty: {required: true}\n          Text:"},
		{"new group", "messages: {News: {add: {NoAllocs: {type: group, fields: [AllocAccount]}}}}",
			"", "      NoAllocs:\n        type: group\n        fields:\n          AllocAccount:"},
		{"members replaced", "messages: {News: {replace: [Symbol, Text]}}",
			"      Text: {required: true}", "      Symbol:\n      Text:"},
		{"header and trailer", "header: {add: {Account: {after: MsgType}}}\ntrailer: {add: {Text: {before: CheckSum}}, doc: d}",
			"  CheckSum: {required: true}", "  Account:\n  doc: d\n  fields:\n    Text:\n    CheckSum: {required: true}"},
		{"component of the base in order", "components: {only: [Unused, Instrument]}",
			"  Unused:\n    Text:\n", "  Unused:\n    Text:\n"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			f, err := apply(t, test.overlay)
			if err != nil {
				t.Fatal(err)
			}
			base, err := overlay.Load("testdata/base.yaml")
			if err != nil {
				t.Fatal(err)
			}
			gone, come := changes(string(dict.WriteYAML(base)), string(dict.WriteYAML(f)))
			if diff := cmp.Diff(test.gone, gone); diff != "" {
				t.Errorf("gone:\n%s", diff)
			}
			if diff := cmp.Diff(test.come, come); diff != "" {
				t.Errorf("come:\n%s", diff)
			}
		})
	}
}

// changes returns the lines of a that are not in b, and those of b that are not
// in a, by a longest common subsequence.
func changes(a, b string) (gone, come string) {
	x, y := strings.Split(a, "\n"), strings.Split(b, "\n")
	n := make([][]int, len(x)+1)
	for i := range n {
		n[i] = make([]int, len(y)+1)
	}
	for i := len(x) - 1; i >= 0; i-- {
		for j := len(y) - 1; j >= 0; j-- {
			if n[i][j] = max(n[i+1][j], n[i][j+1]); x[i] == y[j] {
				n[i][j] = n[i+1][j+1] + 1
			}
		}
	}
	var minus, plus []string
	for i, j := 0, 0; i < len(x) || j < len(y); {
		switch {
		case i < len(x) && j < len(y) && x[i] == y[j]:
			i, j = i+1, j+1
		case j == len(y) || i < len(x) && n[i+1][j] >= n[i][j+1]:
			minus = append(minus, x[i])
			i++
		default:
			plus = append(plus, y[j])
			j++
		}
	}
	return strings.Join(minus, "\n"), strings.Join(plus, "\n")
}

// What contradicts the base is told with its place and what to do, all at once.
func TestContradictions(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, overlay, want string }{
		{"unknown key", "mesages: {}", `venue.yaml:2: unknown key "mesages": the keys here are extends, version, beginString, name, transport, applVerID, doc, header, trailer, messages, components, fields (D008)`},
		{"field that is not there", "fields: {remove: [Sied, Foo]}",
			"venue.yaml:2: remove: field Sied is not in base.yaml: did you mean Side? (D803)\nvenue.yaml:2: remove: field Foo is not in base.yaml: correct the name or leave it out (D803)"},
		{"only what is not there", "messages: {only: [Hearbeat]}", "venue.yaml:2: only: message Hearbeat is not in base.yaml: did you mean Heartbeat? (D803)"},
		{"only by the old name", "messages: {only: [News], News: {rename: Bulletin}}", "venue.yaml:2: only: message News is renamed: write Bulletin (D803)"},
		{"rename of nothing", "components: {Foo: {rename: Bar}}", "venue.yaml:2: Foo: rename: component Foo is not in base.yaml: correct the name (D803)"},
		{"rename to what is there", "fields: {Side: {rename: Text}}", "venue.yaml:2: Side: rename: there is a field Text already: choose another name (D804)"},
		{"field misspelt", "fields: {Sied: {type: INT}}", "venue.yaml:2: Sied: the field is not in base.yaml: did you mean Side? (D803)"},
		{"field without a number", "fields: {Venue: {type: INT}}", "venue.yaml:2: Venue: the field is not in base.yaml: correct the name, or give number and type to declare it (D803)"},
		{"tag in use", "fields:\n  Foo: {number: 054, type: INT}\n  Bar: {number: 9000, type: INT}\n  Baz: {number: 9000, type: INT}",
			"venue.yaml:3: Foo: tag 54 is taken by Side (base.yaml:50): choose another number, or rename Side (D804)\nvenue.yaml:5: Baz: tag 9000 is taken by Bar (venue.yaml:4): choose another number, or rename Bar (D804)"},
		{"values declared", "fields: {Side: {values: {X: Cross}}}", "venue.yaml:2: Side: the field is in base.yaml: write values: {add: {...}}, or remove, rename, only or replace (D806)"},
		{"values changed of a new field", "fields: {Foo: {number: 9000, type: CHAR, values: {add: {X: Cross}}}}",
			"venue.yaml:2: Foo: the field is not in base.yaml: list its values without add, remove, rename, only and replace (D806)"},
		{"values that are not there", "fields: {Side: {values: {only: [a], remove: [b], rename: {c: C}}}}",
			"venue.yaml:2: Side: only: value \"a\" is not in base.yaml: it has 1, 2, 5 (D803)\nvenue.yaml:2: Side: remove: value \"b\" is not in base.yaml: it has 1, 2, 5 (D803)\nvenue.yaml:2: Side: rename: value \"c\" is not in base.yaml: it has 1, 2, 5 (D803)"},
		{"value that is there", "fields: {Side: {values: {add: {'1': Bid}}}}", `venue.yaml:2: Side: add: value "1" is there already (Buy): write it under rename to give it another text (D804)`},
		{"values replaced and added", "fields: {Side: {values: {replace: {'1': Buy}, add: {'2': Sell}}}}", "venue.yaml:2: Side: replace gives all values anew: leave out the other changes (D009)"},
		{"last member of a group", "fields: {remove: [AllocAccount, AllocQty]}",
			"venue.yaml:2: NewOrderSingle/NoAllocs: removing AllocQty leaves the group without members: remove NoAllocs too (D807)"},
		{"message misspelt", "messages: {NewOrderSinge: {require: [Account]}}", "venue.yaml:2: NewOrderSinge: the message is not in base.yaml: did you mean NewOrderSingle? (D803)"},
		{"MsgType in use", "messages: {Foo: {msgtype: D}}", `venue.yaml:2: Foo: msgtype "D" is taken by NewOrderSingle (base.yaml:15): choose another one, or change NewOrderSingle (D804)`},
		{"message declared", "messages: {News: {fields: [Text]}}", "venue.yaml:2: News: this is in base.yaml: write add, remove, require or optional, or replace to give all members anew (D806)"},
		{"component declared", "components: {Instrument: {Symbol: {required: true}}}", "venue.yaml:2: Instrument: this is in base.yaml: write add, remove, require or optional, or replace to give all members anew (D806)"},
		{"component misspelt", "components: {Instrumet: {require: [Symbol]}}", "venue.yaml:2: Instrumet: the component is not in base.yaml: did you mean Instrument? (D803)"},
		{"new message changed", "messages: {Foo: {msgtype: U1, add: [Text]}}", "venue.yaml:2: Foo: this is not in base.yaml: list its members under fields (D806)"},
		{"members that are not there", "messages:\n  NewOrderSingle:\n    require: [Symbol]\n    remove: [Acount]\n    optional: [Foo]\n    groups: {NoParts: {remove: [X]}, Side: {remove: [X]}}",
			"venue.yaml:4: NewOrderSingle: require: Symbol is no member here: it belongs to the component Instrument, change it there (D803)\n" +
				"venue.yaml:5: NewOrderSingle: remove: Acount is no member here: did you mean Account? (D803)\n" +
				"venue.yaml:6: NewOrderSingle: optional: Foo is no member here: correct the name or leave it out (D803)\n" +
				"venue.yaml:7: NewOrderSingle/NoParts: groups: NoParts is no member here: correct the name or leave it out (D803)\n" +
				"venue.yaml:7: NewOrderSingle/Side: Side is a field here: remove it and add a group to make it one (D806)"},
		{"member that is there", "messages: {News: {add: [Text]}}", "venue.yaml:2: News: add: Text is a member already (base.yaml:33): write it under require or optional, or remove it first (D804)"},
		{"place that is not there", "messages: {News: {add: {Side: {after: Foo}, Account: {before: Txt}}}}",
			"venue.yaml:2: News: after: Foo is no member here: name one (D805)\nvenue.yaml:2: News: before: Txt is no member here: did you mean Text? (D805)"},
		{"place that is removed", "messages: {News: {remove: [Text], add: {Side: {after: Text}}}}", "venue.yaml:2: News: after: Text is removed at line 2: name another member (D805)"},
		{"both after and before", "messages: {News: {add: {Side: {after: Text, before: Text}}}}", "venue.yaml:2: News/Side: both after and before: keep one of them (D009)"},
		{"both ways", "messages: {News: {require: [Text], optional: [Text]}}", "venue.yaml:2: News: Text is under both require and optional: keep one of them (D808)"},
		{"removed and required", "messages: {News: {require: [Text], remove: [Text]}}", "venue.yaml:2: News: require: Text is removed at line 2: keep one of them (D808)"},
		{"unknown field", "messages: {News: {add: {Sied: , Instrument: , Foo: {type: component}}}}",
			"venue.yaml:2: News: unknown field \"Sied\": did you mean Side? (D301)\nvenue.yaml:2: News: unknown field \"Instrument\": it is a component, add \"type: component\" (D303)\nvenue.yaml:2: News: unknown component \"Foo\": declare it under components or correct the name (D302)"},
		{"replace and more", "messages: {News: {replace: [Text], add: [Side]}}", "venue.yaml:2: News: replace gives all members anew: leave out the other changes (D806)"},
		{"header declared", "header: [BeginString]", "venue.yaml:2: Header: this is in base.yaml: write add, remove, require or optional, or replace to give all members anew (D806)"},
		{"header renamed", "header: {rename: Foo}", "venue.yaml:2: Header: the header has no other name: remove rename (D806)"},
		{"list with a name twice", "messages: {remove: [News, News]}", "venue.yaml:2: messages: remove lists News twice: remove one of them (D010)"},
		{"map where a list is wanted", "messages: {News: {remove: {Text: }}}", "venue.yaml:2: News: a map where a list of names is wanted (D009)"},
		{"unknown key of a group", "messages: {NewOrderSingle: {groups: {NoAllocs: {fields: [Text]}}}}",
			`venue.yaml:2: NewOrderSingle/NoAllocs: unknown key "fields": the keys here are name, doc, replace, add, remove, require, optional, groups (D008)`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, err := apply(t, test.overlay)
			if err == nil {
				t.Fatal("no error")
			}
			if diff := cmp.Diff(test.want, err.Error()); diff != "" {
				t.Error(diff)
			}
		})
	}
}
