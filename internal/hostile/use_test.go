package hostile_test

import (
	"encoding/json"
	"testing"

	"github.com/affixgo/affix/internal/hostile"
	"github.com/affixgo/affix/runtime"
)

// Names that Go or the generated code want for themselves can be used all the
// same, by wire, text and JSON.
func TestUse(t *testing.T) {
	t.Parallel()
	m := &hostile.Types{
		StringField: "a",
		ResetField:  "b",
		Type:        "c",
		Func:        hostile.FuncRange,
		Bool:        runtime.False,
		MultiString: runtime.SetOf(hostile.MultiStringDoubleA, hostile.MultiStringDoubleB),
		RawData:     []byte("a\x01b"),
		StringEnum:  hostile.StringEnumWithBlank,
		SharedEnum:  hostile.StringEnumBackquote, // of the type of StringEnum
		Far:         "d",
	}
	if got, want := m.String(), "Types{String=a Reset=b type=c func=range(c) Bool=N StringEnum=With blank(a b) "+
		"MultiString=Double A(AA),Double B(BB) RawData=*** SharedEnum=Backquote(`) Far=d}"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	text, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	if want := `{"Header":{"BeginString":"FIX.4.4","MsgType":"XCN"},"Body":{"String":"a","Reset":"b","type":"c","func":"c","Bool":"N",` +
		`"StringEnum":"a b","MultiString":"AA BB","RawData":"YQFi","SharedEnum":"` + "`" + `","Far":"d"},"Trailer":{}}`; string(text) != want {
		t.Errorf("got  %s\nwant %s", text, want)
	}
	var back hostile.Types
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatal(err)
	}
	if back.String() != m.String() || string(back.RawData) != "a\x01b" {
		t.Errorf("came back as %s", &back)
	}
	frame, err := m.MarshalFIX()
	if err != nil {
		t.Fatal(err)
	}
	back.Reset()
	if err := back.UnmarshalFIX(frame); err != nil || back.String() != m.String() {
		t.Errorf("%v: %s", err, &back)
	}
}

// Fields that share the values of another are of one Go type.
func TestSharedEnum(t *testing.T) {
	t.Parallel()
	lead := hostile.Lead{StringEnum: hostile.StringEnumExponent}
	lead.SharedEnum = lead.StringEnum
	lead.IntEnum2 = hostile.IntEnumLeadingZero
	v := hostile.Dictionary.Version
	for tag, other := range map[int]int{5036: 5015, 5037: 5014} {
		a, _ := v.Field(tag)
		b, _ := v.Field(other)
		if a.Enum == nil || a.Enum != b.Enum || a.Kind != b.Kind {
			t.Errorf("%s and %s have other values or kinds", a.Name, b.Name)
		}
	}
}

func TestParse(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]hostile.IntEnum{
		"0": hostile.IntEnumZero, "leading-zero": hostile.IntEnumLeadingZero, "99": hostile.IntEnumOther, "Another": hostile.IntEnumAnother,
	} {
		if got, err := hostile.ParseIntEnum(text); err != nil || got != want || !got.Valid() {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
	if _, err := hostile.ParseIntEnum("Other"); err == nil {
		t.Error("a name that two values have was taken")
	}
	for _, text := range []string{"'", "Quote", `"`, "double quote", `\`} {
		if got, err := hostile.ParseCharEnum(text); err != nil || !got.Valid() {
			t.Errorf("%q: %v, %v", text, got, err)
		}
	}
}
