package session_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/affixgo/affix/generated/fix50"
	"github.com/affixgo/affix/generated/fix50sp2"
	"github.com/affixgo/affix/runtime"
	"github.com/affixgo/affix/session"
)

// TestSendRawVersion: a message made by tag is of the version that its ApplVerID
// names, which its header says only where it is not the default.
func TestSendRawVersion(t *testing.T) {
	t.Parallel()
	cfg := testConfig()
	cfg.Dictionary = fix50sp2.Dictionary
	cfg.Applications = []*runtime.Dictionary{fix50.Dictionary}
	m, err := session.New(cfg, session.Numbers{NextIn: 1, NextOut: 1})
	if err != nil {
		t.Fatal(err)
	}
	body := runtime.Fields{}.Add(148, "news").Group(33, runtime.Fields{}.Add(58, "line"))
	send := func(id string) (string, error) {
		raw := &runtime.RawMessage{Type: "B", Body: body}
		if id != "" {
			raw.Header = []runtime.Field{{Tag: 1128, Value: id}}
		}
		actions, err := m.Step(nil, start, session.Send(raw))
		if err != nil {
			return "", err
		}
		return strings.ReplaceAll(string(actions[0].Bytes), "\x01", "|"), nil
	}
	for id, want := range map[string]bool{"": false, "9": true, "7": true} {
		got, err := send(id)
		if err != nil || strings.Contains(got, "|1128="+id) != want {
			t.Errorf("ApplVerID %q: %s, %v", id, got, err)
		}
	}
	var version *session.VersionError
	if _, err := send("8"); !errors.As(err, &version) {
		t.Errorf("ApplVerID 8: %v", err)
	}
}
