package model_test

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/affixgo/affix/gen/model"
)

func resolved(t *testing.T, name string) *model.Dictionary {
	t.Helper()
	d, err := model.Load(filepath.Join("..", "..", "etc", name))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestSelect(t *testing.T) {
	t.Parallel()
	d := resolved(t, "FIX44.yaml")
	before := string(model.Dump(d))
	part, err := model.Select(d, []string{"D", "ExecutionReport", "D"})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before, string(model.Dump(d))); diff != "" {
		t.Fatalf("the dictionary was changed:\n%s", diff)
	}
	var types []string
	for _, m := range part.Messages {
		types = append(types, m.MsgType)
	}
	if got := strings.Join(types, " "); got != "0 1 2 3 4 5 8 A D" {
		t.Errorf("messages %s", got)
	}
	if len(part.Fields) != len(d.Fields) || len(part.Pairs) != len(d.Pairs) {
		t.Errorf("%d fields, %d pairs: all of %d and %d have to stay", len(part.Fields), len(part.Pairs), len(d.Fields), len(d.Pairs))
	}
	if len(part.Components) == 0 || len(part.Components) >= len(d.Components) || len(part.Groups) >= len(d.Groups) || len(part.Enums) >= len(d.Enums) {
		t.Errorf("%d components, %d groups, %d enums: nothing was left out", len(part.Components), len(part.Groups), len(part.Enums))
	}
	closed(t, part)
}

// closed checks that everything used is listed, and what is listed is used.
func closed(t *testing.T, d *model.Dictionary) {
	t.Helper()
	used := make(map[*model.Struct]bool)
	enums := make(map[*model.Enum]bool)
	var walk func(s *model.Struct)
	walk = func(s *model.Struct) {
		for _, m := range s.Members {
			if m.Field != nil && m.Field.Enum != nil {
				enums[m.Field.Enum] = true
			}
			if m.Struct != nil && !used[m.Struct] {
				used[m.Struct] = true
				walk(m.Struct)
			}
		}
	}
	walk(d.Header)
	walk(d.Trailer)
	for _, m := range d.Messages {
		walk(m.Struct)
	}
	for s := range used {
		if !slices.Contains(d.Components, s) && !slices.Contains(d.Groups, s) {
			t.Errorf("%s is used and not listed", s.Name)
		}
	}
	if len(used) != len(d.Components)+len(d.Groups) || len(enums) != len(d.Enums) {
		t.Errorf("%d structs and %d enums are used, %d and %d listed", len(used), len(enums), len(d.Components)+len(d.Groups), len(d.Enums))
	}
	for _, f := range d.Fields {
		if f.Enum != nil && !enums[f.Enum] {
			t.Errorf("%s has an enumerated type that is not there", f.Name)
		}
	}
}

// A message alone still loads with nothing but the session.
func TestSelectEach(t *testing.T) {
	t.Parallel()
	d := resolved(t, "FIX44.yaml")
	for _, m := range d.Messages {
		part, err := model.Select(d, []string{m.MsgType})
		if err != nil {
			t.Fatal(err)
		}
		closed(t, part)
	}
	part, err := model.Select(d, nil)
	if err != nil || len(part.Messages) != 7 {
		t.Errorf("%v, %d messages, want those of the session", err, len(part.Messages))
	}
}

func TestSelectUnknown(t *testing.T) {
	t.Parallel()
	d := resolved(t, "FIX44.yaml")
	for name, want := range map[string]string{
		"NewOrderSingel":       `FIX44.yaml: unknown message "NewOrderSingel": did you mean NewOrderSingle (D)?`,
		"executionreport":      `FIX44.yaml: unknown message "executionreport": did you mean ExecutionReport (8)?`,
		"Collateral":           `did you mean CollateralRequest (AX) or CollateralAssignment (AY) or CollateralResponse (AZ)?`,
		"Frobnicate the order": `FIX44.yaml: unknown message "Frobnicate the order": want a MsgType or a name of the dictionary`,
		"":                     `FIX44.yaml: unknown message "": want a MsgType`,
	} {
		_, err := model.Select(d, []string{name})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got  %v\nwant %s", name, err, want)
		}
	}
	_, err := model.Select(d, []string{"zz1", "D", "zz2"})
	if err == nil || !strings.Contains(err.Error(), "zz1") || !strings.Contains(err.Error(), "zz2") {
		t.Errorf("not all are reported: %v", err)
	}
}
