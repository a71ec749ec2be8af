package corpus

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/quickfixgo/quickfix/datadictionary"
)

// QuickFIXSpec returns the file of a dictionary that quickfix-go ships, such as
// "FIX44.xml". It asks the go command where the module lies.
func QuickFIXSpec(name string) (string, error) {
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/quickfixgo/quickfix").Output()
	if err != nil {
		return "", fmt.Errorf("corpus: where quickfix-go lies: %w", err)
	}
	return filepath.Join(strings.TrimSpace(string(out)), "spec", name), nil
}

// QuickFIXDictionary returns the FIX 4.4 dictionary that quickfix-go ships.
func QuickFIXDictionary() (*datadictionary.DataDictionary, error) {
	file, err := QuickFIXSpec("FIX44.xml")
	if err != nil {
		return nil, err
	}
	return datadictionary.Parse(file)
}
