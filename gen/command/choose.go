package command

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"github.com/affixgo/affix/gen/model"
)

// choice is what is made of a dictionary once it is resolved.
type choice struct {
	messages string // MsgTypes or names, with commas; empty is all
	lockFile string // of Go names; empty is none
	share    bool   // one Go type for equal sets of values

	lock *model.Lock
	old  []byte // the lock file as it was
}

func chooseFlags(flags *flag.FlagSet) *choice {
	c := new(choice)
	flags.StringVar(&c.messages, "messages", "", "the `list` of messages to generate, by MsgType or name: D,8,F,G; those of the session are always there (default: all)")
	flags.StringVar(&c.lockFile, "lock", "", "the `file` that keeps Go names as they are when the dictionary grows; made if need be, to be committed")
	flags.BoolVar(&c.share, "share-enums", false, "one Go type for all fields with the same values, named after the one with the lowest tag")
	return c
}

// apply names d after the lock file, and returns the part of it that is wanted.
func (c *choice) apply(d *model.Dictionary, stderr io.Writer) (*model.Dictionary, error) {
	if c.share {
		model.ShareEnums(d)
	}
	if c.lockFile != "" {
		if err := c.applyLock(d, stderr); err != nil {
			return nil, err
		}
	}
	if c.messages == "" {
		return d, nil
	}
	names := strings.Split(c.messages, ",")
	for i := range names {
		names[i] = strings.TrimSpace(names[i])
	}
	part, err := model.Select(d, names)
	if err != nil {
		return nil, fmt.Errorf("-messages: %w", err)
	}
	return part, nil
}

func (c *choice) applyLock(d *model.Dictionary, stderr io.Writer) error {
	var err error
	if c.old, err = os.ReadFile(c.lockFile); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("-lock: %w", err)
	}
	if c.lock, err = model.ParseLock(c.lockFile, c.old); err != nil {
		return err
	}
	kept, err := c.lock.Apply(d)
	if err != nil {
		return err
	}
	for _, note := range kept {
		_, _ = fmt.Fprintln(stderr, note)
	}
	c.lock.Add(d)
	return nil
}

// remember writes the lock file if names were added. It comes last: names count
// once they are generated.
func (c *choice) remember() error {
	if c.lock == nil {
		return nil
	}
	content := c.lock.Bytes()
	if bytes.Equal(content, c.old) {
		return nil
	}
	temporary := c.lockFile + ".affix-tmp"
	if err := os.WriteFile(temporary, content, 0o644); err != nil {
		return fmt.Errorf("-lock: %w", err)
	}
	if err := os.Rename(temporary, c.lockFile); err != nil {
		return fmt.Errorf("-lock: %w", err)
	}
	return nil
}
