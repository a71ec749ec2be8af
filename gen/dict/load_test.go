package dict_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/affixgo/affix/gen/dict"
)

// The content decides, then the extension.
func TestLoadPicksReader(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ file, src, want string }{
		{"a.yaml", "beginString: FIX.4.2", ""},
		{"a.xml", "<fix major='4' minor='2'/>", ""},
		{"a.dict", "\xef\xbb\xbf \n<fix major='4' minor='2'/>", ""},
		{"b.xml", "beginString: FIX.4.2", ""},
		{"c.xml", "", "the file is empty: a dictionary begins with <fix>"},
		{"c.yaml", "", "the file is empty: a dictionary begins with version and beginString"},
	} {
		t.Run(tt.file, func(t *testing.T) {
			t.Parallel()
			name := filepath.Join(t.TempDir(), tt.file)
			if err := os.WriteFile(name, []byte(tt.src), 0o600); err != nil {
				t.Fatal(err)
			}
			f, err := dict.Load(name)
			switch {
			case tt.want != "":
				if err == nil || !strings.Contains(err.Error(), tt.want) {
					t.Errorf("error %v, want %s", err, tt.want)
				}
			case err != nil:
				t.Error(err)
			case f.BeginString != "FIX.4.2":
				t.Errorf("BeginString %q", f.BeginString)
			}
		})
	}
}

func TestLoadMissing(t *testing.T) {
	t.Parallel()
	if _, err := dict.Load(filepath.Join(t.TempDir(), "none.yaml")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("error %v", err)
	}
}

func TestSizeLimit(t *testing.T) {
	t.Parallel()
	src := make([]byte, dict.MaxSize+1)
	const want = "d: more than 64 MiB: this is no dictionary (D003)"
	if _, err := dict.ReadYAML("d", src); err == nil || err.Error() != want {
		t.Errorf("YAML: %v", err)
	}
	if _, err := dict.ReadXML("d", src); err == nil || err.Error() != want {
		t.Errorf("XML: %v", err)
	}
}
