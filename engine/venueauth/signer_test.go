package venueauth_test

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/engine/venueauth"
	"github.com/affixgo/affix/runtime"
	"github.com/affixgo/affix/session"
)

// TestPayload: what is signed, byte for byte.
func TestPayload(t *testing.T) {
	t.Parallel()
	tag, constant := func(n int) venueauth.Part { return venueauth.Part{Tag: n} }, func(s session.Secret) venueauth.Part {
		return venueauth.Part{Constant: s}
	}
	tests := []struct {
		name string
		s    venueauth.Signer
		want string
	}{
		{"SOH", venueauth.Signer{Payload: venueauth.Tags(venueauth.SOH, 52, 35, 34, 49, 56)}, "20240627-11:17:25.223|A|1|EXAMPLE|SPOT"},
		{"newlines", venueauth.Signer{Payload: venueauth.Tags(venueauth.Newline, 34, 49)}, "1\nEXAMPLE"},
		{"constants, joined by nothing", venueauth.Signer{Payload: venueauth.Payload{Parts: []venueauth.Part{
			tag(52), constant("A"), tag(34), constant("key"), tag(56), constant("passphrase"),
		}}}, "20240627-11:17:25.223A1keySPOTpassphrase"},
		{"the time as a number", venueauth.Signer{Payload: venueauth.Payload{Separator: "/", Parts: []venueauth.Part{
			{Time: venueauth.UnixSeconds}, {Time: venueauth.UnixMillis}, {Time: venueauth.UnixMicros}, {Time: venueauth.UnixNanos},
		}}}, "1719487045/1719487045223/1719487045223000/1719487045223000000"},
		{"names, and a separator at the end", venueauth.Signer{Payload: venueauth.Payload{
			Separator: venueauth.SOH, Named: true, Ends: true, Parts: []venueauth.Part{tag(35), tag(34), constant("x")},
		}}, "35=A|34=1|x|"},
		{"what the signer adds", venueauth.Signer{
			Payload: venueauth.Tags("+", 553, 5025), Fields: []runtime.Field{{Tag: 553, Value: "key"}}, NonceTag: 5025,
		}, "key+1719487045223"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var signed []byte
			tt.s.Algorithm = venueauth.AlgorithmFunc(func(_ context.Context, text []byte) ([]byte, error) {
				signed = bytes.Clone(text)
				return []byte("signature"), nil
			})
			if got := sign(t, tt.s, 96); got != base64.StdEncoding.EncodeToString([]byte("signature")) {
				t.Errorf("field 96 is %s", got)
			}
			if got := strings.ReplaceAll(string(signed), "\x01", "|"); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestEncodings(t *testing.T) {
	t.Parallel()
	bytes := venueauth.AlgorithmFunc(func(context.Context, []byte) ([]byte, error) { return []byte{0xfb, 0xff, 0xab}, nil })
	for e, want := range map[venueauth.Encoding]string{
		venueauth.Base64: "+/+r", venueauth.Base64URL: "-_-r", venueauth.Hex: "fbffab", venueauth.HexUpper: "FBFFAB",
	} {
		s := venueauth.Signer{Algorithm: bytes, Payload: venueauth.Tags("", 35), Encoding: e, Target: 554}
		if got := sign(t, s, 554); got != want {
			t.Errorf("%d: got %s, want %s", e, got, want)
		}
	}
}

// TestSignerErrors: what is wrong is said before anything is signed.
func TestSignerErrors(t *testing.T) {
	t.Parallel()
	good := venueauth.HMACSHA256([]byte("k"))
	for _, tt := range []struct {
		s    venueauth.Signer
		want string
	}{
		{venueauth.Signer{}, "venueauth: signer: the Payload is empty; the Algorithm is missing"},
		{venueauth.Signer{Algorithm: good, Payload: venueauth.Tags("", 96)}, "the Payload has the signature itself, field 96"},
		{venueauth.Signer{Algorithm: good, Payload: venueauth.Tags("", 35, 10)}, "part 2 of the Payload: field 10 is not known before the signature"},
		{venueauth.Signer{Algorithm: good, Payload: venueauth.Payload{Parts: []venueauth.Part{{}}}}, "part 1 of the Payload: want a Tag, a Constant, or a Time"},
		{venueauth.Signer{Algorithm: good, Payload: venueauth.Tags("", 553)}, "field 553 is to be signed, but the Logon does not have it: add it to LogonExtra"},
		{venueauth.Signer{Algorithm: venueauth.HMACSHA256(nil), Payload: venueauth.Tags("", 35)}, "HMAC-SHA256: the secret is empty"},
		{venueauth.Signer{Algorithm: venueauth.Ed25519(nil), Payload: venueauth.Tags("", 35)}, "Ed25519: the key is missing"},
		{venueauth.Signer{Algorithm: venueauth.RSAPSS(nil), Payload: venueauth.Tags("", 35)}, "RSA-PSS-SHA256: the key is missing"},
		{venueauth.Signer{Algorithm: good, Payload: venueauth.Tags("", 35), Encoding: 9}, "unknown Encoding 9"},
	} {
		if _, err := tt.s.SignLogon(t.Context(), draft()); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("got %v, want %s", err, tt.want)
		}
	}
}

// TestNonce: the form of the number, and that none comes twice.
func TestNonce(t *testing.T) {
	t.Parallel()
	n := &venueauth.Nonce{User: "client", Secret: "s3cret", Random: strings.NewReader(strings.Repeat("\x00", 64))}
	raw := sign(t, n, 96)
	if want := "1719487045223." + strings.Repeat("A", 43) + "="; raw != want {
		t.Errorf("got %s, want %s", raw, want)
	}
	if again := sign(t, n, 96); !strings.HasPrefix(again, "1719487045224.") {
		t.Errorf("the second number is %s", again)
	}
	n = &venueauth.Nonce{User: "client", Secret: "s3cret"}
	fields, err := n.SignLogon(t.Context(), draft())
	if err != nil {
		t.Fatal(err)
	}
	digest := sha256.Sum256([]byte(fields[1].Value + "s3cret"))
	if fields[0] != (runtime.Field{Tag: 553, Value: "client"}) || fields[2].Value != base64.StdEncoding.EncodeToString(digest[:]) {
		t.Errorf("got %v", fields)
	}
	if _, err := new(venueauth.Nonce).SignLogon(t.Context(), draft()); err == nil {
		t.Error("no error without a secret")
	}
	n = &venueauth.Nonce{User: "client", Secret: "s3cret", Random: strings.NewReader("short")}
	if _, err := n.SignLogon(t.Context(), draft()); err == nil {
		t.Error("no error without random bytes")
	}
}

// TestKeys: what can be read, and what is said of the rest.
func TestKeys(t *testing.T) {
	t.Parallel()
	_, ed, _ := ed25519.GenerateKey(rand.Reader)
	rs, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	ec, _ := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	pkcs8 := func(key any) []byte {
		b, err := x509.MarshalPKCS8PrivateKey(key)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	armor := func(kind string, b []byte) []byte { return pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: b}) }
	for _, text := range [][]byte{
		armor("PRIVATE KEY", pkcs8(ed)), []byte(base64.StdEncoding.EncodeToString(pkcs8(ed)) + "\n"),
		append([]byte("a comment\n"), armor("PRIVATE KEY", pkcs8(ed))...),
	} {
		if key, err := venueauth.ParseEd25519(text); err != nil || !key.Equal(ed) {
			t.Errorf("%s: %v", text, err)
		}
	}
	for _, text := range [][]byte{
		armor("PRIVATE KEY", pkcs8(rs)), armor("RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(rs)),
	} {
		if key, err := venueauth.ParseRSA(text); err != nil || !key.Equal(rs) {
			t.Errorf("%s: %v", text, err)
		}
	}
	for _, tt := range []struct {
		text []byte
		want string
	}{
		{nil, "the key is empty"},
		{[]byte("not a key!"), "neither PEM nor base64"},
		{[]byte("-----BEGIN PRIVATE KEY-----\nabc"), "no PEM"},
		{armor("PRIVATE KEY", []byte("xyz")), "no PKCS #8"},
		{armor("RSA PRIVATE KEY", []byte("xyz")), "no PKCS #1"},
		{armor("PUBLIC KEY", []byte("xyz")), "want a private key"},
		{armor("ENCRYPTED PRIVATE KEY", []byte("xyz")), "the key is encrypted"},
		{armor("OPENSSH PRIVATE KEY", []byte("xyz")), `type "OPENSSH PRIVATE KEY"`},
		{armor("PRIVATE KEY", pkcs8(rs)), "want an Ed25519 key, this is an RSA key"},
		{armor("PRIVATE KEY", pkcs8(ec)), "want an Ed25519 key, this is a *ecdsa.PrivateKey"},
	} {
		if _, err := venueauth.ParseEd25519(tt.text); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("got %v, want %s", err, tt.want)
		}
	}
	if _, err := venueauth.ParseRSA(armor("PRIVATE KEY", pkcs8(ed))); err == nil || !strings.Contains(err.Error(), "this is an Ed25519 key") {
		t.Errorf("got %v", err)
	}
}

func TestSecrets(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		text string
		form venueauth.SecretForm
		want string // "" is an error
	}{
		{" abc\n", venueauth.SecretText, "abc"},
		{"-_-r", venueauth.SecretBase64, "\xfb\xff\xab"}, {"+/8=", venueauth.SecretBase64, "\xfb\xff"}, {"+/8", venueauth.SecretBase64, "\xfb\xff"},
		{"fbFF", venueauth.SecretHex, "\xfb\xff"},
		{"!hidden", venueauth.SecretBase64, ""}, {"hidden", venueauth.SecretHex, ""}, {" ", venueauth.SecretText, ""}, {"x", 9, ""},
	} {
		got, err := venueauth.ParseSecret(tt.text, tt.form)
		if string(got) != tt.want || (err == nil) != (tt.want != "") || err != nil && strings.Contains(err.Error(), "hidden") {
			t.Errorf("%q: got %q, %v", tt.text, got, err)
		}
	}
}

// TestNothingIsShown: neither printing nor logging a signer shows what it signs
// with.
func TestNothingIsShown(t *testing.T) {
	t.Parallel()
	const secret = "s3cret"
	hmac := venueauth.HMACSHA256([]byte(secret))
	signer := venueauth.Signer{
		Algorithm: hmac, Fields: []runtime.Field{{Tag: 554, Value: secret}},
		Payload: venueauth.Payload{Parts: []venueauth.Part{{Constant: secret}}},
	}
	nonce := &venueauth.Nonce{User: "u", Secret: secret}
	var out bytes.Buffer
	for _, v := range []any{hmac, signer, engine.Operation{Signer: signer}, &signer, nonce, session.Secret(secret)} {
		fmt.Fprintf(&out, "%v %+v %#v %s\n", v, v, v, v)
		slog.New(slog.NewTextHandler(&out, nil)).Info("signer", "value", v)
		if b, err := json.Marshal(v); err == nil {
			out.Write(b)
		}
	}
	if strings.Contains(out.String(), secret) || strings.Contains(out.String(), fmt.Sprintf("%d", []byte(secret))) {
		t.Error(out.String())
	}
}
