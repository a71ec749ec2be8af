package config_test

import (
	"strings"
	"testing"
	"time"

	"github.com/affixgo/affix/engine/config"
	"github.com/affixgo/affix/engine/profile"
	"github.com/affixgo/affix/runtime"
	"github.com/affixgo/affix/session"
)

// A profile fills in what the file does not say; what it says stays, be it zero.
func TestProfileBelowTheFile(t *testing.T) {
	t.Parallel()
	f, err := config.Parse("sessions.yaml", []byte(`
defaults:
  Profile: ephemeral
  Dictionary: FIX44
  Addresses: [venue:1]
  Store: {Kind: memory}
sessions:
  - {SenderCompID: A, TargetCompID: V}
  - {SenderCompID: B, TargetCompID: V, Reset: never, Recovery: resend, HeartBtInt: 10s, Policy: {UserTags: reject}}
  - {SenderCompID: C, TargetCompID: V, Profile: classic-weekly}
  - {SenderCompID: D, TargetCompID: V, Profile: ""}
`))
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Check(options); err != nil {
		t.Fatal(err)
	}
	a, b, c, d := f.Sessions[0], f.Sessions[1], f.Sessions[2], f.Sessions[3]
	if a.Config.Recovery != session.RecoverNone || a.Config.Reset != session.ResetEveryLogon || a.Initiator.Reconnect.AfterRefusal != 15*time.Second {
		t.Errorf("A: %+v, %+v", a.Config, a.Initiator.Reconnect)
	}
	if b.Config.Recovery != session.RecoverResend || b.Config.Reset != session.ResetNever || b.Config.HeartBtInt != 10*time.Second ||
		b.Config.Policy.UserTags != runtime.PolicyReject {
		t.Errorf("B: %+v", b.Config)
	}
	if c.Config.Reset != session.ResetNewWindow || len(c.Initiator.Schedule.Windows) != 1 {
		t.Errorf("C: %+v, %+v", c.Config, c.Initiator.Schedule)
	}
	if d.Config.Recovery != session.RecoverResend || d.Config.HeartBtInt != 0 {
		t.Errorf("D: %+v", d.Config)
	}
}

func TestProfileUnknown(t *testing.T) {
	t.Parallel()
	f, err := config.Parse("sessions.yaml", []byte("sessions:\n  - SenderCompID: A\n    Profile: daily\n"))
	if err == nil && f != nil {
		err = f.Check(options)
	}
	want := "there is no profile"
	if err == nil || !strings.Contains(err.Error(), "sessions.yaml:3") || !strings.Contains(err.Error(), want) {
		t.Errorf("got %v", err)
	}
	for _, name := range profile.Names() {
		if err != nil && !strings.Contains(err.Error(), name) {
			t.Errorf("%v does not name %s", err, name)
		}
	}
}
