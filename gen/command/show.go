package command

import (
	"fmt"

	lookup "github.com/affixgo/affix/gen/show"
)

// show shows what bears the names.
func show(c *call) int {
	flags := c.flags()
	judge := judgeFlags(c.name, flags)
	asJSON := flags.Bool("json", false, "write what was found as JSON")
	args, code, ok := c.parse(flags, 2, 0)
	if !ok {
		return code
	}
	d, err := judge.resolve(source{path: args[0]}, c.stderr)
	if err != nil {
		return c.fail(err)
	}
	all := []lookup.Entry{}
	code = OK
	for _, name := range args[1:] {
		found := lookup.Find(d, name)
		all = append(all, found...)
		if len(found) > 0 {
			continue
		}
		code = Failed
		hint := ""
		if n := lookup.Suggest(d, name); n != "" {
			hint = ": did you mean " + n + "?"
		}
		_, _ = fmt.Fprintf(c.stderr, "%s: %s has no field, message or component %s%s\n", c.name, d.Name, name, hint)
	}
	if *asJSON {
		if err := c.writeJSON(all); err != nil {
			return c.fail(err)
		}
		return code
	}
	for i, e := range all {
		if i > 0 {
			_, _ = fmt.Fprintln(c.stdout)
		}
		if err := e.WriteText(c.stdout); err != nil {
			return c.fail(err)
		}
	}
	return code
}
