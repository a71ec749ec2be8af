package main

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/affixgo/affix/runtime"
)

// TestConversations plays testdata/*.txt over TCP:
//
//	set NAME VERSION...   once, at the top; it is played for each version
//	numbers in=N out=N    by the control endpoint
//	connect               a new connection; the old one is left alone
//	> TYPE SEQ FIELDS     what we send; the header is filled in
//	< TYPE SEQ FIELDS     what must come, with these fields among others; 373=- must not be there
//	end                   the connection must be closed
//
// APPL is the DefaultApplVerID field of the version, empty outside of FIXT.
func TestConversations(t *testing.T) {
	t.Parallel()
	paths, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no conversations: %v", err)
	}
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		first, rest, _ := strings.Cut(string(text), "\n")
		words := strings.Fields(first)
		for _, version := range words[2:] {
			t.Run(strings.TrimSuffix(filepath.Base(path), ".txt")+"/"+version, func(t *testing.T) {
				t.Parallel()
				converse(t, words[1], version, rest)
			})
		}
	}
}

func converse(t *testing.T, set, version, text string) {
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	r, err := start(ctx, settings{
		set: set, version: version, listen: "127.0.0.1:0", control: "127.0.0.1:0", logger: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	p := &peer{t: t, r: r, dictionary: dictionary(version)}
	defer func() {
		for _, c := range p.conns {
			_ = c.Close()
		}
		if err := r.close(ctx); err != nil {
			t.Error(err)
		}
	}()
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' && !t.Failed() {
			p.play(line)
		}
	}
}

// peer is the other end of a conversation.
type peer struct {
	t          *testing.T
	r          *reflector
	dictionary *runtime.Dictionary
	conns      []net.Conn
	framer     runtime.Framer
	buf        []byte
}

func (p *peer) conn() net.Conn { return p.conns[len(p.conns)-1] }

func (p *peer) play(line string) {
	p.t.Helper()
	word, rest, _ := strings.Cut(line, " ")
	switch word {
	case "numbers":
		p.numbers(rest)
	case "connect":
		c, err := net.Dial("tcp", p.r.acceptor.Addr().String())
		if err != nil {
			p.t.Fatal(err)
		}
		if err := c.SetDeadline(time.Now().Add(15 * time.Second)); err != nil {
			p.t.Fatal(err)
		}
		p.conns, p.buf, p.framer = append(p.conns, c), nil, runtime.Framer{}
	case ">":
		if _, err := p.conn().Write(p.frame(rest)); err != nil {
			p.t.Errorf("%s: %v", line, err)
		}
	case "<":
		p.expect(rest)
	case "end":
		if raw := p.next(); raw != nil {
			p.t.Errorf("%s: got %s", line, raw.Readable())
		}
	default:
		p.t.Fatalf("unknown line %q", line)
	}
}

// appl replaces APPL.
func (p *peer) appl(text string) string {
	id := ""
	if v := p.dictionary.Version.ApplVerID; v != "" {
		id = "1137=" + v + "|"
	}
	return strings.ReplaceAll(text, "APPL", id)
}

func (p *peer) frame(text string) []byte {
	msgType, rest, _ := strings.Cut(text, " ")
	seq, fields, _ := strings.Cut(p.appl(rest), " ")
	sender := "TW"
	if other, have := strings.CutPrefix(fields, "49="); have {
		sender, fields, _ = strings.Cut(other, "|")
	}
	now := time.Now().UTC().Format("20060102-15:04:05")
	body := "|35=" + msgType + "|49=" + sender + "|56=ISLD|34=" + seq + "|52=" + now + "|" + strings.ReplaceAll(fields, "NOW", now)
	body = strings.TrimSuffix(strings.ReplaceAll(body, "|", "\x01"), "\x01")
	return runtime.AppendFrame(nil, p.dictionary.BeginString(), []byte(body))
}

// next reads a message, nil if the connection has ended.
func (p *peer) next() *runtime.Raw {
	p.t.Helper()
	for {
		found := p.framer.Next(p.buf)
		p.buf = p.buf[found.Consumed:]
		if found.Frame != nil {
			raw := new(runtime.Raw)
			if err := raw.Parse(bytes.Clone(found.Frame), p.dictionary.Version); err != nil {
				p.t.Fatal(err)
			}
			return raw
		}
		var b [4096]byte
		n, err := p.conn().Read(b[:])
		if n == 0 {
			var timeout net.Error
			if errors.As(err, &timeout) && timeout.Timeout() {
				p.t.Fatal("nothing comes")
			}
			return nil
		}
		p.buf = append(p.buf, b[:n]...)
	}
}

func (p *peer) expect(text string) {
	p.t.Helper()
	raw := p.next()
	if raw == nil {
		p.t.Errorf("want %s, the connection has ended", text)
		return
	}
	msgType, rest, _ := strings.Cut(text, " ")
	seq, fields, _ := strings.Cut(p.appl(rest), " ")
	wanted := strings.Split(strings.TrimSuffix("34="+seq+"|"+fields, "|"), "|")
	if string(raw.MsgType()) != msgType {
		p.t.Errorf("want %s, got %s", text, raw.Readable())
	}
	for _, f := range wanted {
		tag, value, _ := strings.Cut(f, "=")
		number, _ := strconv.Atoi(tag)
		if got, have := raw.Get(number); have != (value != "-") || have && string(got) != value {
			p.t.Errorf("want %s, got %s", text, raw.Readable())
		}
	}
}

// numbers sets the sequence numbers by the control endpoint.
func (p *peer) numbers(text string) {
	p.t.Helper()
	query := url.Values{"SESSION": {p.dictionary.BeginString() + ":ISLD->TW"}}
	for _, word := range strings.Fields(text) {
		key, value, _ := strings.Cut(word, "=")
		query.Set(map[string]string{"in": "NEXTTARGETSEQNUM", "out": "NEXTSENDERSEQNUM"}[key], value)
	}
	if code := p.control("/seqnum?" + query.Encode()); code != http.StatusOK {
		p.t.Errorf("numbers %s: status %d", text, code)
	}
}

func (p *peer) control(path string) int {
	p.t.Helper()
	response, err := http.Get("http://" + p.r.at.String() + path)
	if err != nil {
		p.t.Fatal(err)
	}
	_ = response.Body.Close()
	return response.StatusCode
}

// TestControlMistakes: what the endpoint refuses.
func TestControlMistakes(t *testing.T) {
	t.Parallel()
	r, err := start(t.Context(), settings{
		set: "nextexpectedseqnum", version: "fix44", listen: "127.0.0.1:0", control: "127.0.0.1:0", logger: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	p := &peer{t: t, r: r}
	const id = "/seqnum?SESSION=FIX.4.4%3AISLD-%3ETW"
	for path, want := range map[string]int{
		"/": 404, "/seqnum?SESSION=x": 404, id: 400, id + "&NEXTSENDERSEQNUM=0": 400, id + "&NEXTTARGETSEQNUM=x": 400,
		id + "&NEXTTARGETSEQNUM=7&NEXTSENDERSEQNUM=8": 200,
	} {
		if got := p.control(path); got != want {
			t.Errorf("%s: status %d, want %d", path, got, want)
		}
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	if err := r.close(ctx); err != nil {
		t.Error(err)
	}
}

// TestSettings: each set has its versions, others are refused.
func TestSettings(t *testing.T) {
	t.Parallel()
	for _, s := range []settings{
		{set: "server", version: "fix39"}, {set: "client", version: "fix42"},
		{set: "nextexpectedseqnum", version: "fix42", listen: "127.0.0.1:0"}, {set: "lastseqnumprocessed", version: "fix41", listen: "127.0.0.1:0"},
		{set: "server", version: "fix42", listen: "nowhere:x"}, {set: "server", version: "fix42", listen: "127.0.0.1:0", control: "nowhere:x"},
	} {
		s.logger = slog.New(slog.DiscardHandler)
		if _, err := start(t.Context(), s); err == nil {
			t.Errorf("%+v: no error", s)
		}
	}
	if err := run([]string{"-version", "fix39"}); err == nil {
		t.Error("an unknown version: no error")
	}
	if err := run([]string{"surplus"}); err == nil {
		t.Error("a surplus argument: no error")
	}
}
