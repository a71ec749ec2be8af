package main

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
)

func TestRun(t *testing.T) {
	t.Parallel()
	tests := []struct {
		line           string
		code           int
		stdout, stderr string // how they begin
	}{
		{"", 2, "", "usage: affix COMMAND [flags]\n"},
		{"help", 0, "usage: affix COMMAND [flags]\n", ""},
		{"-h", 0, "usage: affix COMMAND [flags]\n", ""},
		{"help help", 0, "usage: affix COMMAND [flags]\n", ""},
		{"help gen", 0, "", "usage: affix gen -dict "},
		{"help dict", 0, "usage: affix dict COMMAND [flags] FILE\n", ""},
		{"help dict diff", 0, "", "usage: affix dict diff [flags] A B\n"},
		{"help version", 0, "usage: affix version [-json]\n", ""},
		{"gne", 2, "", "affix: there is no command \"gne\": did you mean gen?\n"},
		{"something", 2, "", "affix: there is no command \"something\": the commands are gen, dict, config, store, sessions, version, help\n"},
		{"gen", 2, "", "affix gen: -dict and -out are needed, and nothing else behind the flags\nusage: affix gen "},
		{"gen -dict none.yaml -out none", 1, "", "none.yaml: cannot be read: no such file or directory (D001)\n"},
		{"dict show FIX44 Side", 0, "field Side (54), CHAR\n", ""},
		{"version", 0, "affix ", ""},
		{"version -json -json", 2, "", "usage: affix version [-json]\n"},
	}
	for _, test := range tests {
		t.Run(test.line, func(t *testing.T) {
			t.Parallel()
			var stdout, stderr bytes.Buffer
			if code := run(strings.Fields(test.line), &stdout, &stderr); code != test.code {
				t.Errorf("exit code %d, want %d", code, test.code)
			}
			for _, text := range []struct{ name, got, want string }{{"stdout", stdout.String(), test.stdout}, {"stderr", stderr.String(), test.stderr}} {
				if !strings.HasPrefix(text.got, text.want) || text.want == "" && text.got != "" {
					t.Errorf("%s: %q, want %q", text.name, text.got, text.want)
				}
			}
		})
	}
}

func TestVersionJSON(t *testing.T) {
	t.Parallel()
	var stdout, stderr bytes.Buffer
	if code := run([]string{"version", "-json"}, &stdout, &stderr); code != 0 {
		t.Fatal(code, stderr.String())
	}
	var v struct {
		Version, Go  string
		Dictionaries []string
	}
	if err := json.Unmarshal(stdout.Bytes(), &v); err != nil || v.Version == "" || v.Go == "" || len(v.Dictionaries) < 3 {
		t.Errorf("%v %s", err, &stdout)
	}
}
