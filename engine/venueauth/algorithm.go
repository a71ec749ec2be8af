package venueauth

import (
	"context"
	"crypto"
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/sha512"
	"errors"
	"hash"
)

// Algorithm makes the signature of a text. It is safe for concurrent use.
type Algorithm interface {
	// Sign returns the signature, as bytes. It may block until ctx ends.
	Sign(ctx context.Context, text []byte) ([]byte, error)
}

// AlgorithmFunc makes a function an [Algorithm].
type AlgorithmFunc func(ctx context.Context, text []byte) ([]byte, error)

// Sign calls f.
func (f AlgorithmFunc) Sign(ctx context.Context, text []byte) ([]byte, error) { return f(ctx, text) }

// algorithm has its key in a function, where no printing finds it.
type algorithm struct {
	name string
	sign func(text []byte) ([]byte, error)
}

func (a *algorithm) Sign(ctx context.Context, text []byte) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return a.sign(text)
}

// String returns the name of the algorithm.
func (a *algorithm) String() string { return a.name }

// HMACSHA256 is HMAC with SHA-256 (RFC 2104). The secret is the bytes themselves:
// see [ParseSecret] for one that is handed out in base64 or hex.
func HMACSHA256(secret []byte) Algorithm { return hmacWith("HMAC-SHA256", sha256.New, secret) }

// HMACSHA512 is HMAC with SHA-512, like [HMACSHA256].
func HMACSHA512(secret []byte) Algorithm { return hmacWith("HMAC-SHA512", sha512.New, secret) }

func hmacWith(name string, newHash func() hash.Hash, secret []byte) Algorithm {
	secret = append([]byte(nil), secret...)
	return &algorithm{name, func(text []byte) ([]byte, error) {
		if len(secret) == 0 {
			return nil, errors.New("venueauth: " + name + ": the secret is empty")
		}
		h := hmac.New(newHash, secret)
		h.Write(text)
		return h.Sum(nil), nil
	}}
}

// Ed25519 is Ed25519 (RFC 8032).
func Ed25519(key ed25519.PrivateKey) Algorithm {
	return &algorithm{"Ed25519", func(text []byte) ([]byte, error) {
		if len(key) != ed25519.PrivateKeySize {
			return nil, errors.New("venueauth: Ed25519: the key is missing or of a wrong size")
		}
		return ed25519.Sign(key, text), nil
	}}
}

// RSASHA256 is RSA with PKCS #1 v1.5 padding over SHA-256 (RFC 8017). A venue
// that says "RSA" means this one or [RSAPSS]: the signatures of one are never
// valid as the other's.
func RSASHA256(key *rsa.PrivateKey) Algorithm {
	return rsaWith("RSA-SHA256", key, func(digest []byte) ([]byte, error) {
		return rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, digest)
	})
}

// RSAPSS is RSA with PSS padding over SHA-256, its salt as long as the digest
// (RFC 8017).
func RSAPSS(key *rsa.PrivateKey) Algorithm {
	return rsaWith("RSA-PSS-SHA256", key, func(digest []byte) ([]byte, error) {
		return rsa.SignPSS(rand.Reader, key, crypto.SHA256, digest, &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash})
	})
}

func rsaWith(name string, key *rsa.PrivateKey, sign func(digest []byte) ([]byte, error)) Algorithm {
	return &algorithm{name, func(text []byte) ([]byte, error) {
		if key == nil {
			return nil, errors.New("venueauth: " + name + ": the key is missing")
		}
		digest := sha256.Sum256(text)
		return sign(digest[:])
	}}
}

// SHA256First is for venues that have the SHA-256 digest of the payload signed in
// its place, with an algorithm that may hash it once more.
func SHA256First(then Algorithm) Algorithm {
	return AlgorithmFunc(func(ctx context.Context, text []byte) ([]byte, error) {
		digest := sha256.Sum256(text)
		return then.Sign(ctx, digest[:])
	})
}
