package config

import (
	"cmp"
	"errors"
	"fmt"
	"strings"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/engine/venueauth"
	"github.com/affixgo/affix/session"
)

// Signer says how Logons are signed, see package engine/venueauth.
type Signer struct {
	// Algorithm makes the signature. If zero, Logons are not signed.
	Algorithm SignAlgorithm
	// Key is the secret of an HMAC, or a private key in PEM or as its base64.
	// Take it from the environment or from a file.
	Key session.Secret
	// Form is how the secret of an HMAC is handed out. If zero, as text.
	Form venueauth.SecretForm
	// SHA256First has the SHA-256 digest of the payload signed in its place.
	SHA256First bool
	// Tags are the fields whose values are signed, in this order, with Separator
	// between them: the simple form of Payload.
	Tags []int
	// Separator stands between the values of Tags. SOH is the byte 1; if empty,
	// nothing stands there.
	Separator string
	// User is Username (553), for the algorithm nonce.
	User string

	// Settings are the rest of the signer.
	Settings venueauth.Signer `config:"inline"`
}

// SignAlgorithm is how a signature is made.
type SignAlgorithm uint8

// The algorithms.
const (
	SignNone       SignAlgorithm = iota // not at all
	SignHMACSHA256                      // HMAC with SHA-256
	SignHMACSHA512                      // HMAC with SHA-512
	SignEd25519                         // Ed25519
	SignRSASHA256                       // RSA with PKCS #1 v1.5 padding over SHA-256
	SignRSAPSS                          // RSA with PSS padding over SHA-256
	SignNonce                           // a number used once is signed, and not the Logon: see venueauth.Nonce
)

// String returns the name of the algorithm in files: "hmac-sha256".
func (a SignAlgorithm) String() string {
	switch a {
	case SignNone:
		return "none"
	case SignHMACSHA256:
		return "hmac-sha256"
	case SignHMACSHA512:
		return "hmac-sha512"
	case SignEd25519:
		return "ed25519"
	case SignRSASHA256:
		return "rsa-sha256"
	case SignRSAPSS:
		return "rsa-pss"
	case SignNonce:
		return "nonce"
	}
	return fmt.Sprintf("SignAlgorithm(%d)", uint8(a))
}

// signer makes the signer of a session, once it is known that it has one.
func (c *checker) signer(s *Session) {
	if s.Signer.Algorithm == SignNone {
		for key, src := range s.sources {
			if within(key, "Signer") && key != "Signer.Algorithm" && !src.Default {
				c.report(s, key, "has no effect: Signer.Algorithm is missing", "write Algorithm: hmac-sha256, or which the venue wants")
			}
		}
		return
	}
	signer, err := s.Signer.build()
	for _, e := range flatten(err) {
		key, text := splitKey(e.Error())
		c.report(s, cmp.Or(key, "Signer"), strings.TrimPrefix(strings.TrimPrefix(text, "venueauth: "), "signer: "), "")
	}
	if err != nil {
		return
	}
	for _, o := range []*engine.Operation{&s.Initiator.Operation, &s.Acceptor.Operation} {
		if o.Signer == nil {
			o.Signer = signer
		}
	}
}

func (s Signer) build() (engine.Signer, error) {
	if s.Algorithm == SignNonce {
		if s.User == "" || s.Key == "" {
			return nil, errors.New("Signer.User and Signer.Key are needed for the algorithm nonce")
		}
		return &venueauth.Nonce{User: s.User, Secret: s.Key, Fields: s.Settings.Fields}, nil
	}
	signer := s.Settings
	algorithm, err := s.algorithm()
	if err != nil {
		return nil, fmt.Errorf("Signer.Key %w", err)
	}
	if signer.Algorithm = algorithm; s.SHA256First {
		signer.Algorithm = venueauth.SHA256First(algorithm)
	}
	if len(s.Tags) > 0 {
		if len(signer.Payload.Parts) > 0 {
			return nil, errors.New("Signer.Tags and Signer.Payload both say what is signed")
		}
		signer.Payload = venueauth.Tags(strings.ReplaceAll(s.Separator, "SOH", venueauth.SOH), s.Tags...)
	}
	if err := signer.Validate(); err != nil {
		return nil, err
	}
	return signer, nil
}

func (s Signer) algorithm() (venueauth.Algorithm, error) {
	switch s.Algorithm {
	case SignEd25519:
		key, err := venueauth.ParseEd25519([]byte(s.Key))
		return venueauth.Ed25519(key), err
	case SignRSASHA256, SignRSAPSS:
		key, err := venueauth.ParseRSA([]byte(s.Key))
		if s.Algorithm == SignRSAPSS {
			return venueauth.RSAPSS(key), err
		}
		return venueauth.RSASHA256(key), err
	}
	secret, err := venueauth.ParseSecret(string(s.Key), s.Form)
	if s.Algorithm == SignHMACSHA512 {
		return venueauth.HMACSHA512(secret), err
	}
	return venueauth.HMACSHA256(secret), err
}
