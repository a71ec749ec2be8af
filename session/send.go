package session

import (
	"fmt"

	"github.com/affixgo/affix/runtime"
)

// send numbers and saves a message of the application.
func (m *Machine) send(message runtime.Message) error {
	if message == nil {
		return ErrNoMessage
	}
	if raw, ok := message.(*runtime.RawMessage); ok {
		return m.sendRaw(raw)
	}
	ref := message.FIXMessage()
	if ref.IsNil() {
		return ErrNoMessage
	}
	t := ref.Type
	app := m.applicationOf(t.Version)
	if app == nil {
		return &VersionError{Message: t.MsgType, Version: t.Version.Name, Session: m.cfg.Dictionary.Version.Name}
	}
	if err := m.maySend(t.MsgType); err != nil {
		return err
	}
	start := len(m.buf)
	buf, fault := app.composer.AppendMessage(m.buf, message, m.stamp())
	if !fault.OK() {
		return fmt.Errorf("session: send: %w", t.Describe(fault, nil))
	}
	m.buf = buf
	m.sent(start, m.state.LoggedOn())
	return nil
}

// maySend refuses what is not for the application to send, or not now.
func (m *Machine) maySend(msgType string) error {
	switch {
	case len(msgType) == 1 && (msgType[0] >= '0' && msgType[0] <= '5' || msgType[0] == 'A'):
		return ErrSessionMessage
	case m.cfg.resendsNothing() && !m.state.LoggedOn():
		return ErrNotLoggedOn
	}
	return nil
}

func (m *Machine) stamp() runtime.Stamp {
	s := runtime.Stamp{MsgSeqNum: m.nextOut, SendingTime: m.now}
	if m.cfg.LastProcessed {
		s.LastProcessed = m.processed
	}
	return s
}

// sent makes actions of the message at m.buf[start:] and uses up its number.
func (m *Machine) sent(start int, transmit bool) {
	b := m.buf[start:len(m.buf):len(m.buf)]
	m.emit(Action{Kind: ActionSave, Seq: m.nextOut, Bytes: b})
	m.nextOut++
	if transmit {
		m.emit(Action{Kind: ActionTransmit, Bytes: b})
		m.link.lastSent = m.now
	}
}

// muted reports whether nothing may be transmitted any more, or ever was.
func (m *Machine) muted() bool { return m.state == StateLogoutSent || m.state == StateDisconnected }

// sendAdmin sends a message of the session layer whose body is in m.fields.
// What cannot be transmitted is not sent at all.
func (m *Machine) sendAdmin(msgType string, header []runtime.Field) {
	if !m.muted() {
		m.compose(msgType, header, true)
	}
}

// sendSaved is sendAdmin for messages that are resent if they are missed.
func (m *Machine) sendSaved(msgType string, header []runtime.Field) {
	m.compose(msgType, header, m.state.LoggedOn())
}

func (m *Machine) compose(msgType string, header []runtime.Field, transmit bool) {
	start := len(m.buf)
	m.buf = m.composer.AppendAdmin(m.buf, msgType, m.stamp(), header, m.fields)
	m.sent(start, transmit)
}
