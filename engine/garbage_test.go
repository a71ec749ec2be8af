package engine_test

import (
	"bytes"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/affixgo/affix/engine"
)

// Bytes that are no message cost themselves, not the session.
func TestGarbageWhileLoggedOn(t *testing.T) {
	digits := strings.Repeat("9", 60)
	tests := []struct {
		name  string
		bytes func(p *peer) []byte
	}{
		{"wrong checksum", func(p *peer) []byte {
			b := p.frame("35=1|112=bad")
			p.next--
			b[len(b)-2] ^= 1
			return b
		}},
		{"noise", func(*peer) []byte { return []byte("no FIX at all\x01\x00\xff") }},
		{"BodyLength of 60 digits", func(*peer) []byte { return []byte("8=FIX.4.4\x019=" + digits + "\x0135=0\x0110=000\x01") }},
		{"BodyLength beyond the limit", func(*peer) []byte { return []byte("8=FIX.4.4\x019=99999999\x0135=0\x0110=000\x01") }},
		{"BodyLength that is negative", func(*peer) []byte { return []byte("8=FIX.4.4\x019=-5\x0135=0\x0110=000\x01") }},
		{"BodyLength too low", func(p *peer) []byte {
			p.next--
			return bytes.Replace(p.frame("35=0"), []byte("\x019="), []byte("\x019=1\x019="), 1)
		}},
		{"no MsgType", func(*peer) []byte { return []byte("8=FIX.4.4\x019=5\x0134=2\x0110=166\x01") }},
		{"tag without number", func(p *peer) []byte {
			b := p.frame("35=0|x=1")
			p.next--
			return b
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				v := startVenue(t, engine.NewRouter())
				p := v.logon(t, 1, "")
				p.write(tt.bytes(p))
				p.send("35=1|112=alive")
				p.expect("35=0|34=2|112=alive")
				v.logs.want(t, "garbled message skipped")
				p.leave()
			})
		})
	}
}

// A peer that stops in the middle of a message is silent like any other.
func TestHalfAMessageThenSilence(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := startVenue(t, engine.NewRouter())
		p := v.logon(t, 1, "")
		b := p.frame(orderBody("A"))
		p.write(b[:len(b)/2])
		p.expect("35=0")
		p.expect("35=1")
		p.expectClosed()
		if n := v.Status().NextIn; n != 2 {
			t.Errorf("next number in is %d", n)
		}
	})
}

// Messages arrive in pieces of any size.
func TestMessagesInPieces(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		v := startVenue(t, engine.NewRouter())
		p := v.logon(t, 1, "")
		var all []byte
		for range 50 {
			all = append(all, p.frame("35=0")...)
		}
		r := rand.New(rand.NewPCG(1, 2))
		for len(all) > 0 {
			n := min(len(all), 1+r.IntN(150))
			p.write(all[:n])
			all = all[n:]
		}
		p.leave()
		synctest.Wait()
		if n := v.Status().NextIn; n != 53 {
			t.Errorf("next number in is %d", n)
		}
	})
}

// Whatever is mixed into the stream: no panic, no hang.
func TestNoise(t *testing.T) {
	for seed := range uint64(30) {
		synctest.Test(t, func(t *testing.T) {
			r := rand.New(rand.NewPCG(seed, 0))
			v := startVenue(t, engine.NewRouter())
			p := v.logon(t, 1, "")
			go func() {
				for p.read(1<<40) != "" {
				}
			}()
			for range 50 {
				b := p.frame(orderBody("A"))
				for range r.IntN(4) {
					b[r.IntN(len(b))] = byte(r.IntN(256))
				}
				p.write(b[:r.IntN(len(b)+1)])
			}
			_ = p.conn.Close()
			synctest.Wait()
			if v.Status().Err != nil || v.LoggedOn() {
				t.Error(v.Status())
			}
		})
	}
}
