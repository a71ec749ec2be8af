package config_test

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/engine/config"
	"github.com/affixgo/affix/session"
)

// TestRunSigned: a Logon is signed as the file says; the acceptor verifies it.
func TestRunSigned(t *testing.T) {
	t.Parallel()
	loader := config.Loader{LookupEnv: func(string) (string, bool) { return "a-secret", true }}
	f, err := loader.Parse("s.yaml", []byte(strings.ReplaceAll(`
defaults: {Dictionary: FIX44, Store: {Kind: memory}, Profile: ephemeral}
sessions:
  - {SenderCompID: V, TargetCompID: C, Address: ADDRESS}
  - SenderCompID: C
    TargetCompID: V
    Addresses: ADDRESS
    Signer:
      Algorithm: hmac-sha256
      Key: {env: SECRET}
      Tags: [49, 56, 34, 52, 553]
      Separator: SOH
      Encoding: hex
      Fields: {553: me}
`, "ADDRESS", freePort(t))))
	if err != nil {
		t.Fatal(err)
	}
	verified := make(chan bool, 10)
	f.Sessions[0].Acceptor.Authenticate = func(_ context.Context, r engine.LogonRequest) error {
		mac := hmac.New(sha256.New, []byte("a-secret"))
		for i, tag := range []int{49, 56, 34, 52, 553} {
			if i > 0 {
				mac.Write([]byte{1})
			}
			mac.Write([]byte(r.Logon.Text(tag)))
		}
		if hex.EncodeToString(mac.Sum(nil)) != r.Logon.Text(96) {
			return errors.New("the signature is wrong")
		}
		verified <- true
		return nil
	}
	trade(t, f)
	if len(verified) == 0 {
		t.Error("nothing was verified")
	}
}

func TestProfile(t *testing.T) {
	t.Parallel()
	f, err := parse(`
defaults: {Dictionary: FIX44, SenderCompID: A, Store: {Kind: memory}, Profile: classic-daily}
sessions:
  - {TargetCompID: B, Addresses: h:1}
  - {TargetCompID: C, Addresses: h:1, Reset: never, Schedule: {Windows: [{Start: "08:00", End: "09:00"}]}}
  - {TargetCompID: D, Addresses: h:1, Profile: ephemeral}
  - {TargetCompID: E, Addresses: h:1, Profile: null}
`)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.Check(options); err != nil {
		t.Fatal(err)
	}
	b, c, d, e := f.Sessions[0], f.Sessions[1], f.Sessions[2], f.Sessions[3]
	if b.Config.Reset != session.ResetNewWindow || b.Initiator.Schedule.Zone != "America/New_York" || b.Initiator.Reconnect.Max != time.Minute {
		t.Errorf("got %+v, %+v", b.Config, b.Initiator)
	}
	if c.Config.Reset != session.ResetNever || c.Initiator.Schedule.Zone != "" || len(c.Initiator.Schedule.Windows) != 1 || c.Initiator.Reconnect.Max != time.Minute {
		t.Errorf("got %+v, %+v", c.Config, c.Initiator)
	}
	if d.Config.Recovery != session.RecoverNone || !d.Initiator.Schedule.NonStop() {
		t.Errorf("got %+v, %+v", d.Config, d.Initiator)
	}
	if e.Config.Reset != session.ResetNever || e.Initiator.Reconnect.Max != 0 {
		t.Errorf("got %+v, %+v", e.Config, e.Initiator)
	}
	var out strings.Builder
	if err := f.Explain(&out, "FIX.4.4:A->B"); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"profile classic-daily", "new-window"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("got\n%s\nwant %s", &out, want)
		}
	}
}
