package model_test

import (
	"bufio"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/affixgo/affix/gen/dict"
	"github.com/affixgo/affix/gen/model"
)

var versions = []string{"FIX40", "FIX41", "FIX42", "FIX43", "FIX44", "FIXT11", "FIX50", "FIX50SP1", "FIX50SP2"}

func etcPath(version string) string { return "../../etc/" + version + ".yaml" }

func loadEtc(t *testing.T, version string) (*dict.File, *model.Dictionary) {
	t.Helper()
	f, err := dict.Load(etcPath(version))
	if err != nil {
		t.Fatal(err)
	}
	d, err := model.Resolve(f)
	if err != nil {
		t.Fatal(err)
	}
	return f, d
}

// The figures in testdata were computed once, by a script, from the QuickFIX C++
// dictionaries (spec/FIX4x.xml at 50787185) after applying the rows of
// etc/CORRECTIONS.md to the XML, not from the files in etc:
//
//   - members: of a message (or the header or trailer) with all components
//     expanded, one line "path required type" a member, where the path names
//     the enclosing counters and the type of a group is "group"; then their
//     number, the digest of the sorted lines and the digest in order;
//   - fielddigest: one line "tag name type values" a field;
//   - expanded: the sum of the members;
//   - groupdecls, enumfields, enumvalues: as declared, nothing expanded.
//
// A change to etc that is meant changes a digest here: put the new one in, and
// the reason into etc/CORRECTIONS.md.
func TestEtcMatchesSources(t *testing.T) {
	t.Parallel()
	for _, version := range versions {
		t.Run(version, func(t *testing.T) {
			t.Parallel()
			f, d := loadEtc(t, version)
			want := readFigures(t, filepath.Join("testdata", version+".txt"))
			if diff := cmp.Diff(want, figures(f, d)); diff != "" {
				t.Errorf("figures (-sources +etc):\n%s", diff)
			}
		})
	}
}

func readFigures(t *testing.T, name string) []string {
	t.Helper()
	file, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var lines []string
	for s := bufio.NewScanner(file); s.Scan(); {
		if !strings.HasPrefix(s.Text(), "#") {
			lines = append(lines, s.Text())
		}
	}
	return lines
}

func figures(f *dict.File, d *model.Dictionary) []string {
	var enumFields, enumValues, expanded int
	var fields []string
	for _, x := range d.Fields {
		if len(x.Values) > 0 {
			enumFields++
			enumValues += len(x.Values)
		}
		wire := make([]string, len(x.Values))
		for i, v := range x.Values {
			wire[i] = v.Value
		}
		fields = append(fields, fmt.Sprintf("%d %s %s %s", x.Tag, x.Name, x.Type, strings.Join(wire, " ")))
	}
	var rows []string
	add := func(name string, s *model.Struct) {
		lines := memberLines(s, "", nil)
		expanded += len(lines)
		inOrder := sum(strings.Join(lines, "\n"))[:16]
		rows = append(rows, fmt.Sprintf("members %s %d %s %s", name, len(lines), sortedSum(lines), inOrder))
	}
	add("Header", d.Header)
	add("Trailer", d.Trailer)
	for _, m := range d.Messages {
		category := "app"
		if m.Admin {
			category = "admin"
		}
		add(m.Name+" "+m.MsgType+" "+category, m.Struct)
	}
	return append([]string{
		fmt.Sprint("fields ", len(d.Fields)),
		fmt.Sprint("messages ", len(d.Messages)),
		fmt.Sprint("components ", len(d.Components)),
		fmt.Sprint("groupdecls ", groupDecls(f)),
		fmt.Sprint("enumfields ", enumFields),
		fmt.Sprint("enumvalues ", enumValues),
		fmt.Sprint("expanded ", expanded),
		"fielddigest " + sortedSum(fields),
	}, rows...)
}

func memberLines(s *model.Struct, path string, lines []string) []string {
	for _, m := range s.Members {
		required := "N"
		if m.Required {
			required = "Y"
		}
		switch m.Kind {
		case model.MemberComponent:
			lines = memberLines(m.Struct, path, lines)
		case model.MemberGroup:
			lines = append(lines, path+m.Field.Name+" "+required+" group")
			lines = memberLines(m.Struct, path+m.Field.Name+"/", lines)
		default:
			lines = append(lines, path+m.Field.Name+" "+required+" "+m.Field.Type)
		}
	}
	return lines
}

func groupDecls(f *dict.File) int {
	var count func(list []*dict.Member) int
	count = func(list []*dict.Member) int {
		n := 0
		for _, m := range list {
			if m.Kind == dict.KindGroup {
				n += 1 + count(m.Members)
			}
		}
		return n
	}
	n := count(f.Header.Members) + count(f.Trailer.Members)
	for _, c := range f.Components {
		n += count(c.Members)
	}
	for _, m := range f.Messages {
		n += count(m.Members)
	}
	return n
}

func sortedSum(lines []string) string {
	lines = append([]string(nil), lines...)
	sort.Strings(lines)
	return sum(strings.Join(lines, "\n") + "\n")
}

func sum(text string) string { return fmt.Sprintf("%x", sha256.Sum256([]byte(text)))[:32] }

// The same dictionary in both formats is the same model, names included.
func TestXMLEqualsYAML(t *testing.T) {
	t.Parallel()
	for _, version := range versions {
		t.Run(version, func(t *testing.T) {
			t.Parallel()
			f, want := loadEtc(t, version)
			x, err := dict.ReadXML(version+".xml", dict.WriteXML(f))
			if err != nil {
				t.Fatal(err)
			}
			got, err := model.Resolve(x)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(lines(model.Dump(want)), lines(model.Dump(got))); diff != "" {
				t.Errorf("model (-yaml +xml):\n%s", diff)
			}
		})
	}
}

func TestResolveIsDeterministic(t *testing.T) {
	t.Parallel()
	_, first := loadEtc(t, "FIX44")
	for range 3 {
		_, again := loadEtc(t, "FIX44")
		if diff := cmp.Diff(lines(model.Dump(first)), lines(model.Dump(again))); diff != "" {
			t.Fatalf("model (-first +again):\n%s", diff)
		}
	}
}

func lines(b []byte) []string { return strings.Split(string(b), "\n") }

// Constants are the API: none is longer than a line of code can bear, and none
// shouts.
func TestEtcConstantNames(t *testing.T) {
	t.Parallel()
	for _, version := range versions {
		_, d := loadEtc(t, version)
		for _, e := range d.Enums {
			for _, v := range e.Values {
				if len(v.GoName) > 60 {
					t.Errorf("%s: %s has %d characters", version, v.GoName, len(v.GoName))
				}
				words := strings.TrimPrefix(v.GoName, e.Field.GoName)
				if words == strings.ToUpper(words) && len(words) > 9 {
					t.Errorf("%s: %s shouts", version, v.GoName)
				}
			}
		}
	}
}

func TestEtcNames(t *testing.T) {
	t.Parallel()
	_, d := loadEtc(t, "FIX44")
	constants := make(map[string]string)
	for _, e := range d.Enums {
		for _, v := range e.Values {
			constants[v.GoName] = v.Value
		}
	}
	for name, value := range map[string]string{
		"SideBuy": "1", "OrdStatusPartiallyFilled": "1", "ExecTypePendingCancel": "6", "TimeInForceGoodTillCancel": "1",
		"SessionRejectReasonRequiredTagMissing": "1", "MsgTypeNewOrderSingle": "D", "MsgTypeXMLnonFIX": "n",
		"MessageEncodingShiftJIS": "Shift_JIS", "SecurityIDSourceCUSIP": "1", "YieldTypeYieldValueOf1_32": "VALUE1/32",
	} {
		if constants[name] != value {
			t.Errorf("%s = %q, want %q", name, constants[name], value)
		}
	}
	groups := make(map[string]bool)
	for _, g := range d.Groups {
		groups[g.GoName] = true
	}
	for _, name := range []string{"PartyIDsEntry", "HopsEntry", "QuotReqGrpRelatedSymEntry", "CrossOrderCancelReplaceRequestSidesEntry"} {
		if !groups[name] {
			t.Errorf("no group type %s", name)
		}
	}
}

// Every MsgType constant is called like its message.
func TestEtcMsgTypeConstants(t *testing.T) {
	t.Parallel()
	for _, version := range versions {
		_, d := loadEtc(t, version)
		names := make(map[string]string)
		for _, e := range d.Enums {
			if e.Field.Name == "MsgType" {
				for _, v := range e.Values {
					names[v.Value] = v.GoName
				}
			}
		}
		for _, m := range d.Messages {
			if names[m.MsgType] != "MsgType"+m.GoName {
				t.Errorf("%s: MsgType %s is called %s, the message %s", version, m.MsgType, names[m.MsgType], m.GoName)
			}
		}
	}
}

// The example in the grammar is a dictionary.
func TestReadmeExample(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../etc/README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, example, _ := strings.Cut(string(text), "```yaml\n")
	example, _, _ = strings.Cut(example, "```")
	f, err := dict.ReadYAML("README.md", []byte(example))
	if err != nil {
		t.Fatal(err)
	}
	d, err := model.Resolve(f)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, d.Name+" "+d.Messages[0].GoName+" "+d.Groups[0].GoName, "Venue NewOrderSingle AllocsEntry")
}
