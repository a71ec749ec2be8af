package profile_test

import (
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/engine/profile"
	"github.com/affixgo/affix/engine/schedule"
	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/runtime"
	"github.com/affixgo/affix/session"
	"github.com/affixgo/affix/store"
)

// identity is all that a profile leaves to be said.
func identity() session.Config {
	return session.Config{Dictionary: fix44.Dictionary, SenderCompID: "US", TargetCompID: "THEM"}
}

// Every profile is a whole: with an identity, engines take it.
func TestProfilesAreComplete(t *testing.T) {
	t.Parallel()
	for _, p := range profile.All() {
		i := engine.InitiatorConfig{
			Addresses: []string{"venue:1"}, Session: identity(), Store: store.NewMemory(store.MemoryConfig{}), Router: engine.NewRouter(),
		}
		p.Initiator(&i)
		if _, err := engine.NewInitiator(i); err != nil {
			t.Errorf("%s: %v", p.Name, err)
		}
		a := engine.AcceptorConfig{
			Address: "127.0.0.1:0", Sessions: []session.Config{identity()}, Store: store.NewMemory(store.MemoryConfig{}), Router: engine.NewRouter(),
		}
		before := a.Sessions
		p.Acceptor(&a)
		if _, err := engine.NewAcceptor(a); err != nil {
			t.Errorf("%s: %v", p.Name, err)
		}
		if !reflect.DeepEqual(before[0], identity()) {
			t.Errorf("%s: the caller's sessions were changed", p.Name)
		}
		named, err := profile.Named(p.Name)
		if err != nil || named.Name != p.Name || p.About == "" {
			t.Errorf("%s: %v", p.Name, err)
		}
	}
	if !slices.IsSorted(profile.Names()) {
		t.Errorf("names %v", profile.Names())
	}
	if _, err := profile.Named("daily"); err == nil || !strings.Contains(err.Error(), "want one of classic-daily, ") {
		t.Errorf("got %v", err)
	}
}

// What a config says itself stays.
func TestApplyFillsZeroFieldsOnly(t *testing.T) {
	t.Parallel()
	cfg := engine.InitiatorConfig{Session: identity(), Reconnect: engine.Backoff{Max: time.Hour}}
	cfg.Session.HeartBtInt = 10 * time.Second
	cfg.Session.Policy.UnknownTags = runtime.PolicyIgnore
	cfg.Schedule = schedule.Schedule{Windows: []schedule.Window{{Start: schedule.Daily(8, 0, 0), End: schedule.Daily(9, 0, 0)}}}
	profile.DropCopy().Initiator(&cfg)
	profile.ClassicWeekly().Initiator(&cfg)
	s := cfg.Session
	if s.HeartBtInt != 10*time.Second || s.SenderCompID != "US" || s.KeepMessages != 100_000 || s.Reset != session.ResetNewWindow ||
		s.Policy.UnknownTags != runtime.PolicyIgnore || s.Policy.UserTags != runtime.PolicyKeep {
		t.Errorf("got %+v", s)
	}
	if cfg.Reconnect.Max != time.Hour || cfg.Reconnect.Min != time.Second {
		t.Errorf("got %+v", cfg.Reconnect)
	}
	if cfg.Schedule.Zone != "" || len(cfg.Schedule.Windows) != 1 {
		t.Errorf("got %+v", cfg.Schedule)
	}
}

// The page names every profile.
func TestPage(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../docs/profiles.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range profile.Names() {
		if !strings.Contains(string(page), "`"+name+"`") {
			t.Errorf("docs/profiles.md does not name %s", name)
		}
	}
}
