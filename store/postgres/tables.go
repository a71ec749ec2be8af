package postgres

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/jackc/pgx/v5"
)

// Tables names the schema and the tables of a store. Any name that PostgreSQL
// can hold will do, as all of them are quoted.
type Tables struct {
	// Schema holds the tables. If empty, "affix".
	Schema string
	// Sessions has a row a session. If empty, "session".
	Sessions string
	// Epochs has a row a life of a session's numbers. If empty, "epoch".
	Epochs string
	// Messages has a row a message sent. If empty, "message".
	Messages string
	// Migrations has a row a migration that was run. If empty, "migration".
	Migrations string
}

// maxName is the longest identifier of PostgreSQL, in bytes; longer ones would
// be cut, and two might become one.
const maxName = 63

func (t Tables) withDefaults() Tables {
	for _, n := range []struct {
		name     *string
		fallback string
	}{
		{&t.Schema, "affix"}, {&t.Sessions, "session"}, {&t.Epochs, "epoch"},
		{&t.Messages, "message"}, {&t.Migrations, "migration"},
	} {
		if *n.name == "" {
			*n.name = n.fallback
		}
	}
	return t
}

// validate reports all that is wrong with t, which has its defaults.
func (t Tables) validate() error {
	var errs []error
	seen := map[string]bool{}
	for _, name := range []string{t.Schema, t.Sessions, t.Epochs, t.Messages, t.Migrations} {
		switch {
		case len(name) > maxName:
			errs = append(errs, fmt.Errorf("postgres: config: name %q has %d bytes, limit %d", name, len(name), maxName))
		case !utf8.ValidString(name) || strings.ContainsRune(name, 0):
			errs = append(errs, fmt.Errorf("postgres: config: name %q is not UTF-8 text without NUL", name))
		}
	}
	for _, name := range []string{t.Sessions, t.Epochs, t.Messages, t.Migrations} {
		if seen[name] {
			errs = append(errs, fmt.Errorf("postgres: config: two tables are called %q", name))
		}
		seen[name] = true
	}
	return errors.Join(errs...)
}

// fill puts the names into a text that has them as psql variables: :"schema".
func (t Tables) fill(sql string) string {
	quote := func(name string) string { return pgx.Identifier{name}.Sanitize() }
	return strings.NewReplacer(
		`:"schema"`, quote(t.Schema), `:"sessions"`, quote(t.Sessions), `:"epochs"`, quote(t.Epochs),
		`:"messages"`, quote(t.Messages), `:"migrations"`, quote(t.Migrations),
	).Replace(sql)
}
