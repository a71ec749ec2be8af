package command

import (
	"os"

	"github.com/affixgo/affix/engine/config"
)

// importCfg writes a settings file of QuickFIX as one of affix.
func (c *call) importCfg(args []string) int {
	names, code, ok := c.parse(args, 1, 1)
	if !ok {
		return code
	}
	data, err := os.ReadFile(names[0])
	if err != nil {
		return c.fail(err)
	}
	text, err := config.Import(names[0], data)
	if _, werr := c.stdout.Write(text); werr != nil {
		return c.fail(werr)
	}
	if err != nil {
		return c.fail(err)
	}
	return exitOK
}
