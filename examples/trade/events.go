package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/affixgo/affix/examples/trade/status"
)

// told deals with what the client tells.
func (p *play) told(ctx context.Context, e status.Event, post func(func() error)) error {
	switch e.Kind {
	case status.LoggedOn:
		p.logons++
		p.screen.Event("client (process %d) logged on: next in %d, next out %d", p.client.pid(), e.NextIn, e.NextOut)
	case status.Lost:
		p.screen.Event("client: the session has ended: %s", e.Text)
	case status.Gap:
		p.screen.Event("client misses %s and asks for them", count(e.Count, "message"))
	case status.Resent:
		p.screen.Event("client has no answer to %s and sends them again with PossResend", count(e.Count, "request"))
	case status.Closing:
		p.screen.Event("the script is played; what is open is cancelled: %s", count(e.Count, "order"))
	case status.Done:
		p.finished = true
	case status.Played, status.Applied, status.Again:
		p.progress = e.Progress
		p.showProgress()
		p.disturb(e.Kind, post)
	}
	return nil
}

func (p *play) showProgress() {
	p.screen.Progress(p.progress.Played, len(p.lines), p.whereabouts())
}

func (p *play) whereabouts() string {
	return fmt.Sprintf("%d of %d requests, %d reports, %d trades",
		min(p.progress.Played, len(p.lines)), len(p.lines), p.progress.Reports, p.progress.Trades/2)
}

// disturb cuts the connection and kills the client when their time has come.
func (p *play) disturb(kind status.Kind, post func(func() error)) {
	switch played := p.progress.Played; {
	case !p.cut && played >= len(p.lines)*45/100:
		p.cut = true
		p.relay.Cut(p.outage, func() {
			post(func() error {
				p.screen.Alert("connection cut in the middle of a message, for %v", p.outage)
				return nil
			})
		})
	// Right behind a report: it is in the ledger, but the engine may not have
	// counted it as received.
	case p.killed == nil && played >= len(p.lines)*60/100 && p.logons > 1 && kind == status.Applied:
		p.killed, p.client = p.client, nil
		p.killed.kill()
	}
}

// clientEnded deals with the end of a client process.
func (p *play) clientEnded(ctx context.Context, c *child, post func(func() error)) error {
	switch {
	case c == p.killed:
		p.screen.Alert("client killed (process %d) after %s", c.pid(), p.whereabouts())
		time.AfterFunc(p.outage, func() {
			post(func() error {
				p.screen.Event("client starts again and reads its ledger")
				return p.startClient(ctx, post)
			})
		})
		return nil
	case c.err == nil && !p.finished:
		return errors.New("the client ended early")
	}
	return c.err
}

// count writes a number with its noun.
func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
