package session_test

import (
	"bytes"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/affixgo/affix/generated/fix42"
	"github.com/affixgo/affix/runtime"
	"github.com/affixgo/affix/session"
)

func itoa(n int) string { return strconv.Itoa(n) }

// stored frames fields as if the session had saved them at the start.
func stored(fields string) []byte {
	return runtime.AppendFrame(nil, "FIX.4.2", []byte("\x01"+strings.ReplaceAll(strings.TrimSuffix(fields, "|"), "|", "\x01")))
}

const sentAt = "20261124-09:59:59.123"

// TestReplayer: what is made of stored messages, a minute later.
func TestReplayer(t *testing.T) {
	t.Parallel()
	news := "35=B|49=ISLD|56=TW|34=N|52=" + sentAt + "|148=h|33=1|58=t|"
	heartbeat := "35=0|49=ISLD|56=TW|34=N|52=" + sentAt + "|"
	newsAgain := "35=B|34=N|43=Y|122=" + sentAt + "|148=h|33=1|58=t|"
	fill := func(from, to int) string {
		return "35=4|34=" + itoa(from) + "|43=Y|122=20261124-10:00:00.000|123=Y|36=" + itoa(to) + "|"
	}
	tests := []struct {
		name     string
		from, to uint64
		stored   map[int]string // N stands for the number
		change   func(*session.Config)
		want     []string
	}{
		{name: "nothing stored", from: 3, to: 9, want: []string{fill(3, 10)}},
		{name: "one of nothing", from: 3, to: 3, want: []string{fill(3, 4)}},
		{
			name: "application only", from: 1, to: 2, stored: map[int]string{1: news, 2: news},
			want: []string{strings.Replace(newsAgain, "N", "1", 1), strings.Replace(newsAgain, "N", "2", 1)},
		},
		{
			name: "admin at both ends and holes", from: 1, to: 9,
			stored: map[int]string{1: heartbeat, 3: news, 6: news, 7: heartbeat},
			want: []string{
				fill(1, 3), strings.Replace(newsAgain, "N", "3", 1), fill(4, 6), strings.Replace(newsAgain, "N", "6", 1), fill(7, 10),
			},
		},
		{
			name: "all session messages", from: 1, to: 7,
			stored: map[int]string{
				1: "35=A|34=1|52=" + sentAt + "|98=0|108=30|", 2: "35=1|34=2|52=" + sentAt + "|112=X|",
				3: "35=2|34=3|52=" + sentAt + "|7=1|16=0|", 4: "35=3|34=4|52=" + sentAt + "|45=1|",
				5: "35=4|34=5|52=" + sentAt + "|36=6|", 6: "35=5|34=6|52=" + sentAt + "|",
				7: "35=j|49=ISLD|56=TW|34=7|52=" + sentAt + "|45=2|372=D|380=0|",
			},
			want: []string{fill(1, 7), "35=j|34=7|43=Y|122=" + sentAt + "|45=2|372=D|380=0|"},
		},
		{
			name: "routing, PossResend and a body that looks like a header", from: 1, to: 1,
			stored: map[int]string{1: "35=B|49=ISLD|56=TW|115=JCD|34=1|50=DESK|97=Y|52=" + sentAt + "|148=h|33=1|58=t|96=x|95=1|93=3|89=sig|"},
			want:   []string{"35=B|115=JCD|34=1|50=DESK|43=Y|97=Y|122=" + sentAt + "|148=h|33=1|58=t|96=x|95=1|93=3|89=sig|"},
		},
		{
			name: "data with SOH", from: 1, to: 1,
			stored: map[int]string{1: "35=B|49=ISLD|56=TW|34=1|52=" + sentAt + "|148=h|33=1|58=t|354=10|355=a|10=000|b|"},
			want:   []string{"35=B|34=1|43=Y|122=" + sentAt + "|148=h|33=1|58=t|354=10|355=a\x0110=000\x01b|"},
		},
		{
			name: "refused by the predicate", from: 1, to: 3, stored: map[int]string{1: news, 2: news, 3: news},
			change: func(c *session.Config) {
				c.Resend = func(seq uint64, msgType []byte, sent time.Time) bool {
					return seq == 2 && string(msgType) == "B" && start.Sub(sent) < time.Second
				}
			},
			want: []string{fill(1, 2), strings.Replace(newsAgain, "N", "2", 1), fill(3, 4)},
		},
		{
			name: "LastMsgSeqNumProcessed is that of today", from: 1, to: 1,
			stored: map[int]string{1: "35=B|49=ISLD|56=TW|34=1|52=" + sentAt + "|369=77|148=h|33=1|58=t|"},
			change: func(c *session.Config) { c.LastProcessed = true },
			want:   []string{"35=B|34=1|43=Y|122=" + sentAt + "|369=1|148=h|33=1|58=t|"},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			cfg := testConfig()
			if tt.change != nil {
				tt.change(&cfg)
			}
			h := newHarness(t, cfg)
			h.play("connect", "")
			h.play("recv", "A 1 98=0|108=30|")
			h.play("delivered", "ok")
			clear(h.saved)
			for seq, fields := range tt.stored {
				h.saved[uint64(seq)] = stored(strings.Replace(fields, "N", itoa(seq), 1))
			}
			var got []string
			for _, frame := range h.replay(tt.from, tt.to) {
				got = append(got, h.brief(frame))
			}
			if strings.Join(got, "\n") != strings.Join(tt.want, "\n") {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(tt.want, "\n"))
			}
		})
	}
}

// TestReplayerMistakes: numbers out of order, bytes that are no message.
func TestReplayerMistakes(t *testing.T) {
	t.Parallel()
	m := active(t, testConfig())
	r := m.Replayer(3, 9)
	if _, err := r.Append(nil, 2, nil, start); err == nil {
		t.Error("2 is not in 3 to 9, no error")
	}
	if _, err := r.Append(nil, 3, []byte("8=FIX.4.2 rubbish"), start); err == nil {
		t.Error("rubbish, no error")
	}
	if _, err := r.Append(nil, 5, nil, start); err != nil {
		t.Error(err)
	}
	if _, err := r.Append(nil, 5, nil, start); err == nil {
		t.Error("5 twice, no error")
	}
	if got := string(r.Finish(nil, start)); !strings.Contains(got, "\x0134=3\x01") || !strings.Contains(got, "\x0136=10\x01") {
		t.Errorf("got %q", got)
	}
}

// TestReplayedMessageIsSound: a resent message still fits the dictionary, and
// its body is what it was.
func TestReplayedMessageIsSound(t *testing.T) {
	t.Parallel()
	h := newHarness(t, testConfig())
	h.play("connect", "")
	h.play("recv", "A 1 98=0|108=30|")
	h.play("delivered", "ok")
	message := order()
	message.EncodedText = []byte("a\x01b")
	if _, err := h.step(session.Send(message)); err != nil {
		t.Fatal(err)
	}
	h.now = h.now.Add(time.Minute)
	frames := h.replay(2, 2)
	if len(frames) != 1 {
		t.Fatalf("%q", frames)
	}
	again := new(fix42.NewOrderSingle)
	if f := runtime.Decode(parse(t, frames[0], fix42.Dictionary.Version), again, runtime.Policy{}); !f.OK() {
		t.Fatal(f.Err("NewOrderSingle"))
	}
	if !bytes.Equal(again.EncodedText, message.EncodedText) || again.ClOrdID != message.ClOrdID {
		t.Errorf("got %v", again)
	}
	sent := again.Header.SendingTime.Time()
	original := again.Header.OrigSendingTime.Time()
	if !sent.Equal(start.Add(time.Minute)) || !original.Equal(start) {
		t.Errorf("SendingTime %v, OrigSendingTime %v", sent, original)
	}
}
