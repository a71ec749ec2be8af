package arch

import (
	"regexp"
	"slices"
	"strings"
)

// homes are the folders at the top of a machine that hold somebody's own files.
var homes = []string{"farm", "home", "root", "work", "Users"}

// machinePath matches a path below one of homes. What may stand before its first
// slash keeps web addresses and relative paths out of it.
var machinePath = regexp.MustCompile("(?:^|[^\\w.~-])(/(?:" + strings.Join(homes, "|") + ")/[^\\s\"'`)]*)")

// Texts checks that no file, of whatever kind, names a path of the machine that
// it was written on.
func Texts(files []*File) []Violation {
	var found []Violation
	for _, f := range files {
		if !slices.ContainsFunc(homes, func(home string) bool { return strings.Contains(f.Text, "/"+home+"/") }) {
			continue
		}
		for i, line := range strings.Split(f.Text, "\n") {
			if m := machinePath.FindStringSubmatch(line); m != nil {
				found = append(found, Violation{Path: f.Path, Line: i + 1, What: "names " + m[1],
					Why: "the tree means the same on every machine"})
			}
		}
	}
	return found
}
