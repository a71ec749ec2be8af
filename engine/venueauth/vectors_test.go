package venueauth_test

import (
	"context"
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"strings"
	"testing"
	"time"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/engine/venueauth"
	"github.com/affixgo/affix/runtime"
	"github.com/affixgo/affix/session"
)

// draft is the Logon of the published example of a venue.
func draft() session.LogonDraft {
	return session.LogonDraft{
		ID: 1, BeginString: "FIX.4.4", MsgType: "A", SenderCompID: "EXAMPLE", TargetCompID: "SPOT", MsgSeqNum: 1,
		SendingTime: "20240627-11:17:25.223", Time: time.Date(2024, 6, 27, 11, 17, 25, 223_000_000, time.UTC), HeartBtInt: 30,
		Fields: []runtime.Field{
			{Tag: 8, Value: "FIX.4.4"}, {Tag: 35, Value: "A"}, {Tag: 34, Value: "1"}, {Tag: 49, Value: "EXAMPLE"},
			{Tag: 52, Value: "20240627-11:17:25.223"}, {Tag: 56, Value: "SPOT"}, {Tag: 98, Value: "0"}, {Tag: 108, Value: "30"},
		},
	}
}

// sign returns the value of the target field.
func sign(t *testing.T, s engine.Signer, target int) string {
	t.Helper()
	fields, err := s.SignLogon(t.Context(), draft())
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range fields {
		if f.Tag == target {
			return f.Value
		}
	}
	t.Fatalf("no field %d in %v", target, fields)
	return ""
}

// The example that Binance publishes for FIX: the key is that of the document.
func TestEd25519Published(t *testing.T) {
	t.Parallel()
	key, err := venueauth.ParseEd25519([]byte(`-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEIIJEYWtGBrhACmb9Dvy+qa8WEf0lQOl1s4CLIAB9m89u
-----END PRIVATE KEY-----`))
	if err != nil {
		t.Fatal(err)
	}
	got := sign(t, venueauth.Signer{
		Algorithm: venueauth.Ed25519(key), Payload: venueauth.Tags(venueauth.SOH, 35, 49, 56, 34, 52),
	}, 96)
	want := "4MHXelVVcpkdwuLbl6n73HQUXUf1dse2PCgT1DYqW9w8AVZ1RACFGM+5UdlGPrQHrgtS3CvsRURC1oj73j8gCA=="
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// RFC 8032, 7.1, test 2; RFC 4231, test cases 1, 2 and 6.
func TestPublishedVectors(t *testing.T) {
	t.Parallel()
	seed := unhex(t, "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
	tests := []struct {
		name      string
		algorithm venueauth.Algorithm
		text      []byte
		want      string
	}{
		{
			"Ed25519", venueauth.Ed25519(ed25519.NewKeyFromSeed(seed)), []byte{0x72},
			"92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da" +
				"085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
		},
		{
			"HMAC-SHA256, 1", venueauth.HMACSHA256([]byte(strings.Repeat("\x0b", 20))), []byte("Hi There"),
			"b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
		},
		{
			"HMAC-SHA256, 2", venueauth.HMACSHA256([]byte("Jefe")), []byte("what do ya want for nothing?"),
			"5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
		},
		{
			"HMAC-SHA512, 1", venueauth.HMACSHA512([]byte(strings.Repeat("\x0b", 20))), []byte("Hi There"),
			"87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cde" +
				"daa833b7d6b8a702038b274eaea3f4e4be9d914eeb61f1702e696c203a126854",
		},
		{
			"HMAC-SHA256, 6", venueauth.HMACSHA256([]byte(strings.Repeat("\xaa", 131))),
			[]byte("Test Using Larger Than Block-Size Key - Hash Key First"),
			"60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := tt.algorithm.Sign(t.Context(), tt.text)
			if err != nil || hex.EncodeToString(got) != tt.want {
				t.Errorf("got %x, %v", got, err)
			}
		})
	}
}

func unhex(t *testing.T, text string) []byte {
	t.Helper()
	b, err := hex.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// What RSA signs is what a venue verifies, with its own padding only.
func TestRSA(t *testing.T) {
	t.Parallel()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	payload := venueauth.Tags(venueauth.SOH, 52, 35, 34, 49, 56)
	digest := sha256.Sum256([]byte("20240627-11:17:25.223\x01A\x011\x01EXAMPLE\x01SPOT"))
	v15 := func(signature []byte) error {
		return rsa.VerifyPKCS1v15(&key.PublicKey, crypto.SHA256, digest[:], signature)
	}
	pss := func(signature []byte) error {
		return rsa.VerifyPSS(&key.PublicKey, crypto.SHA256, digest[:], signature, &rsa.PSSOptions{SaltLength: 32})
	}
	for _, tt := range []struct {
		name          string
		algorithm     venueauth.Algorithm
		verify, other func([]byte) error
	}{
		{"PKCS #1 v1.5", venueauth.RSASHA256(key), v15, pss},
		{"PSS", venueauth.RSAPSS(key), pss, v15},
	} {
		text := sign(t, venueauth.Signer{Algorithm: tt.algorithm, Payload: payload}, 96)
		signature, err := base64.StdEncoding.DecodeString(text)
		if err != nil || tt.verify(signature) != nil || tt.other(signature) == nil {
			t.Errorf("%s: %s, %v", tt.name, text, err)
		}
	}
}

// A key service is an algorithm.
func TestAlgorithmFunc(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	s := venueauth.Signer{
		Payload: venueauth.Tags("", 35),
		Algorithm: venueauth.SHA256First(venueauth.AlgorithmFunc(func(ctx context.Context, text []byte) ([]byte, error) {
			return text, ctx.Err()
		})),
		Encoding: venueauth.Hex, Target: 58,
	}
	want := sha256.Sum256([]byte("A"))
	if got := sign(t, s, 58); got != hex.EncodeToString(want[:]) {
		t.Errorf("got %s", got)
	}
	if _, err := s.SignLogon(ctx, draft()); err == nil {
		t.Error("no error although the context has ended")
	}
}
