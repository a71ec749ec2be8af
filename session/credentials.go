package session

import (
	"slices"
	"strconv"
	"strings"

	"github.com/affixgo/affix/runtime"
)

// Secret is a text that is sent but never shown: printing, logging or
// marshalling it yields "***".
type Secret string

const redacted = "***"

// String returns "***", or nothing if the secret is empty.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return redacted
}

// GoString returns what String does, quoted.
func (s Secret) GoString() string { return strconv.Quote(s.String()) }

// MarshalText returns what String does, for logs and JSON.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// credentials returns the user and the password, and in the first Logon of a
// connection the new one, if there are any.
func (m *Machine) credentials(why logonCause) []runtime.Field {
	if m.cfg.Role != Initiator {
		return nil
	}
	fields := []runtime.Field{
		{Tag: tagUsername, Value: m.cfg.Username},
		{Tag: tagPassword, Value: string(m.cfg.Password)},
	}
	if why == logonOpening {
		fields = append(fields, runtime.Field{Tag: tagNewPassword, Value: string(m.cfg.NewPassword)})
	}
	return slices.DeleteFunc(fields, func(f runtime.Field) bool { return f.Value == "" })
}

// validateCredentials reports credentials that the version has no field for.
func (c *Config) validateCredentials(d *dialect, bad func(format string, args ...any)) {
	for _, f := range []struct {
		name, value string
		tag         int
	}{
		{"Username", c.Username, tagUsername},
		{"Password", string(c.Password), tagPassword},
		{"NewPassword", string(c.NewPassword), tagNewPassword},
	} {
		_, known := d.logonAt.get(f.tag)
		switch {
		case f.value == "":
		case strings.IndexByte(f.value, runtime.SOH) >= 0:
			bad("%s has a SOH in it", f.name)
		case !known:
			bad("%s: %s has no field %d in Logon: use LogonExtra if the peer wants it all the same",
				f.name, c.Dictionary.Version.Name, f.tag)
		}
	}
}

// changePassword asks for another password with the next Logon.
func (m *Machine) changePassword(secret string) error {
	if _, known := m.dialect.logonAt.get(tagNewPassword); !known || m.cfg.Role != Initiator {
		return ErrNoNewPassword
	}
	if strings.IndexByte(secret, runtime.SOH) >= 0 {
		return ErrPasswordSOH
	}
	m.cfg.NewPassword = Secret(secret)
	return nil
}

// statusNotChanged are the values of SessionStatus (1409) of a Logon that say
// that a password was not changed.
var statusNotChanged = map[string]string{
	"3": "New session password does not comply with policy",
	"5": "Invalid username or password",
	"6": "Account locked",
	"7": "Logons are not allowed at this time",
	"8": "Password expired",
}

// passwordAccepted looks what became of the new password in our Logon once the
// peer has answered it with a Logon. One that says nothing about it accepts it.
func (m *Machine) passwordAccepted(raw *runtime.Raw) {
	asked := m.link.newPassword
	if asked == "" {
		return
	}
	if text, refused := statusNotChanged[raw.Text(tagSessionStatus)]; refused {
		m.passwordRefused(text)
		return
	}
	m.link.newPassword = ""
	m.cfg.Password = asked
	if m.cfg.NewPassword == asked {
		m.cfg.NewPassword = ""
	}
	m.notify(Event{Kind: EventPasswordChanged})
}

// passwordRefused goes back to the old password: a peer that is asked again and
// again may lock the account.
func (m *Machine) passwordRefused(text string) {
	asked := m.link.newPassword
	if asked == "" {
		return
	}
	m.link.newPassword = ""
	if m.cfg.NewPassword == asked {
		m.cfg.NewPassword = ""
	}
	m.notify(Event{Kind: EventPasswordRefused, Text: text})
}
