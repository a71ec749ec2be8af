package overlay

import (
	"github.com/affixgo/affix/etc"
	"github.com/affixgo/affix/gen/dict"
)

// readOurs reads a dictionary of ours, joined with its transport, which is ours
// too.
func readOurs(name string, src []byte) (*dict.File, error) {
	f, err := dict.Read(ours(name), src)
	if err != nil || f.Transport == "" {
		return f, err
	}
	src, ok := etc.Open(f.Transport)
	if !ok {
		return f, nil // package model says that it is not joined
	}
	session, err := dict.Read(ours(f.Transport), src)
	if err != nil {
		return nil, err
	}
	return dict.Join(f, session)
}
