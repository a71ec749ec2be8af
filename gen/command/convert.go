package command

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/affixgo/affix/gen/dict"
	"github.com/affixgo/affix/gen/model"
	"github.com/affixgo/affix/gen/overlay"
)

// convert writes a dictionary in another form.
func convert(c *call) int {
	flags := c.flags()
	judge := judgeFlags(c.name, flags)
	as := flags.String("as", "", "the `form`: yaml, xml, or overlay, which extends the -base (default: by the extension of -out)")
	out := flags.String("out", "", "the `file` to write (default: standard output)")
	paths, code, ok := c.parse(flags, 1, 1)
	if !ok {
		return code
	}
	if *as == "" {
		*as = map[string]string{".yaml": "yaml", ".yml": "yaml", ".xml": "xml"}[strings.ToLower(filepath.Ext(*out))]
	}
	var content []byte
	var err error
	switch {
	case *as == "yaml" || *as == "xml":
		content, err = judge.rewrite(c, paths[0], *as)
	case *as == "overlay" && judge.base == "":
		_, _ = fmt.Fprintf(c.stderr, "%s: -as overlay needs the -base to extend, such as FIX44\n", c.name)
		return Usage
	case *as == "overlay":
		content, err = judge.overlay(c, paths[0], *out)
	case *as == "":
		_, _ = fmt.Fprintf(c.stderr, "%s: say what to write: -as yaml, -as xml or -as overlay\n", c.name)
		return Usage
	default:
		_, _ = fmt.Fprintf(c.stderr, "%s: -as %s: want yaml, xml or overlay\n", c.name, *as)
		return Usage
	}
	if err != nil {
		return c.fail(err)
	}
	if *out == "" {
		_, err = c.stdout.Write(content)
	} else {
		err = os.WriteFile(*out, content, 0o644)
	}
	if err != nil {
		return c.fail(fmt.Errorf("%s: %w", c.name, err))
	}
	return OK
}

// rewrite returns a dictionary as YAML or XML: as it is, or repaired if the
// judgment is lenient. Overlays are applied.
func (j *judgment) rewrite(c *call, path, as string) ([]byte, error) {
	file, err := overlay.LoadAlone(path)
	if err != nil {
		return nil, err
	}
	if j.lenient {
		if file, err = j.repair(c, path); err != nil {
			return nil, err
		}
	} else if err := file.Findings.Err(); err != nil {
		return nil, err
	}
	if as == "xml" {
		return dict.WriteXML(file), nil
	}
	return dict.WriteYAML(file), nil
}

// repair returns the dictionary as the lenient judgment takes it, and prints
// what was repaired.
func (j *judgment) repair(c *call, path string) (*dict.File, error) {
	o, err := j.options()
	if err != nil {
		return nil, err
	}
	file, err := overlay.Load(path)
	if err != nil {
		return nil, err
	}
	repaired, found := o.Repair(file)
	err = found.Unrepaired()
	j.report(found, err, c.stderr)
	return repaired, err
}

// overlay returns the overlay that makes the dictionary at path of the base. It
// tries it out before.
func (j *judgment) overlay(c *call, path, out string) ([]byte, error) {
	o, err := j.options()
	if err != nil {
		return nil, err
	}
	var target *dict.File
	if j.lenient {
		target, err = j.repair(c, path)
	} else {
		target, err = overlay.Load(path)
	}
	if err != nil {
		return nil, err
	}
	want, _, err := o.Resolve(target)
	if err != nil {
		return nil, err
	}
	made := overlay.Between(o.Base, target, extendsFrom(j.base, out))
	content := dict.WriteOverlay(made)
	read, err := dict.ReadOverlay("overlay", content)
	if err != nil {
		return nil, fmt.Errorf("%s: the overlay cannot be read: %w", c.name, err)
	}
	applied, err := overlay.Apply(o.Base, read)
	if err != nil {
		return nil, fmt.Errorf("%s: the overlay does not fit: %w", c.name, err)
	}
	got, _, err := o.Resolve(applied)
	if err != nil {
		return nil, fmt.Errorf("%s: the overlay leads nowhere: %w", c.name, err)
	}
	if !bytes.Equal(model.Dump(got), model.Dump(want)) {
		return nil, fmt.Errorf("%s: the overlay leads elsewhere: please report this with both files", c.name)
	}
	_, _ = fmt.Fprintf(c.stderr, "%s: %s and %d changed or new messages, %d components, %d fields make the same dictionary as %s\n",
		c.name, filepath.Base(j.base), len(made.Messages.Changes), len(made.Components.Changes), len(made.Fields.Changes), filepath.Base(path))
	return content, nil
}

// extendsFrom is what an overlay at out says of base: the path from there, or
// the name of one of ours.
func extendsFrom(base, out string) string {
	if _, err := os.Stat(base); err != nil {
		return base
	}
	from, err := filepath.Abs(filepath.Dir(out))
	if err != nil {
		return filepath.ToSlash(base)
	}
	to, err := filepath.Abs(base)
	if err != nil {
		return filepath.ToSlash(base)
	}
	rel, err := filepath.Rel(from, to)
	if err != nil {
		return filepath.ToSlash(to)
	}
	return filepath.ToSlash(rel)
}
