package config_test

import (
	"errors"
	"testing"

	"github.com/affixgo/affix/engine/config"
)

// FuzzParse: whatever is in a file, it is read or every problem has a text.
func FuzzParse(f *testing.F) {
	f.Add(good)
	for _, tt := range problems {
		f.Add(tt.text)
	}
	for _, tt := range checks {
		f.Add(tt.text)
	}
	f.Add("defaults: &a {Limits: *a}\nsessions: [*a, {<<: *a}, {<<: [*a, *a]}]")
	f.Add("sessions: &s [*s]")
	f.Add("sessions: [{<<: &m {<<: *m}}]")
	f.Fuzz(func(t *testing.T, text string) {
		file, err := parse(text)
		var all config.Problems
		if err != nil && (!errors.As(err, &all) || len(all) == 0) {
			t.Fatalf("%T: %v", err, err)
		}
		for _, p := range all {
			if p.Text == "" || p.File == "" || p.Line < 0 {
				t.Errorf("%+v", p)
			}
		}
		_ = file.Check(options)
	})
}
