package engine_test

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/session"
)

// ends is a router that collects what OnLogout is told.
func ends() (*engine.Router, *[]string) {
	r := engine.NewRouter()
	var all []string
	r.OnLogout(func(_ *engine.Session, reason string) { all = append(all, reason) })
	return r, &all
}

// However a peer goes or is got rid of: OnLogout, Status and the log say the
// same.
func TestEndings(t *testing.T) {
	tests := []struct {
		name   string
		peer   func(p *peer)
		reason session.Reason
		text   string
	}{
		{"says nothing any more", func(p *peer) {
			for p.read(2*time.Minute) != "" {
			}
		}, session.ReasonHeartbeatLost, ""},
		{"trickles bytes", func(p *peer) {
			go func() {
				for p.read(time.Hour) != "" {
				}
			}()
			_ = p.conn.SetWriteDeadline(time.Now().Add(time.Hour))
			message := p.frame("35=1|112=slow")
			for _, b := range message {
				if _, err := p.conn.Write([]byte{b}); err != nil {
					return
				}
				pass(5 * time.Second)
			}
			p.t.Error("the whole message was waited for")
		}, session.ReasonHeartbeatLost, ""},
		{"does not read", func(p *peer) {
			for i := 0; ; i++ {
				if _, err := p.conn.Write(p.frame(fmt.Sprint("35=1|112=", i))); err != nil {
					return
				}
				pass(time.Second)
			}
		}, session.ReasonSlowPeer, "the peer does not read"},
		{"asks for too many resends", func(p *peer) {
			for i := range session.DefaultResendRate + 1 {
				p.send(fmt.Sprintf("35=2|7=1|16=%d", i%2))
				p.read(time.Minute)
			}
			p.send("35=5")
			p.expectClosed()
		}, session.ReasonResendLoop, "Too many ResendRequests from 1"},
		{"asks for ever other resends", func(p *peer) {
			for i := range 3 {
				p.send(orderBody(fmt.Sprint(i)))
				p.expect("35=j")
			}
			for i := range session.DefaultResendRate + 1 {
				p.send(fmt.Sprintf("35=2|7=%d|16=%d", i%2*2+1, i%2*2+1))
				p.read(time.Minute)
			}
			p.send("35=5")
			for p.read(time.Minute) != "" {
			}
		}, session.ReasonResendRate, "More than 300 ResendRequests a minute"},
		{"is gone", func(p *peer) { _ = p.conn.Close() }, session.ReasonLost, ""},
		{"logs out", func(p *peer) { p.send("35=5|58=bye"); p.expect("35=5"); p.expectClosed() }, session.ReasonPeerLogout, "bye"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r, told := ends()
				v := startVenue(t, r)
				tt.peer(v.logon(t, 1, ""))
				synctest.Wait()
				want := tt.reason.String()
				if tt.text != "" {
					want += ": " + tt.text
				}
				if len(*told) != 1 || (*told)[0] != want {
					t.Errorf("OnLogout was told %q, want %s", *told, want)
				}
				if e := v.Snapshot().LastEnd; e == nil || e.Reason != tt.reason || e.Text != tt.text || e.Time.IsZero() {
					t.Errorf("status: %+v, want %s", e, want)
				}
				v.logs.want(t, "reason="+tt.reason.String())
			})
		})
	}
}
