package command

import (
	"github.com/affixgo/affix/gen/dict"
	"github.com/affixgo/affix/gen/overlay"
)

// source is a dictionary on the command line, and what it does not say itself.
type source struct {
	path      string
	transport string // path of the dictionary of the session layer; may be empty
	applVerID string // may be empty
}

// load reads the complete dictionary. An overlay has both from its base.
func (s source) load() (*dict.File, error) {
	if s.transport == "" && s.applVerID == "" {
		return overlay.Load(s.path)
	}
	return dict.LoadWith(s.path, s.transport, s.applVerID)
}
