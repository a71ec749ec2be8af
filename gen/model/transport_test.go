package model_test

import (
	"fmt"
	"os"
	"regexp"
	"sort"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/affixgo/affix/gen/dict"
	"github.com/affixgo/affix/gen/model"
)

// The dictionaries of application messages serve a session alone.
func TestEtcTransport(t *testing.T) {
	t.Parallel()
	_, fixt := loadEtc(t, "FIXT11")
	for version, id := range map[string]string{"FIX50": "7", "FIX50SP1": "8", "FIX50SP2": "9"} {
		_, d := loadEtc(t, version)
		equal(t, d.Name+" "+d.BeginString+" "+d.ApplVerID, version+" FIXT.1.1 "+id)
		for i, m := range fixt.Messages {
			got := memberLines(d.Messages[i].Struct, "", nil)
			if diff := cmp.Diff(memberLines(m.Struct, "", nil), got); diff != "" || d.Messages[i].MsgType != m.MsgType {
				t.Errorf("%s: %s (-FIXT11 +here):\n%s", version, m.Name, diff)
			}
		}
		for _, pair := range [][2]*model.Struct{{fixt.Header, d.Header}, {fixt.Trailer, d.Trailer}} {
			if diff := cmp.Diff(memberLines(pair[0], "", nil), memberLines(pair[1], "", nil)); diff != "" {
				t.Errorf("%s: %s (-FIXT11 +here):\n%s", version, pair[0].Name, diff)
			}
		}
	}
	logon := strings.Join(memberLines(fixt.Messages[6].Struct, "", nil), "\n")
	for _, want := range []string{
		"NoMsgTypes N group", "NoMsgTypes/RefMsgType N STRING", "NoMsgTypes/DefaultVerIndicator N BOOLEAN", "SessionStatus N INT",
		"EncryptedPassword N DATA", "NewPassword N STRING", "NextExpectedMsgSeqNum N SEQNUM", "DefaultApplVerID Y STRING",
	} {
		if !strings.Contains(logon+"\n", want+"\n") {
			t.Errorf("%s of FIXT 1.1 lacks %s:\n%s", fixt.Messages[6].Name, want, logon)
		}
	}
}

func TestTransportNotJoined(t *testing.T) {
	t.Parallel()
	src, err := os.ReadFile(etcPath("FIX50"))
	if err != nil {
		t.Fatal(err)
	}
	f, err := dict.ReadYAML("FIX50.yaml", src)
	if err != nil {
		t.Fatal(err)
	}
	_, err = model.Resolve(f)
	if err == nil || !strings.Contains(err.Error(), `FIX50.yaml:1: transport "FIXT11" is not joined: read the file with dict.Load, or call dict.Join`) {
		t.Errorf("got %.300v", err)
	}
}

var sharedRow = regexp.MustCompile(`^\| (\w+\(\d+\)) \| (\w+\(\d+\)(?:, \w+\(\d+\))*) \|$`)

// The table of shared values in the record of corrections is what the
// dictionaries do, no more and no less.
func TestCorrectionsListSharedValues(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("../../etc/CORRECTIONS.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(text), "\n## Shared values\n")
	section, _, _ = strings.Cut(section, "\n## ")
	var want []string
	for _, line := range strings.Split(section, "\n") {
		if m := sharedRow.FindStringSubmatch(line); m != nil {
			for _, field := range strings.Split(m[2], ", ") {
				want = append(want, field+" takes those of "+m[1])
			}
		}
	}
	shared := make(map[string]bool)
	for _, version := range versions {
		f, d := loadEtc(t, version)
		number := make(map[string]int)
		for _, x := range d.Fields {
			number[x.Name] = x.Tag
		}
		for _, x := range f.Fields {
			if x.Enum != "" {
				shared[fmt.Sprintf("%s(%s) takes those of %s(%d)", x.Name, x.Number, x.Enum, number[x.Enum])] = true
			}
		}
	}
	got := make([]string, 0, len(shared))
	for row := range shared {
		got = append(got, row)
	}
	sort.Strings(want)
	sort.Strings(got)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("shared values (-CORRECTIONS.md +etc):\n%s", diff)
	}
}
