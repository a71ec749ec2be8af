package overlay_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/affixgo/affix/gen/dict"
	"github.com/affixgo/affix/gen/model"
	"github.com/affixgo/affix/gen/overlay"
)

// files writes files into a new folder.
func files(t *testing.T, content map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range content {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestLoad(t *testing.T) {
	t.Parallel()
	base, err := os.ReadFile("testdata/base.yaml")
	if err != nil {
		t.Fatal(err)
	}
	file, err := dict.ReadYAML("base.yaml", base)
	if err != nil {
		t.Fatal(err)
	}
	dir := files(t, map[string]string{
		"base/FIX44.yaml":  string(base),
		"base/venue.xml":   string(dict.WriteXML(file)),
		"path.yaml":        "extends: base/FIX44.yaml\nname: Path\n",
		"noext.yaml":       "extends: base/venue\nname: Noext\n",
		"beside/FIX44.yml": "extends: ../base/FIX44\nname: Beside\n",
		"beside/v.yaml":    "extends: FIX44\n",
		"second.yaml":      "extends: path.yaml\nmessages: {remove: [News]}\n",
		"third.yaml":       "extends: second.yaml\nname: Third\nmessages: {News: {msgtype: B}}\n",
		"ours.yaml":        "extends: FIX42\nname: Ours\n",
		"oursext.yaml":     "extends: FIX42.yaml\nname: Ours\n",
		"sp2.yaml":         "extends: FIX50SP2\nname: Ours\nheader: {add: {RecvWindow: {after: MsgType}}}\nfields: {RecvWindow: {number: 25000, type: FLOAT}}\n",
		"app.xml":          "<fix type='FIX' major='5' minor='0' servicepack='2'><header/><trailer/><messages/><components/><fields/></fix>",
		"transport.yaml":   "extends: app.xml\ntransport: FIXT11\napplVerID: '9'\n",
	})
	for _, test := range []struct {
		path, name string
		messages   int
	}{
		{"path.yaml", "Path", 3},
		{"noext.yaml", "Noext", 3},
		{"beside/v.yaml", "Beside", 3},
		{"second.yaml", "Path", 2},
		{"third.yaml", "Third", 3},
		{"ours.yaml", "Ours", 46},
		{"oursext.yaml", "Ours", 46},
		{"sp2.yaml", "Ours", 0},
		{"transport.yaml", "FIX50SP2", 0},
	} {
		t.Run(test.path, func(t *testing.T) {
			t.Parallel()
			f, err := overlay.Load(filepath.Join(dir, filepath.FromSlash(test.path)))
			if err != nil {
				t.Fatal(err)
			}
			d, err := model.Resolve(f)
			if err != nil {
				t.Fatal(err)
			}
			if d.Name != test.name || test.messages > 0 && len(d.Messages) != test.messages {
				t.Errorf("%s with %d messages", d.Name, len(d.Messages))
			}
			if d.Source != filepath.Base(test.path) {
				t.Errorf("source %s", d.Source)
			}
			if len(d.Header.Members) == 0 {
				t.Error("no header")
			}
		})
	}
	for _, name := range []string{"FIX44", "FIX44.yaml", "FIX50SP1", "FIXT11"} {
		if f, err := overlay.Load(name); err != nil || !strings.HasPrefix(f.Pos.File, "etc/FIX") || f.Header == nil {
			t.Errorf("%s: %v", name, err)
		}
		if f, err := overlay.LoadAlone(name); err != nil || (f.Transport != "") != strings.HasPrefix(name, "FIX50") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestLoadErrors(t *testing.T) {
	t.Parallel()
	dir := files(t, map[string]string{
		"none.yaml":      "name: X\nextends: FIX45\n",
		"other.yaml":     "extends: nothing/there\n",
		"empty.yaml":     "extends:\n",
		"self.yaml":      "extends: self.yaml\n",
		"a.yaml":         "extends: sub/b\n",
		"sub/b.yaml":     "\nextends: ../c.yaml\n",
		"c.yaml":         "extends: sub/../a.yaml\n",
		"bad.yaml":       "messages: [\n",
		"onbad.yaml":     "extends: bad.yaml\n",
		"alias.yaml":     "extends: &a FIX44\nname: *a\n",
		"transport.yaml": "extends: FIX44\ntransport: FIXT12\n",
	})
	dir = filepath.ToSlash(dir)
	names := "FIX40, FIX41, FIX42, FIX43, FIX44, FIX50, FIX50SP1, FIX50SP2, FIXT11"
	for _, test := range []struct{ path, want string }{
		{"none.yaml", "DIR/none.yaml:2: extends: there is no FIX45 beside this file, and no dictionary of ours is called so: did you mean FIX40? (D801)"},
		{"other.yaml", "DIR/other.yaml:1: extends: there is no nothing/there beside this file, and no dictionary of ours is called so: the names of ours are " + names + " (D801)"},
		{"empty.yaml", "DIR/empty.yaml:1: extends names no dictionary: give the path of one, or a name such as FIX44 (D801)"},
		{"self.yaml", "DIR/self.yaml:1: extends: DIR/self.yaml extends DIR/self.yaml: let one of them extend a dictionary (D802)"},
		{"a.yaml", "DIR/c.yaml:1: extends: DIR/a.yaml extends DIR/sub/b.yaml extends DIR/c.yaml extends DIR/a.yaml: let one of them extend a dictionary (D802)"},
		{"onbad.yaml", "DIR/bad.yaml:1: YAML syntax error: did not find expected node content (D002)"},
		{"alias.yaml", "DIR/alias.yaml:1: anchors and aliases are not supported: write the value out (D005)"},
		{"transport.yaml", "DIR/transport.yaml:2: transport: there is no FIXT12 beside this file, and no dictionary of ours is called so: correct the name (D002)"},
	} {
		t.Run(test.path, func(t *testing.T) {
			t.Parallel()
			_, err := overlay.Load(filepath.Join(dir, test.path))
			if err == nil {
				t.Fatal("no error")
			}
			got := strings.ReplaceAll(err.Error(), dir, "DIR")
			if i := strings.LastIndex(test.want, " ("); test.path == "transport.yaml" {
				got, test.want = got[:strings.LastIndex(got, " (")], test.want[:i]
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
	if _, err := overlay.Load(filepath.Join(dir, "missing.yaml")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a missing file: %v", err)
	}
}
