package admin_test

import (
	"encoding/json"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/engine/admin"
	"github.com/affixgo/affix/session"
)

func TestConfigErrors(t *testing.T) {
	t.Parallel()
	_, err := admin.New(admin.Config{Timeout: -1, Tails: -1, Engines: []admin.Engine{nil}, Tokens: []admin.Token{
		{Secret: "short"}, {Name: "a", Secret: looks}, {Name: "a", Secret: looks}, {Name: "b", Secret: "its last line has an end\n"},
	}})
	for _, want := range []string{
		"Engines: number 1 is nil", "number 1 has no Name", "has 5 bytes, not 16 at least", `two have the Name "a"`,
		`the Secret of "a" is that of another one`, "Timeout", "Tails", "cannot be sent",
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s is not in %v", want, err)
		}
	}
	if strings.Contains(err.Error(), looks) || strings.Contains(err.Error(), "short") {
		t.Error("a secret is in the error")
	}
	if _, err := admin.New(admin.Config{}); err == nil || !strings.Contains(err.Error(), "openssl rand") {
		t.Errorf("an empty config: %v", err)
	}
}

func TestView(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		d := startDesk(t)
		var all admin.Sessions
		a := d.do("GET", "/sessions", looks, "")
		if err := json.Unmarshal([]byte(a.body), &all); err != nil || a.header.Get("Content-Type") != "application/json" {
			t.Fatalf("%d %s", a.code, a.body)
		}
		var states []string
		for _, s := range all.Sessions {
			states = append(states, s.Session+" "+s.State.String())
		}
		want := []string{venueID + " active", silentID + " disconnected", deskID + " active"}
		if diff := cmp.Diff(want, states); diff != "" {
			t.Error(diff)
		}
		for query, n := range map[string]int{"?match=silent": 1, "?state=active": 2, "?state=recovering": 0, "?match=qqq&state=active": 0} {
			if err := json.Unmarshal([]byte(d.do("GET", "/sessions"+query, looks, "").body), &all); err != nil || len(all.Sessions) != n {
				t.Errorf("%s: %d sessions, %v", query, len(all.Sessions), err)
			}
		}
		var one engine.Snapshot
		if err := json.Unmarshal([]byte(d.do("GET", path(silentID, ""), looks, "").body), &one); err != nil || one.Session != silentID || one.TargetCompID != "SILENT" {
			t.Errorf("%+v, %v", one, err)
		}
		for path, texts := range map[string][]string{
			"/":                                   {"SESSION", silentID, deskID, "/metrics"},
			"/sessions?format=text":               {"SESSION", silentID},
			path(venueID, "?format=text"):         {"state", "active", "numbers", "2 in, 2 out, epoch 1", "handled in"},
			"/metrics":                            {`affix_session_up{session="` + deskID + `"} 1`},
			path(venueID, "") + "?format=text&":   {"session"},
			"/sessions?state=active&format=json":  {`"state":"active"`},
			"/sessions?match=%2Fa-%3E&state=":     {silentID},
			"/sessions?format=text&match=nothing": {"SESSION"},
		} {
			a := d.do("GET", path, looks, "")
			for _, text := range texts {
				if a.code != 200 || !strings.Contains(a.body, text) {
					t.Errorf("%s: %d, %q is not in %s", path, a.code, text, a.body)
				}
			}
		}
		if a := d.do("GET", "/sessions", looks, "", "Accept", "text/plain"); !strings.HasPrefix(a.body, "SESSION") {
			t.Errorf("as text: %s", a.body)
		}
		if len(d.audit) > 0 {
			t.Errorf("looking is in the audit: %v", d.audit)
		}
	})
}

func TestSteer(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		d := startDesk(t)
		c := d.change(deskID, "test-request", "")
		if c.Action != "test-request" || c.Session.Session != deskID || c.Result != "the peer has answered" {
			t.Errorf("%+v", c)
		}
		if c = d.change(deskID, "logon", "{}"); c.Result != "it is logged on already" {
			t.Errorf("%+v", c)
		}
		if c = d.change(deskID, "logout", `{"text": "end of day"}`); !strings.Contains(c.Result, "disable keeps it out") {
			t.Errorf("%+v", c)
		}
		if got := d.venue.Session(venueID).Snapshot().LastEnd; got.Reason != session.ReasonPeerLogout || got.Text != "end of day" {
			t.Errorf("the peer sees %+v", got)
		}
		if c = d.change(deskID, "disable", `{"text": "maintenance"}`); !c.Session.Disabled || c.Session.Up {
			t.Errorf("%+v", c)
		}
		<-time.After(time.Hour)
		if d.desk.Session().LoggedOn() {
			t.Error("a session that is disabled logs on")
		}
		if c = d.change(deskID, "set-numbers", `{"next_in": 40, "next_out": 50}`); c.Session.NextIn != 40 || c.Session.NextOut != 50 {
			t.Errorf("%+v", c)
		}
		if c = d.change(venueID, "set-numbers", `{"next_in": 50}`); c.Session.NextIn != 50 || c.Session.NextOut < 4 {
			t.Errorf("%+v", c)
		}
		d.change(venueID, "set-numbers", `{"next_out": 40}`)
		if c = d.change(deskID, "logon", `{"wait": "10s"}`); !c.Session.Up || c.Session.NextIn != 41 || c.Session.NextOut != 51 {
			t.Errorf("%+v", c)
		}
		if c = d.change(deskID, "reset", ""); !strings.Contains(c.Result, "together with the peer") {
			t.Errorf("%+v", c)
		}
		synctest.Wait()
		if got := d.desk.Session().Snapshot(); got.Epoch != 2 || got.NextOut != 2 || !got.Up {
			t.Errorf("%+v", got)
		}
		if c = d.change(silentID, "reset", ""); c.Session.Epoch != 2 {
			t.Errorf("%+v", c)
		}
		if c = d.change(silentID, "enable", ""); c.Session.Disabled {
			t.Errorf("%+v", c)
		}
		if c = d.change(silentID, "logon", ""); !strings.Contains(c.Result, "for the peer to do") {
			t.Errorf("%+v", c)
		}
	})
}

// Every change is told, also one that was refused: who, what, when, what came
// of it.
func TestAudit(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		d := startDesk(t)
		now := time.Now()
		d.change(silentID, "set-numbers", `{"next_in": 5}`)
		d.do("POST", path(deskID, "/set-numbers"), changes, `{"next_in": 5}`)
		d.do("POST", path(deskID, "/reset"), looks, "")
		d.do("POST", path(deskID, "/reset"), "wrong", "")
		d.do("POST", path("nobody", "/reset"), changes, "")
		const remote = "192.0.2.1:1234"
		want := []admin.Record{
			{Time: now, Who: "operator", Remote: remote, Action: "set-numbers", Session: silentID, Params: json.RawMessage(`{"next_in": 5}`),
				Status: 200, Result: "ok", Before: &session.Numbers{NextIn: 1, NextOut: 1}, After: &session.Numbers{NextIn: 5, NextOut: 1}},
			{Time: now, Who: "operator", Remote: remote, Action: "set-numbers", Session: deskID, Params: json.RawMessage(`{"next_in": 5}`),
				Status: 409, Result: "the numbers of " + deskID + " cannot be set while it is connected",
				Before: &session.Numbers{NextIn: 2, NextOut: 2}, After: &session.Numbers{NextIn: 2, NextOut: 2}},
			{Time: now, Who: "viewer", Remote: remote, Action: "reset", Session: deskID, Status: 403, Result: "the token viewer may only look"},
			{Time: now, Remote: remote, Action: "reset", Session: deskID, Status: 401, Result: "the token is not known"},
			{Time: now, Who: "operator", Remote: remote, Action: "reset", Session: "nobody", Status: 404, Result: `there is no session "nobody"`},
		}
		if diff := cmp.Diff(want, d.audit); diff != "" {
			t.Error(diff)
		}
		for _, text := range []string{
			`level=INFO msg="admin: set-numbers" session=FIX.4.4:VENUE/A->SILENT/B who=operator`, `level=WARN msg="admin: reset"`, "status=401",
		} {
			if !strings.Contains(d.log.String(), text) {
				t.Errorf("%s is not in %s", text, d.log.String())
			}
		}
		if strings.Contains(d.log.String(), "secret of") {
			t.Error("a secret is in the log")
		}
		var lines strings.Builder
		admin.AuditTo(&lines, nil)(d.audit[0])
		var back admin.Record
		if err := json.Unmarshal([]byte(lines.String()), &back); err != nil || back.Session != silentID || !strings.HasSuffix(lines.String(), "}\n") {
			t.Errorf("%s, %v", &lines, err)
		}
	})
}
