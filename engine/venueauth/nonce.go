package venueauth

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strconv"
	"sync"

	"github.com/affixgo/affix/runtime"
	"github.com/affixgo/affix/session"
)

// Nonce is for venues that have a number signed that is used once, and not the
// Logon: RawData (96) is the time in Unix milliseconds, a point, and random bytes
// in base64; Password (554) is the SHA-256 digest of RawData and the secret, in
// base64. The times of one Nonce grow from Logon to Logon. It must not be copied
// once it is in use.
type Nonce struct {
	// User is Username (553), such as a client id. Required.
	User string
	// Secret is put behind RawData. Required.
	Secret session.Secret
	// Fields are further fields of the Logon.
	Fields []runtime.Field
	// Random is where random bytes come from. If nil, crypto/rand.
	Random io.Reader

	mu   sync.Mutex
	last int64 // milliseconds
}

// nonceBytes is how many random bytes a nonce has.
const nonceBytes = 32

// String names the form, and nothing of what is in it.
func (n *Nonce) String() string { return "nonce" }

// GoString returns what String does.
func (n *Nonce) GoString() string { return n.String() }

// SignLogon implements engine.Signer.
func (n *Nonce) SignLogon(_ context.Context, draft session.LogonDraft) ([]runtime.Field, error) {
	if n.User == "" || n.Secret == "" {
		return nil, errors.New("venueauth: nonce: User or Secret is empty")
	}
	random := n.Random
	if random == nil {
		random = rand.Reader
	}
	var b [nonceBytes]byte
	if _, err := io.ReadFull(random, b[:]); err != nil {
		return nil, fmt.Errorf("venueauth: nonce: no random bytes: %w", err)
	}
	raw := strconv.FormatInt(n.next(draft.Time.UnixMilli()), 10) + "." + base64.StdEncoding.EncodeToString(b[:])
	digest := sha256.Sum256([]byte(raw + string(n.Secret)))
	return append([]runtime.Field{
		{Tag: 553, Value: n.User},
		{Tag: 96, Value: raw},
		{Tag: 554, Value: base64.StdEncoding.EncodeToString(digest[:])},
	}, n.Fields...), nil
}

// next returns the time, or a little more if it has been there before.
func (n *Nonce) next(millis int64) int64 {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.last = max(millis, n.last+1)
	return n.last
}
