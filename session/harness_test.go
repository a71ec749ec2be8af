package session_test

import (
	"bytes"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/affixgo/affix/generated/fix40"
	"github.com/affixgo/affix/generated/fix41"
	"github.com/affixgo/affix/generated/fix42"
	"github.com/affixgo/affix/generated/fix43"
	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/generated/fix50"
	"github.com/affixgo/affix/generated/fix50sp1"
	"github.com/affixgo/affix/generated/fix50sp2"
	"github.com/affixgo/affix/generated/fixt11"
	"github.com/affixgo/affix/runtime"
	"github.com/affixgo/affix/session"
)

// start is when every test begins.
var start = time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC)

// harness drives one machine the way an engine does, with a store in memory,
// and checks what must hold of the actions of every step.
type harness struct {
	t   testing.TB
	cfg session.Config
	m   *session.Machine
	now time.Time

	saved    map[uint64][]byte // of this epoch
	next     uint64            // outbound number due next
	wire     [][]byte          // transmitted, in order
	expected uint64            // as the store has it
}

// dictionaries are all versions.
var dictionaries = []struct {
	name string
	*runtime.Dictionary
}{
	{"fix40", fix40.Dictionary}, {"fix41", fix41.Dictionary}, {"fix42", fix42.Dictionary}, {"fix43", fix43.Dictionary},
	{"fix44", fix44.Dictionary}, {"fix50", fix50.Dictionary}, {"fix50sp1", fix50sp1.Dictionary}, {"fix50sp2", fix50sp2.Dictionary},
	{"fixt11", fixt11.Dictionary},
}

func dictionary(t testing.TB, name string) *runtime.Dictionary {
	t.Helper()
	for _, d := range dictionaries {
		if d.name == name {
			return d.Dictionary
		}
	}
	t.Fatalf("no version %q", name)
	return nil
}

// testConfig is an acceptor ISLD for the peer TW over FIX 4.2.
func testConfig() session.Config {
	return session.Config{Dictionary: fix42.Dictionary, SenderCompID: "ISLD", TargetCompID: "TW"}
}

func newHarness(t testing.TB, cfg session.Config) *harness {
	t.Helper()
	m, err := session.New(cfg, session.Numbers{})
	if err != nil {
		t.Fatal(err)
	}
	return &harness{t: t, cfg: cfg, m: m, now: start, saved: map[uint64][]byte{}, next: 1, expected: 1}
}

// step makes one step and carries out its actions.
func (h *harness) step(in session.Input) ([]session.Action, error) {
	h.t.Helper()
	before := h.m.State()
	actions, err := h.m.Step(nil, h.now, in)
	if err != nil && len(actions) > 0 {
		h.t.Errorf("%v: an error with %d actions", in.Kind, len(actions))
	}
	for i, a := range actions {
		last := i == len(actions)-1
		h.carryOut(a, last)
		sends := a.Kind == session.ActionTransmit || a.Kind == session.ActionReplay
		if sends && (before == session.StateLogoutSent || before == session.StateDisconnected && in.Kind != session.InputConnected) {
			h.t.Errorf("%v: %v in state %v", in.Kind, a.Kind, before)
		}
		if a.Kind == session.ActionDisconnect && (!last || h.m.State() != session.StateDisconnected) {
			h.t.Errorf("%v: a Disconnect is not the end", in.Kind)
		}
	}
	if h.m.State().Connected() && h.m.Deadline().IsZero() && h.m.HeartBtInt() > 0 {
		h.t.Errorf("%v: connected without a deadline", in.Kind)
	}
	if d := h.m.Deadline(); in.Kind == session.InputTimer && !d.IsZero() && !d.After(h.now) {
		h.t.Errorf("the deadline has passed, and a Timer does not move it: a caller would spin")
	}
	if h.expected != h.m.NextIn() || h.next != h.m.NextOut() {
		h.t.Errorf("%v: the store has %d in, %d out, the machine %d, %d",
			in.Kind, h.expected, h.next, h.m.NextIn(), h.m.NextOut())
	}
	return actions, err
}

// carryOut does what a store and a connection would do.
func (h *harness) carryOut(a session.Action, last bool) {
	h.t.Helper()
	switch a.Kind {
	case session.ActionSave:
		if a.Seq != h.next {
			h.t.Errorf("saved %d, expected %d", a.Seq, h.next)
		}
		h.saved[a.Seq] = bytes.Clone(a.Bytes)
		h.next = a.Seq + 1
	case session.ActionTransmit:
		if !bytes.Equal(h.saved[h.next-1], a.Bytes) {
			h.t.Errorf("transmitted what was not saved just before: %q", a.Bytes)
		}
		h.wire = append(h.wire, bytes.Clone(a.Bytes))
	case session.ActionExpect:
		h.expected = a.Seq
	case session.ActionRenumber:
		h.next = a.Seq
	case session.ActionReset:
		h.saved, h.next, h.expected = map[uint64][]byte{}, 1, 1
	case session.ActionReplay:
		h.wire = append(h.wire, h.replay(a.From, a.To)...)
	case session.ActionDeliver:
		if !last {
			h.t.Errorf("a Deliver is not the last action")
		}
	case session.ActionSign:
		if d := h.m.Draft(); !h.m.Signing() || d.ID == 0 || d.MsgSeqNum == 0 || d.SendingTime == "" {
			h.t.Errorf("a Sign with the draft %+v", d)
		}
	}
}

// replay reads the store through a Replayer and returns the frames.
func (h *harness) replay(from, to uint64) [][]byte {
	h.t.Helper()
	r := h.m.Replayer(from, to)
	var out []byte
	for _, seq := range slices.Sorted(func(yield func(uint64) bool) {
		for seq := range h.saved {
			if seq >= from && seq <= to && !yield(seq) {
				return
			}
		}
	}) {
		var err error
		if out, err = r.Append(out, seq, h.saved[seq], h.now); err != nil {
			h.t.Error(err)
		}
	}
	out = r.Finish(out, h.now)
	var frames [][]byte
	var f runtime.Framer
	for len(out) > 0 {
		found := f.Next(out)
		if found.Frame == nil {
			h.t.Fatalf("a replay that does not frame: %s: %q", found.Garbled, out)
		}
		frames = append(frames, found.Frame)
		out = out[found.Consumed:]
	}
	return frames
}

// header fields that come before the body, in the order we write them.
var headerOrder = []string{"49", "56", "115", "128", "34", "50", "142", "57", "143", "116", "144", "129", "145", "43", "97", "52", "122", "369", "1128"}

// inbound makes a message of the peer.
func (h *harness) inbound(msgType, seq, fields string) *runtime.Raw {
	h.t.Helper()
	values := map[string]string{
		"49": h.cfg.TargetCompID, "56": h.cfg.SenderCompID, "34": seq,
		"52": h.now.UTC().Format("20060102-15:04:05"),
	}
	begin := h.cfg.Dictionary.BeginString()
	var body []string
	for _, f := range strings.FieldsFunc(h.times(fields), func(r rune) bool { return r == '|' }) {
		tag, value, _ := strings.Cut(f, "=")
		switch {
		case tag == "8":
			begin = value
		case slices.Contains(headerOrder, tag):
			values[tag] = value
		default:
			body = append(body, f)
		}
	}
	all := []string{"8=" + begin, "35=" + msgType}
	for _, tag := range headerOrder {
		if value, have := values[tag]; have && value != "-" {
			all = append(all, tag+"="+value)
		}
	}
	return h.raw(strings.Join(append(all, body...), "|") + "|")
}

// times replaces NOW, NOW+n and NOW-n, n in seconds.
func (h *harness) times(fields string) string {
	for {
		at := strings.Index(fields, "NOW")
		if at < 0 {
			return fields
		}
		end := at + len("NOW")
		for end < len(fields) && fields[end] != '|' {
			end++
		}
		offset, _ := strconv.Atoi(strings.TrimPrefix(fields[at+len("NOW"):end], "+"))
		text := h.now.Add(time.Duration(offset) * time.Second).UTC().Format("20060102-15:04:05")
		fields = fields[:at] + text + fields[end:]
	}
}

// raw frames fields that begin with 8= and parses them.
func (h *harness) raw(fields string) *runtime.Raw {
	h.t.Helper()
	begin, rest, _ := strings.Cut(strings.TrimSuffix(fields, "|"), "|")
	frame := runtime.AppendFrame(nil, strings.TrimPrefix(begin, "8="),
		[]byte("\x01"+strings.ReplaceAll(rest, "|", "\x01")))
	return parse(h.t, frame, h.cfg.Dictionary.Version)
}

func parse(t testing.TB, frame []byte, v *runtime.Version) *runtime.Raw {
	t.Helper()
	raw := new(runtime.Raw)
	if err := raw.Parse(frame, v); err != nil {
		t.Fatalf("%q: %v", frame, err)
	}
	return raw
}

// outbound makes a message of the application.
func (h *harness) outbound(msgType, fields string) runtime.Message {
	h.t.Helper()
	var message runtime.Message
	for _, d := range append([]*runtime.Dictionary{h.cfg.Dictionary}, h.cfg.Applications...) {
		if t := d.Lookup([]byte(msgType)); t != nil && message == nil {
			message = t.New()
		}
	}
	if message == nil {
		h.t.Fatalf("no message %s", msgType)
	}
	if fault := runtime.Decode(h.inbound(msgType, "1", fields), message, runtime.Lenient()); !fault.OK() {
		h.t.Fatal(fault.Err(msgType))
	}
	reflect.ValueOf(message).Elem().FieldByName("Header").SetZero()
	return message
}

// anyOrder is an order in the session's dictionary.
func anyOrder(d *runtime.Dictionary, id string) runtime.Message {
	if d == fix44.Dictionary {
		return &fix44.NewOrderSingle{
			ClOrdID: id, Instrument: fix44.Instrument{Symbol: "X"}, Side: fix44.SideBuy, OrdType: fix44.OrdTypeMarket,
			OrderQtyData: fix44.OrderQtyData{OrderQty: runtime.MustDecimal("1")}, TransactTime: runtime.NewUTCTimestamp(start),
		}
	}
	m := order()
	m.ClOrdID = id
	return m
}

// brief is a frame without the fields that are the same in every line.
func (h *harness) brief(frame []byte) string {
	var b strings.Builder
	raw := parse(h.t, frame, h.cfg.Dictionary.Version)
	for tag, value := range raw.All() {
		switch tag {
		case 8, 9, 10:
			continue
		case 49:
			if string(value) == h.cfg.SenderCompID {
				continue
			}
		case 56:
			if string(value) == h.cfg.TargetCompID {
				continue
			}
		case 52:
			if strings.HasPrefix(string(value), h.now.UTC().Format("20060102-15:04:05")) {
				continue
			}
		}
		fmt.Fprintf(&b, "%d=%s|", tag, value)
	}
	return b.String()
}
