package session_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/affixgo/affix/runtime"
	"github.com/affixgo/affix/session"
)

// harnessConfig reads the config line of a transcript.
func harnessConfig(t testing.TB, text string) session.Config {
	cfg := testConfig()
	number := func(text string) int {
		n, err := strconv.Atoi(text)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	duration := func(text string) time.Duration {
		d, err := time.ParseDuration(text)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	for _, word := range strings.Fields(text) {
		key, value, _ := strings.Cut(word, "=")
		switch key {
		case "role":
			if value == "initiator" {
				cfg.Role = session.Initiator
			}
		case "version":
			cfg.Dictionary = dictionary(t, value)
		case "applications":
			for name := range strings.SplitSeq(value, ",") {
				cfg.Applications = append(cfg.Applications, dictionary(t, name))
			}
		case "default":
			cfg.DefaultApplVerID = value
		case "reset":
			cfg.Reset = map[string]session.ResetPolicy{
				"every-logon": session.ResetEveryLogon, "new-window": session.ResetNewWindow,
			}[value]
		case "reset-at":
			cfg.ResetAt = uint64(number(value))
		case "recovery":
			cfg.Recovery = map[string]session.RecoveryPolicy{
				"none": session.RecoverNone, "gap-fill": session.RecoverGapFill,
			}[value]
		case "garbled":
			cfg.Garbled = session.GarbledReject
		case "heartbeat":
			cfg.HeartBtInt = duration(value)
		case "resend-timeout":
			cfg.ResendTimeout = duration(value)
		case "resend-attempts":
			cfg.ResendAttempts = number(value)
		case "resend-requests":
			cfg.ResendRequests = number(value)
		case "resend-rate":
			cfg.ResendRate = number(value)
		case "max-age":
			cfg.ResendMaxAge = duration(value)
		case "window":
			cfg.SendingTimeWindow = duration(value)
		case "precision":
			p := map[string]runtime.Precision{"s": runtime.Seconds, "us": runtime.Micros, "ns": runtime.Nanos}[value]
			cfg.Precision = &p
		case "factors":
			test, end, _ := strings.Cut(value, ",")
			cfg.TestRequestFactor, cfg.DisconnectFactor = float64(number(test)), float64(number(end))
		case "closed":
			cfg.ResendClosed = true
		case "check-sub-ids":
			cfg.CheckSubIDs = true
			cfg.SenderSubID, cfg.TargetSubID, _ = strings.Cut(value, ",")
		case "next-expected":
			cfg.NextExpected = true
		case "last-processed":
			cfg.LastProcessed = true
		case "chunk":
			cfg.ResendRequestChunk = uint64(number(value))
		case "keep":
			cfg.KeepMessages = number(value)
		case "password":
			cfg.LogonFields = func(session.Logon) []runtime.Field {
				return []runtime.Field{{Tag: 96, Value: value}, {Tag: 95, Value: strconv.Itoa(len(value))}}
			}
		case "sign":
			cfg.SignLogon = true
		case "extra":
			cfg.LogonExtra = fieldList(value)
		case "credentials":
			user, secret, _ := strings.Cut(value, ",")
			cfg.Username, cfg.Password = user, session.Secret(secret)
		default:
			t.Fatalf("unknown setting %q", word)
		}
	}
	return cfg
}

// describe writes actions for people.
func (h *harness) describe(actions []session.Action) []string {
	var lines []string
	add := func(format string, args ...any) {
		lines = append(lines, strings.TrimRight(fmt.Sprintf(format, args...), " "))
	}
	for i, a := range actions {
		switch a.Kind {
		case session.ActionSave:
			if i+1 < len(actions) && actions[i+1].Kind == session.ActionTransmit {
				add("save     %d", a.Seq) // the Transmit shows it
			} else {
				add("save     %d %s", a.Seq, h.brief(a.Bytes))
			}
		case session.ActionTransmit:
			add("transmit %s", h.brief(a.Bytes))
		case session.ActionDeliver:
			add("deliver  %d %s%s%s", a.Seq, a.Raw.MsgType(), when(a.PossDup, " possdup"), when(a.PossResend, " possresend"))
		case session.ActionExpect:
			add("expect   %d", a.Seq)
		case session.ActionRenumber:
			add("renumber %d", a.Seq)
		case session.ActionReplay:
			add("replay   %d-%d", a.From, a.To)
			for _, frame := range h.replay(a.From, a.To) {
				add("  resend %s", h.brief(frame))
			}
		case session.ActionReset:
			add("reset")
		case session.ActionNotify:
			add("notify   %s", describeEvent(a.Event))
		case session.ActionSign:
			d := h.m.Draft()
			add("sign     %d at %s", d.MsgSeqNum, d.SendingTime)
		case session.ActionDisconnect:
			add("disconnect %s %s", a.Event.Reason, a.Event.Text)
		}
	}
	return lines
}

// fieldList reads "95=3|96=abc|".
func fieldList(text string) []runtime.Field {
	var fields []runtime.Field
	for _, f := range strings.FieldsFunc(text, func(r rune) bool { return r == '|' }) {
		tag, value, _ := strings.Cut(f, "=")
		number, _ := strconv.Atoi(tag)
		fields = append(fields, runtime.Field{Tag: number, Value: value})
	}
	return fields
}

func when(b bool, text string) string {
	if b {
		return text
	}
	return ""
}

func describeEvent(e session.Event) string {
	text := e.Kind.String()
	if e.Reason != session.ReasonNone {
		text += " " + e.Reason.String()
	}
	if e.Seq != 0 {
		text += " " + strconv.FormatUint(e.Seq, 10)
	}
	if e.From != 0 || e.To != 0 {
		text += fmt.Sprintf(" %d-%d", e.From, e.To)
	}
	if e.Text != "" {
		text += " " + strconv.Quote(e.Text)
	}
	return text
}
