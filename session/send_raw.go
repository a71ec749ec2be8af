package session

import (
	"fmt"

	"github.com/affixgo/affix/runtime"
)

// sendRaw is send for a message made by tag. It is held to the version that its
// ApplVerID (1128) names, or our default.
func (m *Machine) sendRaw(message *runtime.RawMessage) error {
	if message == nil {
		return ErrNoMessage
	}
	app, id := m.applicationOfRaw(message)
	if app == nil {
		return &VersionError{Message: message.Type, Version: "ApplVerID " + id, Session: m.cfg.Dictionary.Version.Name}
	}
	if err := m.maySend(message.Type); err != nil {
		return err
	}
	start := len(m.buf)
	buf, fault := app.composer.AppendRaw(m.buf, message, m.stamp(), app.dictionary)
	if !fault.OK() {
		return fmt.Errorf("session: send: %w", describeRaw(app.dictionary, message, fault))
	}
	m.buf = buf
	m.sent(start, m.state.LoggedOn())
	return nil
}

func (m *Machine) applicationOfRaw(message *runtime.RawMessage) (app *application, id string) {
	if !m.dialect.applVersions {
		return &m.applications[0], ""
	}
	id = m.cfg.defaultApplVerID()
	for _, f := range message.Header {
		if f.Tag == tagApplVerID && f.Value != "" {
			id = f.Value
		}
	}
	return m.applicationByID([]byte(id)), id
}

// describeRaw makes an error of a fault, as far as the dictionary has the words.
func describeRaw(d *runtime.Dictionary, message *runtime.RawMessage, fault runtime.Fault) error {
	if t := d.Lookup([]byte(message.Type)); t != nil {
		return t.Describe(fault, nil)
	}
	return fault.Err("MsgType " + message.Type)
}
