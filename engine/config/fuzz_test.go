package config_test

import (
	"errors"
	"strings"
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

// FuzzCfg: whatever is in a settings file of QuickFIX, what is made of it is
// YAML, and each problem has a line of the settings file.
func FuzzCfg(f *testing.F) {
	f.Add("[DEFAULT]\nSenderCompID=a: b #c\n[SESSION]\nTargetCompID=${x}\xff\nBeginString=FIX.4.4\nConnectionType=initiator\n")
	f.Add("[SESSION]\nFileStorePath='\"{}[]\\\n\u2028=\u2028\nX\tY=\x00\n")
	f.Fuzz(func(t *testing.T, text string) {
		file, err := config.Parse("x.cfg", []byte(text))
		var all config.Problems
		errors.As(err, &all)
		for _, p := range all {
			if strings.Contains(p.Text, "not YAML") || p.Line > strings.Count(text, "\n")+1 {
				t.Errorf("%+v", p)
			}
		}
		_ = file.Check(options)
	})
}
