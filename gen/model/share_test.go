package model_test

import (
	"testing"

	"github.com/affixgo/affix/gen/model"
)

func TestShareEnums(t *testing.T) {
	t.Parallel()
	d, err := model.Load("../../etc/FIX44.yaml")
	if err != nil {
		t.Fatal(err)
	}
	before := len(d.Enums)
	model.ShareEnums(d)
	if len(d.Enums) >= before {
		t.Errorf("%d enumerated types, %d before", len(d.Enums), before)
	}
	byName := make(map[string]*model.Field)
	known := make(map[*model.Enum]bool)
	for _, e := range d.Enums {
		known[e] = true
	}
	for _, f := range d.Fields {
		byName[f.Name] = f
		if f.Enum != nil && !known[f.Enum] {
			t.Errorf("%s has an enumerated type that is not emitted", f.Name)
		}
	}
	if id, alt := byName["SecurityIDSource"], byName["Side"]; id.Enum == alt.Enum {
		t.Error("fields of different values share a type")
	}
	shared := 0
	for _, f := range d.Fields {
		if f.Enum != nil && f.Enum.Field != f {
			shared++
		}
	}
	if shared != before-len(d.Enums) {
		t.Errorf("%d fields share, %d types are gone", shared, before-len(d.Enums))
	}
}
