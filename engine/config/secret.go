package config

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"gopkg.in/yaml.v3"
)

// maxSecret is the longest secret in a file of its own, in bytes.
const maxSecret = 64 << 10

// masked is what is printed in place of a secret.
const masked = "***"

// scalar returns the text of a value; secret tells that some of it came from
// elsewhere.
func (r *reader) scalar(n *yaml.Node, key string) (text string, secret, ok bool) {
	n = r.resolve(n)
	switch {
	case isNull(n):
		return "", false, true
	case n.Kind == yaml.MappingNode:
		text, ok = r.secretOf(n, key)
		return text, true, ok
	case n.Kind != yaml.ScalarNode:
		r.problem(n.Line, key, nodeName(n)+" where one value is wanted", "")
		return "", false, false
	}
	return r.expand(n, key)
}

// secretOf reads {env: NAME} and {file: PATH}.
func (r *reader) secretOf(n *yaml.Node, key string) (string, bool) {
	entries := r.entries(n, key, "a value")
	if len(entries) != 1 || entries[0].key != "env" && entries[0].key != "file" {
		r.problem(n.Line, key, "a map where one value is wanted", "a secret is written {env: NAME} or {file: PATH}")
		return "", false
	}
	name := r.resolve(entries[0].value)
	if name.Kind != yaml.ScalarNode || name.Value == "" {
		r.problem(n.Line, key, entries[0].key+" names nothing", "write {env: NAME} or {file: PATH}")
		return "", false
	}
	return r.secret(n.Line, key, entries[0].key, name.Value)
}

// expand puts secrets in the place of ${env:NAME} and ${file:PATH}; $${ stands
// for ${.
func (r *reader) expand(n *yaml.Node, key string) (text string, secret, ok bool) {
	rest := n.Value
	ok = true
	var b strings.Builder
	for {
		i := strings.Index(rest, "${")
		if i < 0 {
			b.WriteString(rest)
			return b.String(), secret, ok
		}
		if i > 0 && rest[i-1] == '$' {
			b.WriteString(rest[:i-1] + "${")
			rest = rest[i+2:]
			continue
		}
		b.WriteString(rest[:i])
		rest = rest[i+2:]
		inside, behind, closed := strings.Cut(rest, "}")
		kind, name, _ := strings.Cut(inside, ":")
		if !closed || name == "" || kind != "env" && kind != "file" {
			r.problem(n.Line, key, "${ that is no secret", "write ${env:NAME} or ${file:PATH}, and $${ for the text ${")
			return "", secret, false
		}
		value, found := r.secret(n.Line, key, kind, name)
		b.WriteString(value)
		secret, ok, rest = true, ok && found, behind
	}
}

// secret fetches one secret.
func (r *reader) secret(line int, key, kind, name string) (string, bool) {
	if kind == "env" {
		value, ok := r.LookupEnv(name)
		switch {
		case !ok:
			r.problem(line, key, fmt.Sprintf("the environment variable %s is not set", name),
				fmt.Sprintf("set %s where the program is started, or take the secret from a file", name))
		case value == "":
			r.problem(line, key, fmt.Sprintf("the environment variable %s is empty", name), "set it where the program is started")
			ok = false
		}
		r.secrets = append(r.secrets, value)
		return value, ok
	}
	data, err := r.ReadFile(r.path(name))
	if err != nil {
		r.problem(line, key, fmt.Sprintf("the file of the secret: %v", err), "create it, readable by the program alone")
		return "", false
	}
	value := strings.TrimRight(string(data), "\r\n")
	if value == "" {
		r.problem(line, key, fmt.Sprintf("the file %s of the secret is empty", name), "write the secret into it")
		return "", false
	}
	r.secrets = append(r.secrets, value)
	return value, true
}

// hide takes secrets out of what is said about a file. Those of one or two
// letters tell nothing.
func hide(text string, secrets []string) string {
	for _, s := range secrets {
		if len(s) > 2 {
			text = strings.ReplaceAll(text, s, masked)
		}
	}
	return text
}

// hideIn takes secrets out of an error; only one that has some changes its type.
func (f *File) hideIn(err error) error {
	if text := hide(err.Error(), f.secrets); text != err.Error() {
		return errors.New(text)
	}
	return err
}

// hidden takes secrets out of problems.
func (p Problems) hidden(secrets []string) Problems {
	for i := range p {
		for _, text := range []*string{&p[i].Session, &p[i].Text, &p[i].Remedy} {
			*text = hide(*text, secrets)
		}
	}
	return p
}

// path returns where a file is that a config file names.
func (r *reader) path(name string) string { return pathIn(r.dir, name) }

func pathIn(dir, name string) string {
	if name == "" || filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(dir, name)
}

// readSecret reads a file of a secret: a regular one, of bounded size.
func readSecret(name string) ([]byte, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is no regular file", name)
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }()
	data, err := io.ReadAll(io.LimitReader(f, maxSecret+1))
	if err == nil && len(data) > maxSecret {
		err = errors.New(name + " is too long for a secret")
	}
	return data, err
}
