package compare

import "github.com/affixgo/affix/gen/model"

// Symbols returns the declarations that the verdict for Go is about.
func Symbols(d *model.Dictionary) map[string]string {
	decls := make(map[string]string)
	for _, s := range symbols(d) {
		decls[s.name] = s.decl
	}
	return decls
}
