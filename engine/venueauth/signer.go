package venueauth

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"strings"

	"github.com/affixgo/affix/runtime"
	"github.com/affixgo/affix/session"
)

// Encoding is how the bytes of a signature become text.
type Encoding uint8

// The encodings.
const (
	Base64    Encoding = iota // with + and /, and padding
	Base64URL                 // with - and _, and padding
	Hex                       // lower case
	HexUpper                  // upper case
)

func (e Encoding) text(b []byte) string {
	switch e {
	case Base64URL:
		return base64.URLEncoding.EncodeToString(b)
	case Hex:
		return hex.EncodeToString(b)
	case HexUpper:
		return strings.ToUpper(hex.EncodeToString(b))
	}
	return base64.StdEncoding.EncodeToString(b)
}

// DefaultTarget is RawData (96).
const DefaultTarget = 96

// Signer signs Logons, see the package. It is safe for concurrent use if its
// Algorithm is.
type Signer struct {
	// Algorithm makes the signature. Required.
	Algorithm Algorithm
	// Payload is what is signed. Required.
	Payload Payload
	// Encoding is how the signature is written. If zero, base64.
	Encoding Encoding
	// Target is the tag of the signature. If zero, RawData (96). The length in
	// front of a data field is added.
	Target int
	// Fields are further fields of the Logon, such as the API key in Username
	// (553). They may be part of the Payload.
	Fields []runtime.Field
	// NonceTag, if not zero, is a field that gets SendingTime (52) as Unix
	// milliseconds. It may be part of the Payload.
	NonceTag int
}

// Validate reports all that is wrong with the signer at once.
func (s Signer) Validate() error {
	problems := s.Payload.validate()
	if s.Algorithm == nil {
		problems = append(problems, "the Algorithm is missing")
	}
	if s.Encoding > HexUpper {
		problems = append(problems, "unknown Encoding "+strconv.Itoa(int(s.Encoding)))
	}
	if s.Target < 0 || s.NonceTag < 0 {
		problems = append(problems, "a tag is below 0")
	}
	if slices.ContainsFunc(s.Payload.Parts, func(p Part) bool { return p.Tag != 0 && p.Tag == s.target() }) {
		problems = append(problems, "the Payload has the signature itself, field "+strconv.Itoa(s.target()))
	}
	if len(problems) > 0 {
		return errors.New("venueauth: signer: " + joined(problems))
	}
	return nil
}

// String says how Logons are signed, and with nothing of what.
func (s Signer) String() string {
	return fmt.Sprintf("signer(%v into field %d)", s.Algorithm, s.target())
}

// GoString returns what String does.
func (s Signer) GoString() string { return s.String() }

// LogValue is what a logger gets: String.
func (s Signer) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalText returns what String does.
func (s Signer) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

func (s *Signer) target() int {
	if s.Target == 0 {
		return DefaultTarget
	}
	return s.Target
}

// SignLogon implements engine.Signer.
func (s Signer) SignLogon(ctx context.Context, draft session.LogonDraft) ([]runtime.Field, error) {
	if err := s.Validate(); err != nil {
		return nil, err
	}
	fields := slices.Clone(s.Fields)
	if s.NonceTag != 0 {
		fields = append(fields, runtime.Field{Tag: s.NonceTag, Value: UnixMillis.text(draft.Time)})
	}
	draft.Fields = slices.Concat(fields, draft.Fields)
	text, err := s.Payload.text(&draft)
	if err != nil {
		return nil, err
	}
	signature, err := s.Algorithm.Sign(ctx, text)
	if err != nil {
		return nil, fmt.Errorf("venueauth: %w", err)
	}
	return append(fields, runtime.Field{Tag: s.target(), Value: s.Encoding.text(signature)}), nil
}
