package overlay_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/affixgo/affix/gen/dict"
	"github.com/affixgo/affix/gen/model"
	"github.com/affixgo/affix/gen/overlay"
)

// Between every two of our dictionaries there is an overlay that makes the one
// of the other, also through XML and through the text of the overlay.
func TestBetweenOurs(t *testing.T) {
	t.Parallel()
	names := []string{"FIX40", "FIX42", "FIX44", "../gen/testdata/hostile"}
	for _, from := range names {
		for _, to := range names {
			t.Run(filepath.Base(from)+" to "+filepath.Base(to), func(t *testing.T) {
				t.Parallel()
				base, target := load(t, "../../etc/"+from+".yaml"), load(t, "../../etc/"+to+".yaml")
				viaXML, err := dict.ReadXML("venue.xml", dict.WriteXML(target))
				if err != nil {
					t.Fatal(err)
				}
				o := roundTrip(t, overlay.Between(base, viaXML, "base.yaml"))
				if from == to && (o.Messages.Changes != nil || o.Components.Changes != nil || o.Fields.Changes != nil || o.Header != nil) {
					t.Errorf("an overlay of nothing:\n%s", dict.WriteOverlay(o))
				}
				got, err := overlay.Apply(base, o)
				if err != nil {
					t.Fatalf("%v\n%s", err, dict.WriteOverlay(o))
				}
				sameModel(t, got, target)
			})
		}
	}
}

// A trial with files that are no part of the project.
func TestBetweenLocal(t *testing.T) {
	t.Parallel()
	folder := os.Getenv("AFFIX_DICTIONARIES")
	if folder == "" {
		t.Skip("AFFIX_DICTIONARIES is not set: no dictionaries of counterparties to try")
	}
	paths, err := filepath.Glob(filepath.Join(folder, "*.xml"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		t.Run(filepath.Base(path), func(t *testing.T) {
			t.Parallel()
			target, err := dict.Load(path)
			if err != nil {
				t.Skip(err)
			}
			lenient := model.Options{Lenient: true}
			target, _ = lenient.Repair(target)
			if _, _, err := lenient.Resolve(target); err != nil {
				t.Skip(err)
			}
			name := strings.ReplaceAll(strings.TrimPrefix(target.BeginString, "T"), ".", "")
			if target.Major == 5 {
				name = "FIX50SP2"
			}
			base, err := overlay.Load(name)
			if err != nil {
				base, _ = overlay.Load("FIX44")
			}
			o := roundTrip(t, overlay.Between(base, target, name))
			text := dict.WriteOverlay(o)
			got, err := overlay.Apply(base, o)
			if err != nil {
				t.Fatalf("%v\n%.2000s", err, text)
			}
			sameModel(t, got, target)
			t.Logf("on %s: %d lines of overlay, %d of XML written anew; %d messages, %d components, %d fields changed or new",
				name, bytes.Count(text, []byte("\n")), bytes.Count(dict.WriteXML(target), []byte("\n")),
				len(o.Messages.Changes), len(o.Components.Changes), len(o.Fields.Changes))
		})
	}
}

func load(t *testing.T, path string) *dict.File {
	t.Helper()
	f, err := overlay.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// roundTrip writes o and reads it.
func roundTrip(t *testing.T, o *dict.Overlay) *dict.Overlay {
	t.Helper()
	text := dict.WriteOverlay(o)
	got, err := dict.ReadOverlay("overlay.yaml", text)
	if err != nil {
		t.Fatalf("%v\n%.3000s", err, text)
	}
	if again := dict.WriteOverlay(got); !bytes.Equal(again, text) {
		t.Errorf("written again, it differs:\n%s", cmp.Diff(string(text), string(again)))
	}
	return got
}

func sameModel(t *testing.T, got, want *dict.File) {
	t.Helper()
	if diff := cmp.Diff(dump(t, want), dump(t, got)); diff != "" {
		t.Error(diff)
	}
}

// dump returns the lines of the model. What lenient mode has to repair is not
// the matter here.
func dump(t *testing.T, f *dict.File) []string {
	t.Helper()
	d, _, err := model.Options{Lenient: true}.Resolve(f)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(string(model.Dump(d)), "\n")
}
