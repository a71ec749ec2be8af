// Command signed logs on to a venue of the kind that crypto assets are traded on:
// the Logon is signed with an Ed25519 key, every Logon begins anew, messages carry
// tags of the venue's own. A stand-in verifies the signature.
package main

import (
	"context"
	"crypto/ed25519"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"log"
	"strings"
	"time"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/engine/profile"
	"github.com/affixgo/affix/engine/venueauth"
	"github.com/affixgo/affix/examples/standin"
	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/runtime"
	"github.com/affixgo/affix/session"
	"github.com/affixgo/affix/store"
)

func main() {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	if err := run(ctx); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context) (err error) {
	public, text, err := newKey()
	if err != nil {
		return err
	}
	venue, err := startVenue(ctx, public)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, venue.Shutdown(ctx)) }()

	key, err := venueauth.ParseEd25519(text)
	if err != nil {
		return err
	}
	filled := make(chan struct{})
	router := engine.NewRouter()
	engine.On(router, func(_ context.Context, _ *engine.Session, m *fix44.ExecutionReport) error {
		fmt.Println(m.ClOrdID, m.OrdStatus)
		close(filled)
		return nil
	})
	router.OnEvent(func(_ *engine.Session, e session.Event) {
		if e.Kind == session.EventLogonFailed { // also if the key is wrong, or the clock
			log.Println("no logon:", e.Reason, e.Text)
		}
	})
	cfg := engine.InitiatorConfig{
		Addresses: []string{venue.Addr().String()},
		Session: session.Config{
			Dictionary: fix44.Dictionary, SenderCompID: "EXAMPLE", TargetCompID: "SPOT",
			// The venue's own tags: of every header, of the header of messages
			// that set it, and of the Logon.
			Header:     []runtime.Field{{Tag: 25000, Value: "5000"}},
			LogonExtra: []runtime.Field{{Tag: 553, Value: "api-key"}, {Tag: 25035, Value: "2"}},
		},
		Operation: engine.Operation{Signer: venueauth.Signer{
			Algorithm: venueauth.Ed25519(key),
			Payload:   venueauth.Tags(venueauth.SOH, 35, 49, 56, 34, 52),
		}},
		Store:  store.NewMemory(store.MemoryConfig{}), // nothing is recovered
		Router: router,
	}
	profile.Ephemeral().Initiator(&cfg)
	client, err := engine.NewInitiator(cfg)
	if err != nil {
		return err
	}
	if err := client.Start(ctx); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, client.Shutdown(ctx)) }()

	if err := client.Session().WaitLoggedOn(ctx); err != nil {
		return err
	}
	order := standin.Order("ORD-1")
	order.Unknown = []runtime.Field{{Tag: 25000, Value: "250"}} // for this order only
	if _, err := client.Session().Send(ctx, order); err != nil {
		return err
	}
	select {
	case <-filled:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// startVenue starts the stand-in: it knows the public key of api-key.
func startVenue(ctx context.Context, public ed25519.PublicKey) (*engine.Acceptor, error) {
	return standin.Venue(ctx, func(cfg *engine.AcceptorConfig) {
		cfg.Sessions[0].SenderCompID, cfg.Sessions[0].TargetCompID = "SPOT", "EXAMPLE"
		cfg.Sessions[0].Reset = session.ResetEveryLogon
		cfg.Sessions[0].Policy.UserTags = runtime.PolicyKeep
		cfg.Authenticate = func(_ context.Context, r engine.LogonRequest) error {
			var parts []string
			for _, tag := range []int{35, 49, 56, 34, 52} {
				parts = append(parts, r.Logon.Text(tag))
			}
			signature, err := base64.StdEncoding.DecodeString(r.Logon.Text(96))
			if err != nil || !ed25519.Verify(public, []byte(strings.Join(parts, "\x01")), signature) {
				return engine.Refuse{Text: "invalid signature"}
			}
			fmt.Println("the signature of", r.Logon.Text(553), "is good")
			return nil
		}
	})
}

// newKey returns a key pair, the private half as a venue hands it out: PEM.
func newKey() (ed25519.PublicKey, []byte, error) {
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		return nil, nil, err
	}
	der, err := x509.MarshalPKCS8PrivateKey(private)
	return public, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), err
}
