package model_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/affixgo/affix/gen/dict"
	"github.com/affixgo/affix/gen/model"
)

// resolve resolves a dictionary given without its version. With want, it wants
// an error that contains that text.
func resolve(t *testing.T, src string, want ...string) *model.Dictionary {
	t.Helper()
	return resolveVersion(t, 4, 4, src, want...)
}

func resolveVersion(t *testing.T, major, minor int, src string, want ...string) *model.Dictionary {
	t.Helper()
	head := fmt.Sprintf("version: {major: %d, minor: %d}\nbeginString: FIX.%d.%d\n", major, minor, major, minor)
	f, err := dict.ReadYAML("d.yaml", []byte(head+src))
	if err != nil {
		t.Fatal(err)
	}
	d, err := model.Resolve(f)
	switch {
	case len(want) > 0 && (err == nil || !strings.Contains(err.Error(), want[0])):
		t.Fatalf("error %v, want %s", err, want[0])
	case len(want) == 0 && err != nil:
		t.Fatal(err)
	}
	return d
}

func equal[T any](t *testing.T, got, want T) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

func TestClasses(t *testing.T) {
	t.Parallel()
	tests := []struct {
		field string
		minor int
		want  string // type, class, class of the enum
	}{
		{"type: CHAR", 4, "CHAR Char -"},
		{"type: CHAR", 2, "CHAR Char -"},
		{"type: CHAR", 1, "CHAR String -"},
		{"type: CHAR", 0, "CHAR String -"},
		{"type: CHAR, values: {1: A, 2: B}", 4, "CHAR Char Char"},
		{"type: CHAR, values: {1: A, 2: B}", 0, "CHAR String String"},
		{"type: CHAR, values: {1: A, 10: B}", 4, "CHAR String String"},
		{"type: CHAR, values: {Y: YES, N: NO}", 4, "CHAR Bool -"},
		{"type: CHAR, values: {Y: YES, N: NO}", 0, "CHAR Bool -"},
		{"type: CHAR, values: {Y: YES}", 4, "CHAR Char Char"},
		{"type: STRING, values: {Y: YES, N: NO}", 4, "STRING Bool -"},
		{"type: STRING, values: {Y: YES, N: NO, M: MAYBE}", 4, "STRING String String"},
		{"type: STRING", 4, "STRING String -"},
		{"type: BOOLEAN", 4, "BOOLEAN Bool -"},
		{"type: BOOLEAN, values: {Y: YES}", 4, "BOOLEAN Bool -"},
		{"type: BOOLEAN, values: {0: NO, 1: YES}", 4, "BOOLEAN String String"},
		{"type: INT", 4, "INT Int -"},
		{"type: int, values: {0: A, -1: B}", 4, "INT Int Int"},
		{"type: INT, values: {0: A, X: B}", 4, "INT String String"},
		{"type: 'INT '", 4, "INT Int -"},
		{"type: Integer", 4, "INT Int -"},
		{"type: SEQNUM", 4, "SEQNUM Int -"},
		{"type: DAY-OF-MONTH", 4, "DAYOFMONTH Int -"},
		{"type: LENGTH", 4, "LENGTH Length -"},
		{"type: NumInGroup, values: {1: ONE}", 4, "NUMINGROUP NumInGroup -"},
		{"type: QUANTITY", 4, "QTY Decimal -"},
		{"type: PRICE, values: {1: ONE}", 4, "PRICE Decimal -"},
		{"type: MULTIPLEVALUESTRING", 4, "MULTIPLEVALUESTRING MultiString -"},
		{"type: MULTIPLEVALUESTRING, values: {A: ONE}", 4, "MULTIPLEVALUESTRING MultiString MultiString"},
		{"type: MultipleCharValue, values: {A: ONE}", 4, "MULTIPLECHARVALUE MultiChar MultiChar"},
		{"type: MULTIPLECHARVALUE, values: {AB: ONE}", 4, "MULTIPLECHARVALUE MultiString MultiString"},
		{"type: CURRENCY", 4, "CURRENCY String -"},
		{"type: UTCDATE", 2, "UTCDATEONLY UTCDateOnly -"},
		{"type: DATE", 0, "DATE UTCDateOnly -"},
		{"type: TIME", 0, "TIME UTCTimestamp -"},
		{"type: MONTH-YEAR", 4, "MONTHYEAR MonthYear -"},
		{"type: LocalMktDate", 4, "LOCALMKTDATE LocalMktDate -"},
		{"type: TZTIMEONLY", 4, "TZTIMEONLY TZTimeOnly -"},
		{"type: XMLDATA, length: L", 4, "XMLDATA Data -"},
	}
	for _, tt := range tests {
		t.Run(fmt.Sprint(tt.field, " 4.", tt.minor), func(t *testing.T) {
			t.Parallel()
			d := resolveVersion(t, 4, tt.minor, "fields: {F: {number: 1, "+tt.field+"}, L: {number: 2, type: INT}}")
			f, enum := d.Fields[0], "-"
			if f.Enum != nil {
				enum = f.Enum.Class.String()
			}
			equal(t, fmt.Sprint(f.Type, " ", f.Class, " ", enum), tt.want)
		})
	}
}

func TestSharedEnum(t *testing.T) {
	t.Parallel()
	d := resolve(t, "fields: {B: {number: 1, type: CHAR, enum: A}, A: {number: 2, type: CHAR, values: {1: ONE}}}")
	if d.Fields[0].Enum != d.Fields[1].Enum || len(d.Enums) != 1 || d.Enums[0].GoName != "A" {
		t.Errorf("enums %+v", d.Enums)
	}
}

// By name, by the field in front, and as given.
func TestPairs(t *testing.T) {
	t.Parallel()
	d := resolve(t, `
messages:
  M: {msgtype: M, fields: {Front: , Blob: , Signature: , SignatureLength: }}
fields:
  SignatureLength: {number: 93, type: LENGTH}
  Signature: {number: 89, type: DATA}
  RawDataLen: {number: 1, type: INT}
  RawData: {number: 2, type: DATA}
  Front: {number: 3, type: LENGTH}
  Blob: {number: 4, type: DATA}
  Given: {number: 5, type: INT}
  Taken: {number: 6, type: XMLDATA, length: Given}
`)
	var got []string
	for _, p := range d.Pairs {
		if p.Data.Length != p.Length || p.Length.Data != p.Data || p.Length.Class != model.ClassLength {
			t.Errorf("%s is not linked", p.Data.Name)
		}
		got = append(got, p.Length.Name+" "+p.Data.Name)
	}
	equal(t, got, []string{"RawDataLen RawData", "Front Blob", "Given Taken", "SignatureLength Signature"})
}

func TestDictionaryName(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ src, want string }{
		{"version: {major: 4, minor: 4}\nbeginString: FIX.4.4", "FIX44"},
		{"version: {major: 1, minor: 1}\nbeginString: FIXT.1.1", "FIXT11"},
		{"version: {major: 5, minor: 0, servicepack: 2}\nbeginString: FIXT.1.1", "FIX50SP2"},
		{"name: Venue\nbeginString: FIX.4.4", "Venue"},
	} {
		f, err := dict.ReadYAML("etc/FIX.yaml", []byte(tt.src))
		if err != nil {
			t.Fatal(err)
		}
		d, err := model.Resolve(f)
		if err != nil {
			t.Fatal(err)
		}
		equal(t, d.Name+" "+d.Source, tt.want+" FIX.yaml")
		if d.Major == 0 {
			t.Errorf("%s: no version", tt.want)
		}
	}
}
