package venueauth

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"strings"
)

// ParseEd25519 reads an Ed25519 private key: PKCS #8 in PEM ("PRIVATE KEY"), or
// its base64 without the lines around it.
func ParseEd25519(text []byte) (ed25519.PrivateKey, error) {
	key, err := parseKey(text)
	if err != nil {
		return nil, err
	}
	if k, ok := key.(ed25519.PrivateKey); ok {
		return k, nil
	}
	return nil, fmt.Errorf("venueauth: want an Ed25519 key, this is %s", kindOf(key))
}

// ParseRSA reads an RSA private key: PKCS #8 ("PRIVATE KEY") or PKCS #1 ("RSA
// PRIVATE KEY") in PEM, or the base64 of the former without the lines around it.
func ParseRSA(text []byte) (*rsa.PrivateKey, error) {
	key, err := parseKey(text)
	if err != nil {
		return nil, err
	}
	if k, ok := key.(*rsa.PrivateKey); ok {
		return k, nil
	}
	return nil, fmt.Errorf("venueauth: want an RSA key, this is %s", kindOf(key))
}

func kindOf(key any) string {
	switch key.(type) {
	case ed25519.PrivateKey:
		return "an Ed25519 key"
	case *rsa.PrivateKey:
		return "an RSA key"
	}
	return strings.TrimPrefix(fmt.Sprintf("a %T", key), "*")
}

func parseKey(text []byte) (any, error) {
	text = bytes.TrimSpace(text)
	if len(text) == 0 {
		return nil, errors.New("venueauth: the key is empty")
	}
	block, _ := pem.Decode(text)
	if block == nil {
		if bytes.Contains(text, []byte("-----")) {
			return nil, errors.New("venueauth: the key is no PEM: the lines BEGIN and END must be there, and base64 between them")
		}
		der, err := base64.StdEncoding.DecodeString(string(bytes.Join(bytes.Fields(text), nil)))
		if err != nil {
			return nil, errors.New("venueauth: the key is neither PEM nor base64")
		}
		block = &pem.Block{Type: "PRIVATE KEY", Bytes: der}
	}
	switch {
	case block.Type == "ENCRYPTED PRIVATE KEY", block.Headers["DEK-Info"] != "":
		return nil, errors.New("venueauth: the key is encrypted: decrypt it first, with openssl pkey for example")
	case block.Type == "PRIVATE KEY":
		key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
		if err != nil {
			return nil, fmt.Errorf("venueauth: the key is no PKCS #8: %w", err)
		}
		return key, nil
	case block.Type == "RSA PRIVATE KEY":
		key, err := x509.ParsePKCS1PrivateKey(block.Bytes)
		if err != nil {
			return nil, fmt.Errorf("venueauth: the key is no PKCS #1: %w", err)
		}
		return key, nil
	case strings.Contains(block.Type, "PUBLIC"), block.Type == "CERTIFICATE":
		return nil, fmt.Errorf("venueauth: want a private key, this is a %s", block.Type)
	}
	return nil, fmt.Errorf("venueauth: a PEM of type %q: want PRIVATE KEY or RSA PRIVATE KEY", block.Type)
}

// SecretForm is how a secret is handed out.
type SecretForm uint8

// The forms.
const (
	SecretText   SecretForm = iota // the text is the secret
	SecretBase64                   // standard or URL alphabet, with padding or without
	SecretHex
)

// ParseSecret returns the bytes of an HMAC secret.
func ParseSecret(text string, form SecretForm) ([]byte, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return nil, errors.New("venueauth: the secret is empty")
	}
	var b []byte
	var err error
	switch form {
	case SecretText:
		return []byte(text), nil
	case SecretBase64:
		plain := strings.NewReplacer("-", "+", "_", "/").Replace(strings.TrimRight(text, "="))
		if b, err = base64.RawStdEncoding.DecodeString(plain); err != nil {
			return nil, errors.New("venueauth: the secret is no base64")
		}
	case SecretHex:
		if b, err = hex.DecodeString(text); err != nil {
			return nil, errors.New("venueauth: the secret is no hex")
		}
	default:
		return nil, fmt.Errorf("venueauth: unknown form of a secret %d", form)
	}
	return b, nil
}
