package session_test

import (
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/runtime"
	"github.com/affixgo/affix/session"
)

// FuzzInputs: each line of the text is an input as in a transcript. Whatever
// they are, the machine does not panic, and the harness checks every step: the
// store and the machine have the same numbers, outbound numbers grow by one
// within an epoch, nothing is transmitted that was not saved just before, a
// session with heartbeats has a deadline, a Deliver comes last.
func FuzzInputs(f *testing.F) {
	f.Add("connect\nrecv A 1 98=0|108=30|\ndelivered ok\nrecv 0 9\nrecv 4 2 123=Y|36=9|\nlogout\nrecv 5 3\n", uint8(0))
	f.Add("connect\nrecv A 1 98=0|108=30|789=1|141=Y|\ndelivered error no\n", uint8(2))
	f.Add("connect\nsend D 11=1|55=X|54=1|60=NOW|40=1|38=1|\nrecv A 7 98=0|108=1|\ndelivered ok\ntimer +3s\ntimer +3s\n", uint8(1))
	f.Add("connect\nrecv A 1 98=0|108=30|\ndelivered ok\nrecv 2 2 7=1|16=0|\nrecv 4 0 36=99|\nrecv B 99 148=h|33=1|58=t|\ndelivered unsupported\n", uint8(4))
	f.Add("connect\nrecv A 1 98=0|108=30|\ndelivered ok\nrecv D 2 43=Y|122=NOW+9|11=1|\nrecv 0 -\ndisconnected\nconnect\n", uint8(8))
	f.Fuzz(func(t *testing.T, text string, settings uint8) {
		h := newHarness(t, walkConfig(settings))
		for i, line := range strings.Split(text, "\n") {
			if i == 200 {
				break
			}
			in, ok := h.fuzzInput(line)
			if !ok {
				continue
			}
			_, _ = h.step(in) // its error is the caller's mistake
			h.wire = nil
		}
	})
}

// fuzzInput is input for lines that may be nonsense.
func (h *harness) fuzzInput(line string) (session.Input, bool) {
	word, rest, _ := strings.Cut(line, " ")
	switch word {
	case "connect", "disconnected", "logout", "garbled", "reset", "test-request":
		return h.input(word, rest), true
	case "delivered":
		kind, _, _ := strings.Cut(rest, " ")
		if kind == "reject" || kind == "business" {
			return session.Input{}, false
		}
		return h.input(word, rest), true
	case "timer":
		if d, err := time.ParseDuration(strings.TrimPrefix(rest, "+")); err == nil && d > 0 && d < time.Hour {
			h.now = h.now.Add(d)
		}
		return session.Timer(), true
	case "send":
		return session.Send(anyOrder(h.cfg.Dictionary, rest)), true
	case "recv":
		msgType, rest, _ := strings.Cut(rest, " ")
		seq, fields, _ := strings.Cut(rest, " ")
		var body strings.Builder
		for _, f := range strings.Split(h.times(fields), "|") {
			if f != "" {
				body.WriteString("\x01" + f)
			}
		}
		frame := runtime.AppendFrame(nil, h.cfg.Dictionary.BeginString(), []byte("\x0135="+msgType+"\x0149="+h.cfg.TargetCompID+
			"\x0156="+h.cfg.SenderCompID+"\x0134="+seq+"\x0152="+h.now.UTC().Format("20060102-15:04:05")+body.String()))
		raw := new(runtime.Raw)
		if raw.Parse(frame, h.cfg.Dictionary.Version) != nil {
			return session.Garbled("does not parse"), true
		}
		return session.Received(raw, nil), true
	}
	return session.Input{}, false
}

// FuzzWalk picks inputs by the bytes of data, with numbers near the expected
// one, so that long conversations are found quickly. The checks are those of
// FuzzInputs.
func FuzzWalk(f *testing.F) {
	f.Add([]byte("logon and on and on"), uint8(0))
	f.Add([]byte("resets\x1d\x1e\x1f and garbage"), uint8(96))
	f.Add([]byte{0, 9, 3, 11, 3, 10, 3, 12, 5, 3, 13, 3, 14, 2, 20, 3, 5, 3}, uint8(4))
	f.Fuzz(func(t *testing.T, data []byte, settings uint8) { walk(t, data, settings) })
}

// walkInputs: SEQ stands for a number near the expected one.
var walkInputs = []string{
	"connect", "disconnected", "timer +7s", "delivered ok", "delivered error no", "delivered logout enough",
	"logout", "send 1", "garbled why", "recv A SEQ 98=0|108=10|", "recv A SEQ 98=0|108=10|141=Y|789=1|",
	"recv 0 SEQ ", "recv 0 SEQ 43=Y|122=NOW|", "recv 0 SEQ 43=Y|122=NOW+5|", "recv 1 SEQ 112=A|", "recv 2 SEQ 7=1|16=0|",
	"recv 2 SEQ 7=3|16=2|", "recv 3 SEQ 45=1|", "recv 4 SEQ 43=Y|123=Y|36=SEQ|", "recv 4 SEQ 36=SEQ|", "recv 5 SEQ ",
	"recv B SEQ 148=h|33=1|58=t|", "recv B SEQ 43=Y|122=NOW|148=h|33=1|58=t|", "recv * SEQ ", "recv B SEQ 148=h|",
	"recv A SEQ 98=0|108=10|789=SEQ|", "connect", "delivered ok", "delivered ok",
	"reset", "recv 0 SEQ 112=RESET|", "recv A 1 98=0|108=10|141=Y|", "connect new-window", "recv D SEQ 55=X|",
	"garbled why|8=FIX.4.2|9=1|35=D|34=SEQ|10=000|", "recv 5 SEQ 58=MsgSeqNum too low|", "timer +31s",
	"signed ok 96=s|", "signed ok 96=s|", "signed ok 34=9|", "signed error no",
}

func walk(t *testing.T, data []byte, settings uint8) {
	h := newHarness(t, walkConfig(settings))
	for i, b := range data[:min(len(data), 400)] {
		line := walkInputs[int(b)%len(walkInputs)]
		for strings.Contains(line, "SEQ") {
			offset := uint64(int(b) / len(walkInputs) % 5)
			if i%3 != 0 {
				offset = 1 // in sequence, mostly
			}
			line = strings.Replace(line, "SEQ", strconv.FormatUint(h.m.NextIn()+offset-1, 10), 1)
		}
		if in, ok := h.fuzzInput(line); ok {
			_, _ = h.step(in)
			h.wire = nil
		}
	}
}

// TestWalk is FuzzWalk without a fuzzer.
func TestWalk(t *testing.T) {
	t.Parallel()
	for seed := range uint64(300) {
		random := rand.New(rand.NewPCG(seed, 2))
		data := make([]byte, 300)
		for i := range data {
			data[i] = byte(random.Uint32())
		}
		if walk(t, data, byte(seed)); t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
}

// walkConfig makes a config of eight bits.
func walkConfig(settings uint8) session.Config {
	cfg := testConfig()
	if settings&1 != 0 {
		cfg.Role = session.Initiator
	}
	if settings&2 != 0 {
		cfg.Dictionary, cfg.NextExpected = fix44.Dictionary, true
	}
	if settings&4 != 0 {
		cfg.ResendRequestChunk = 2
	}
	if settings&8 != 0 {
		cfg.Reset = session.ResetEveryLogon
	}
	if settings&16 != 0 {
		cfg.KeepMessages = 2
	}
	if settings&32 != 0 {
		cfg.ResetAt = 20
	}
	if settings&64 != 0 {
		cfg.Garbled, cfg.ResendClosed, cfg.ResendRequests = session.GarbledReject, true, 3
	}
	if settings&128 != 0 {
		cfg.Recovery, cfg.Reset = session.RecoveryPolicy(1+settings&1), session.ResetNewWindow
	}
	cfg.SignLogon = settings%3 == 2
	return cfg
}
