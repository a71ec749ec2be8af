package config_test

import (
	"testing"

	"github.com/affixgo/affix/engine/config"
)

// TestMapped: a file can set every field of the canonical structs, but for those
// that are listed with a reason.
func TestMapped(t *testing.T) {
	t.Parallel()
	missing, stale := config.Unlisted()
	for _, name := range missing {
		t.Errorf("%s: a file cannot set it: give its type UnmarshalText or String, or list it in codeOnly with the reason", name)
	}
	for _, name := range stale {
		t.Errorf("%s is listed, but there is no such field", name)
	}
	for _, name := range config.Unsized() {
		t.Errorf("%s: list it in sizes if it counts bytes, or give the enumeration names", name)
	}
}
