// Package profile has the settings of common kinds of venue, as data: what stands
// in a [Profile] could as well be written into a config by hand. A profile fills
// in what a config leaves at its zero value, and changes nothing else:
//
//	cfg := engine.InitiatorConfig{…}
//	profile.Ephemeral().Initiator(&cfg)
//
// docs/profiles.md has their values side by side.
package profile

import (
	"fmt"
	"reflect"
	"strings"
	"time"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/engine/schedule"
	"github.com/affixgo/affix/runtime"
	"github.com/affixgo/affix/session"
)

// Profile is what configs are given that do not say otherwise.
type Profile struct {
	// Name is what config files call it: "classic-daily".
	Name string
	// About says in a sentence what it is for.
	About string

	Session   session.Config
	Operation engine.Operation
	Reconnect engine.Backoff
}

// Apply fills in what cfg leaves at its zero value. As the zero value of a policy
// is its first one, a profile's policy cannot be replaced by that: set up such a
// session without the profile.
func (p Profile) Apply(cfg *session.Config) { fill(cfg, p.Session) }

// Initiator is Apply for an initiator, with the schedule and the waits between
// attempts.
func (p Profile) Initiator(cfg *engine.InitiatorConfig) {
	p.Apply(&cfg.Session)
	p.operation(&cfg.Operation)
	fill(&cfg.Reconnect, p.Reconnect)
}

// Acceptor is Apply for all sessions of an acceptor, with the schedule.
func (p Profile) Acceptor(cfg *engine.AcceptorConfig) {
	sessions := append([]session.Config(nil), cfg.Sessions...)
	for i := range sessions {
		p.Apply(&sessions[i])
	}
	cfg.Sessions = sessions
	p.operation(&cfg.Operation)
}

// operation fills in a schedule as a whole: windows of one and a zone of another
// would be times that nobody has asked for.
func (p Profile) operation(o *engine.Operation) {
	if o.Schedule.IsZero() && o.Schedule.Zone == "" {
		o.Schedule = p.Operation.Schedule
	}
}

// fill sets the exported fields of *to that are zero, structs within it field by
// field.
func fill[T any](to *T, from T) { fillValue(reflect.ValueOf(to).Elem(), reflect.ValueOf(from)) }

func fillValue(to, from reflect.Value) {
	for i := range to.NumField() {
		switch f := to.Field(i); {
		case !f.CanSet():
		case f.Kind() == reflect.Struct:
			fillValue(f, from.Field(i))
		case f.IsZero():
			f.Set(from.Field(i))
		}
	}
}

// ClassicDaily is the profile of a session that lasts a day: the numbers return
// to 1 with the first Logon of each, and what was missed within the day is sent
// again. Its hours are those of the foreign exchange market.
func ClassicDaily() Profile {
	return Profile{
		Name:  "classic-daily",
		About: "numbers for a day, recovery within it",
		Session: session.Config{
			HeartBtInt: 30 * time.Second,
			Reset:      session.ResetNewWindow,
		},
		Operation: engine.Operation{Schedule: schedule.Schedule{
			Zone:    newYork,
			Windows: []schedule.Window{{Start: schedule.Daily(17, 5, 0), End: schedule.Daily(17, 0, 0)}},
		}},
		Reconnect: engine.Backoff{Min: 5 * time.Second, Max: time.Minute},
	}
}

// ClassicWeekly is the profile of a session that lasts a week, like
// [ClassicDaily].
func ClassicWeekly() Profile {
	p := ClassicDaily()
	p.Name, p.About = "classic-weekly", "numbers for a week, recovery within it"
	p.Operation.Schedule = schedule.Schedule{
		Zone: newYork,
		Windows: []schedule.Window{{
			Start: schedule.Weekly(time.Sunday, 17, 5, 0), End: schedule.Weekly(time.Friday, 17, 0, 0),
		}},
	}
	return p
}

// Ephemeral is the profile of a venue that keeps nothing: every Logon resets the
// numbers, nothing is sent again, and its messages have tags of its own. Most
// venues for crypto assets are such. They count Logons, so refusals are followed
// by a wait.
func Ephemeral() Profile {
	return Profile{
		Name:  "ephemeral",
		About: "each Logon begins anew, nothing is recovered",
		Session: session.Config{
			HeartBtInt: 30 * time.Second,
			Reset:      session.ResetEveryLogon,
			Recovery:   session.RecoverNone,
			Policy:     runtime.Policy{UserTags: runtime.PolicyKeep},
		},
		Reconnect: engine.Backoff{Min: time.Second, Max: 30 * time.Second, AfterRefusal: 15 * time.Second},
	}
}

// DropCopy is the profile of a session that listens to what others trade: nothing
// may be missed, so the numbers are kept and all that is missing is asked for; and
// nothing may be refused for a field that the dictionary does not have. It may
// come twice all the same: tell reports apart by ExecID (17).
func DropCopy() Profile {
	return Profile{
		Name:  "drop-copy",
		About: "listens: keeps the numbers, asks for all that is missing, refuses nothing that it can read",
		Session: session.Config{
			HeartBtInt:    30 * time.Second,
			KeepMessages:  100_000,
			KeepBytes:     64 << 20,
			ResendTimeout: time.Minute,
			Policy: runtime.Policy{
				UnknownTags: runtime.PolicyKeep, UserTags: runtime.PolicyKeep, ForeignTags: runtime.PolicyKeep,
				UnknownValues: runtime.PolicyKeep, EmptyValues: runtime.PolicyIgnore, Missing: runtime.PolicyKeep,
			},
		},
		Reconnect: engine.Backoff{Min: time.Second, Max: 30 * time.Second},
	}
}

const newYork = "America/New_York"

// All returns the profiles, in the order of their names.
func All() []Profile { return []Profile{ClassicDaily(), ClassicWeekly(), DropCopy(), Ephemeral()} }

// Names returns the names of the profiles, in order.
func Names() []string {
	var names []string
	for _, p := range All() {
		names = append(names, p.Name)
	}
	return names
}

// Named returns the profile with this name, or an error that lists those there
// are.
func Named(name string) (Profile, error) {
	for _, p := range All() {
		if p.Name == name {
			return p, nil
		}
	}
	return Profile{}, fmt.Errorf("profile: there is no %q: want one of %s", name, strings.Join(Names(), ", "))
}
