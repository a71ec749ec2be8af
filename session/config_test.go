package session_test

import (
	"strings"
	"testing"
	"time"

	"github.com/affixgo/affix/generated/fix40"
	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/generated/fix50"
	"github.com/affixgo/affix/generated/fixt11"
	"github.com/affixgo/affix/runtime"
	"github.com/affixgo/affix/session"
)

// TestConfigReportsEverything: all that is wrong at once.
func TestConfigReportsEverything(t *testing.T) {
	t.Parallel()
	_, err := session.New(session.Config{
		Role:              9,
		Dictionary:        fix40.Dictionary,
		TargetCompID:      "A\x01B",
		HeartBtInt:        1500 * time.Millisecond,
		LogonTimeout:      -1,
		LogoutTimeout:     -1,
		TestRequestFactor: 3,
		Reset:             9,
		NextExpected:      true,
		LastProcessed:     true,
		Recovery:          9,
		Garbled:           9,
		ResetAt:           3,
		ResendRequests:    -1,
		ResendMaxAge:      -1,
		DefaultApplVerID:  "9",
	}, session.Numbers{})
	if err == nil {
		t.Fatal("no error")
	}
	want := `session: config: unknown Role 9
session: config: unknown Reset policy 9
session: config: unknown Recovery policy 9
session: config: unknown Garbled policy 9
session: config: ResetAt is 3, too low to get anything done in between
session: config: ResendRequests is negative
session: config: ResendMaxAge is negative
session: config: SenderCompID is empty
session: config: header field 56 has a SOH in it
session: config: LogonTimeout is negative
session: config: LogoutTimeout is negative
session: config: HeartBtInt is 1.5s, not whole seconds
session: config: TestRequestFactor is 3, DisconnectFactor 2.4: want 0 < the first < the second
session: config: Applications, DefaultApplVerID: FIX40 has no field 1137 in Logon
session: config: ResetAt: FIX40 has no field 141 in Logon
session: config: NextExpected: FIX40 has no field 789 in Logon
session: config: LastProcessed: FIX40 has no field 369 in its header`
	if err.Error() != want {
		t.Errorf("got\n%v\nwant\n%s", err, want)
	}
}

func TestConfigOthers(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		change  func(*session.Config)
		numbers session.Numbers
		want    string
	}{
		{"no dictionary", func(c *session.Config) { c.Dictionary = nil }, session.Numbers{}, "Dictionary is missing"},
		{"not a header field", func(c *session.Config) {
			c.Header = []runtime.Field{{Tag: 55, Value: "X"}}
		}, session.Numbers{}, "header field 55: Symbol is not in the header"},
		{"a header field of the session", func(c *session.Config) {
			c.Header = []runtime.Field{{Tag: 34, Value: "7"}}
		}, session.Numbers{}, "Header: the session itself decides field 34"},
		{"not a trailer field", func(c *session.Config) {
			c.Trailer = []runtime.Field{{Tag: 55, Value: "X"}}
		}, session.Numbers{}, "trailer field 55: Symbol is not in the trailer"},
		{"no session messages", func(c *session.Config) {
			c.Dictionary = &runtime.Dictionary{Version: fix44.Dictionary.Version, Messages: fix44.Dictionary.Messages[:3]}
		}, session.Numbers{}, "has no message A"},
		{"application of another BeginString", func(c *session.Config) {
			c.Dictionary, c.Applications = fix50.Dictionary, []*runtime.Dictionary{fix44.Dictionary}
		}, session.Numbers{}, "FIX44 is not a version of FIXT.1.1"},
		{"application twice", func(c *session.Config) {
			c.Dictionary, c.Applications = fix50.Dictionary, []*runtime.Dictionary{fix50.Dictionary}
		}, session.Numbers{}, "ApplVerID 7 twice"},
		{"application missing", func(c *session.Config) {
			c.Dictionary, c.Applications = fix50.Dictionary, []*runtime.Dictionary{nil}
		}, session.Numbers{}, "dictionary 1 is missing"},
		{"no application at all", func(c *session.Config) { c.Dictionary = fixt11.Dictionary }, session.Numbers{}, "Applications is missing"},
		{"application without ApplVerID", func(c *session.Config) {
			c.Dictionary, c.Applications = fix50.Dictionary, []*runtime.Dictionary{fixt11.Dictionary}
		}, session.Numbers{}, "has no ApplVerID"},
		{"default that is not there", func(c *session.Config) {
			c.Dictionary, c.DefaultApplVerID = fix50.Dictionary, "9"
		}, session.Numbers{}, "DefaultApplVerID is 9, no dictionary has it"},
		{"numbers", func(*session.Config) {}, session.Numbers{NextIn: 1 << 63}, "the largest is"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			cfg := testConfig()
			tt.change(&cfg)
			if _, err := session.New(cfg, tt.numbers); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
}

// TestHeader: the whole identity and the constants stand in every header, in
// the order of the dictionary.
func TestHeader(t *testing.T) {
	t.Parallel()
	cfg := testConfig()
	cfg.Role = session.Initiator
	cfg.SenderSubID, cfg.SenderLocationID = "DESK", "LDN"
	cfg.TargetSubID, cfg.TargetLocationID = "GW", "NY"
	cfg.Header = []runtime.Field{{Tag: 115, Value: "FUND"}}
	cfg.HeartBtInt = -1
	h := newHarness(t, cfg)
	actions, _ := h.step(session.Connected())
	want := "35=A|115=FUND|34=1|50=DESK|142=LDN|57=GW|143=NY|98=0|108=0|"
	if got := h.brief(actions[0].Bytes); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// TestLogonFields: what a signature needs is what goes out, and the fields
// stand in the order of the dictionary, groups as they are given.
func TestLogonFields(t *testing.T) {
	t.Parallel()
	var seen session.Logon
	cfg := testConfig()
	cfg.Dictionary = fix44.Dictionary
	cfg.Role = session.Initiator
	cfg.Reset = session.ResetEveryLogon
	cfg.LogonFields = func(l session.Logon) []runtime.Field {
		seen = l
		return []runtime.Field{
			{Tag: 553, Value: "user"},
			{Tag: 384, Value: "2"}, {Tag: 372, Value: "D"}, {Tag: 385, Value: "S"}, {Tag: 372, Value: "8"}, {Tag: 385, Value: "R"},
			{Tag: 95, Value: "3"}, {Tag: 96, Value: "sig"},
			{Tag: 9001, Value: "Y"},
		}
	}
	h := newHarness(t, cfg)
	actions, _ := h.step(session.Connected())
	want := "35=A|34=1|98=0|108=30|95=3|96=sig|9001=Y|141=Y|384=2|372=D|385=S|372=8|385=R|553=user|"
	if got := h.brief(actions[1].Bytes); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if want := (session.Logon{MsgSeqNum: 1, SendingTime: "20261124-10:00:00.000", HeartBtInt: 30, ResetSeqNumFlag: true}); seen != want {
		t.Errorf("got %+v, want %+v", seen, want)
	}
}

// TestVersionError: a message of another dictionary takes no number.
func TestVersionError(t *testing.T) {
	t.Parallel()
	h := newHarness(t, testConfig())
	_, err := h.step(session.Send(&fix44.NewOrderSingle{}))
	want := "session: message D is of FIX44, the session of FIX42"
	if err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	if h.m.NextOut() != 1 {
		t.Errorf("a number was used up")
	}
}
