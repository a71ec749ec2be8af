package command

import (
	"fmt"

	"github.com/affixgo/affix/gen/compare"
)

// diff compares two dictionaries.
func diff(c *call) int {
	flags := c.flags()
	judge := judgeFlags(c.name, flags)
	asJSON := flags.Bool("json", false, "write the report as JSON")
	on := flags.String("fail", "any", "`what` makes the exit code 1: any difference, one on the wire, or one that breaks go code")
	paths, code, ok := c.parse(flags, 2, 2)
	if !ok {
		return code
	}
	if *on != "any" && *on != "wire" && *on != "go" {
		_, _ = fmt.Fprintf(c.stderr, "%s: -fail %s: want any, wire or go\n", c.name, *on)
		return Usage
	}
	a, err := judge.resolve(source{path: paths[0]}, c.stderr)
	if err != nil {
		return c.fail(err)
	}
	b, err := judge.resolve(source{path: paths[1]}, c.stderr)
	if err != nil {
		return c.fail(err)
	}
	r := compare.Dictionaries(a, b)
	if *asJSON {
		err = c.writeJSON(r)
	} else {
		err = r.WriteText(c.stdout)
	}
	if err != nil {
		return c.fail(err)
	}
	failed := len(r.Differences) > 0
	switch *on {
	case "wire":
		failed = r.ARejectsB || r.BRejectsA
	case "go":
		failed = r.BreaksGo
	}
	if failed {
		return Failed
	}
	return OK
}
