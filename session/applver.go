package session

import (
	"errors"
	"fmt"

	"github.com/affixgo/affix/runtime"
)

// application is one version of the messages that are not the session's. FIXT
// carries several at a time, told apart by ApplVerID (1128) in the header, or
// by the DefaultApplVerID (1137) of the sender's Logon. Other versions have
// one, the session's own.
type application struct {
	id         string // ApplVerID, empty outside of FIXT
	dictionary *runtime.Dictionary
	composer   *runtime.Composer
}

// prepareApplications makes the composers. Messages of another version than
// our default say so in their header.
func (m *Machine) prepareApplications() error {
	m.business = m.dialect.business
	for i, d := range m.cfg.dictionaries() {
		app := application{id: d.Version.ApplVerID, dictionary: d, composer: m.composer}
		header := m.cfg.headerFields()
		explicit := m.dialect.applVersions && app.id != "" && app.id != m.cfg.defaultApplVerID()
		if explicit {
			header = append(header, runtime.Field{Tag: tagApplVerID, Value: app.id})
		}
		if i > 0 || explicit {
			composer, err := m.composerOf(d, header)
			if err != nil {
				return err
			}
			app.composer = composer
		}
		m.applications = append(m.applications, app)
		m.business = m.business || d.Lookup([]byte(msgBusinessReject)) != nil
	}
	m.peerDefault = &m.applications[0]
	return nil
}

// applicationByID returns the version with this ApplVerID, nil if the session
// does not have it.
func (m *Machine) applicationByID(id []byte) *application {
	for i := range m.applications {
		if len(id) > 0 && m.applications[i].id == string(id) {
			return &m.applications[i]
		}
	}
	return nil
}

// applicationOf returns the version of messages that the application sends,
// nil if the session does not have it.
func (m *Machine) applicationOf(v *runtime.Version) *application {
	for i := range m.applications {
		if m.applications[i].dictionary.Version == v {
			return &m.applications[i]
		}
	}
	return nil
}

// dictionaryOf returns what a message of the peer is held to, nil if its
// ApplVerID is not one of ours.
func (m *Machine) dictionaryOf(kind byte, applVerID []byte) *runtime.Dictionary {
	switch {
	case !m.dialect.applVersions || kind != 0:
		return m.cfg.Dictionary
	case len(applVerID) == 0:
		return m.peerDefault.dictionary
	}
	if app := m.applicationByID(applVerID); app != nil {
		return app.dictionary
	}
	return nil
}

// MessageType returns the type of a message of the peer: its MsgType in the
// version that its ApplVerID, or the peer's default, names. Nil if the session
// has none. Between the steps with Received and Delivered it may be called
// without guarding the machine.
func (m *Machine) MessageType(raw *runtime.Raw) *runtime.MessageType {
	d := m.cfg.Dictionary
	if m.dialect.applVersions && !isSessionMessage(raw.MsgType()) {
		in := m.readHeader(raw, nil)
		if d = m.dictionaryOf(in.kind, in.applVerID); d == nil {
			return nil
		}
	}
	return d.Lookup(raw.MsgType())
}

// checkDefault looks at the DefaultApplVerID (1137) of a Logon: FIXT demands
// it, and it must be one of ours. The text is empty if it will do.
func (m *Machine) checkDefault(raw *runtime.Raw) (text string, missing bool) {
	if !m.dialect.applVersions {
		return "", false
	}
	id, _ := raw.Get(tagDefaultApplVerID)
	switch {
	case len(id) == 0:
		return faultText(runtime.Fault{Reason: runtime.ReasonRequiredMissing, Tag: tagDefaultApplVerID}), true
	case m.applicationByID(id) == nil:
		return "Invalid DefaultApplVerID=" + string(id), false
	}
	return "", false
}

// adoptDefault remembers the version of messages that do not say theirs.
func (m *Machine) adoptDefault(raw *runtime.Raw) {
	id, _ := raw.Get(tagDefaultApplVerID)
	if app := m.applicationByID(id); m.dialect.applVersions && app != nil {
		m.peerDefault = app
	}
}

// dictionaries returns all, the session's own first.
func (c *Config) dictionaries() []*runtime.Dictionary {
	return append([]*runtime.Dictionary{c.Dictionary}, c.Applications...)
}

// defaultApplVerID returns what our Logon says.
func (c *Config) defaultApplVerID() string {
	if c.DefaultApplVerID != "" {
		return c.DefaultApplVerID
	}
	for _, d := range c.dictionaries() {
		if d.Version.ApplVerID != "" {
			return d.Version.ApplVerID
		}
	}
	return ""
}

// validateApplications reports what is wrong with the versions of FIXT.
func (c *Config) validateApplications(d *dialect) []error {
	var errs []error
	bad := func(format string, args ...any) {
		errs = append(errs, fmt.Errorf("session: config: "+format, args...))
	}
	if !d.applVersions {
		if len(c.Applications) > 0 || c.DefaultApplVerID != "" {
			bad("Applications, DefaultApplVerID: %s has no field 1137 in Logon", c.Dictionary.Version.Name)
		}
		return errs
	}
	ids := make(map[string]bool)
	for i, a := range c.dictionaries() {
		switch {
		case a == nil || a.Version == nil:
			bad("Applications: dictionary %d is missing", i)
			return errs
		case a.Version.BeginString != c.Dictionary.Version.BeginString:
			bad("Applications: %s is not a version of %s", a.Version.Name, c.Dictionary.Version.BeginString)
		case i > 0 && a.Version.ApplVerID == "":
			bad("Applications: %s has no ApplVerID", a.Version.Name)
		case ids[a.Version.ApplVerID]:
			bad("Applications: ApplVerID %s twice", a.Version.ApplVerID)
		}
		ids[a.Version.ApplVerID] = true
	}
	switch id := c.defaultApplVerID(); {
	case id == "":
		errs = append(errs, errors.New("session: config: no dictionary has application messages: Applications is missing"))
	case !ids[id]:
		bad("DefaultApplVerID is %s, no dictionary has it", id)
	}
	return errs
}
