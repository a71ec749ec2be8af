package overlays_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/affixgo/affix/examples/overlays/fixdark"
	"github.com/affixgo/affix/examples/overlays/fixspot"
	"github.com/affixgo/affix/gen/compare"
	"github.com/affixgo/affix/gen/emit"
	"github.com/affixgo/affix/gen/model"
	"github.com/affixgo/affix/gen/overlay"
	"github.com/affixgo/affix/internal/randfix"
	"github.com/affixgo/affix/runtime"
)

// venues are the overlays and what is generated from them.
var venues = []struct {
	overlay, folder string
	messages        []string
	base            string
	dictionary      *runtime.Dictionary
}{
	{"spot.yaml", "fixspot", []string{"D", "F", "8", "9", "j", "B", "XCA", "XAR", "XLQ", "XLR"}, "FIX44", fixspot.Dictionary},
	{"darkpool.yaml", "fixdark", []string{"D", "F", "G", "8", "9", "6", "UFD"}, "FIX42", fixdark.Dictionary},
}

func resolve(t *testing.T, path string) *model.Dictionary {
	t.Helper()
	f, err := overlay.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	d, err := model.Resolve(f)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestGeneratedFilesAreCurrent(t *testing.T) {
	t.Parallel()
	for _, v := range venues {
		d, err := model.Select(resolve(t, v.overlay), v.messages)
		if err != nil {
			t.Fatal(err)
		}
		files, err := emit.Files(d, emit.Config{})
		if err != nil {
			t.Fatal(err)
		}
		entries, err := os.ReadDir(v.folder)
		if err != nil {
			t.Fatal(err)
		}
		if len(entries) != len(files) {
			t.Errorf("%s: %d files, want %d: run go generate ./examples/overlays", v.folder, len(entries), len(files))
		}
		for _, f := range files {
			got, err := os.ReadFile(filepath.Join(v.folder, f.Name))
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got, f.Content) {
				t.Errorf("%s/%s is not current: run go generate ./examples/overlays\n%s", v.folder, f.Name, cmp.Diff(string(got), string(f.Content)))
			}
		}
	}
}

func TestVet(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it starts go vet")
	}
	if out, err := exec.CommandContext(t.Context(), "go", "vet", "./fixspot", "./fixdark").CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, out)
	}
}

// Random messages of every type go through the structs and come out as they
// were, and keep to the dictionary.
func TestRoundTrip(t *testing.T) {
	t.Parallel()
	for _, v := range venues {
		for _, mt := range v.dictionary.Messages {
			t.Run(v.folder+"/"+mt.Name, func(t *testing.T) {
				t.Parallel()
				src := randfix.New(1)
				for range 50 {
					frame := src.Frame(mt)
					m := mt.New()
					if err := runtime.Unmarshal(frame, m); err != nil {
						t.Fatalf("%v\n%q", err, frame)
					}
					if err := runtime.Check(m); err != nil {
						t.Fatalf("%v\n%q", err, frame)
					}
					got, err := runtime.Marshal(m)
					if err != nil {
						t.Fatal(err)
					}
					if diff := cmp.Diff(string(frame), string(got)); diff != "" {
						t.Fatal(diff)
					}
				}
			})
		}
	}
}

// An order for each venue, as it goes over the wire.
func TestOrders(t *testing.T) {
	t.Parallel()
	spot := &fixspot.NewOrderSingle{
		Header:  fixspot.Header{SenderCompID: "DESK", TargetCompID: "SPOT", RecvWindow: runtime.MustDecimal("250.5")},
		ClOrdID: "1", Symbol: "BTCUSD", Side: fixspot.SideBuy, OrdType: fixspot.OrdTypeMidPeg,
		OrderQty: runtime.MustDecimal("0.25"), SelfTradePrevention: fixspot.SelfTradePreventionExpireTaker,
	}
	dark := &fixdark.FirmUpDecline{
		Header:   fixdark.Header{SenderCompID: "DESK", TargetCompID: "POOL"},
		FirmUpID: "F7", ClOrdID: "2", FirmUpDeclineReason: fixdark.FirmUpDeclineReasonTooLate,
	}
	for _, test := range []struct {
		m    runtime.Message
		want string
	}{
		{spot, "35=D|49=DESK|56=SPOT|25000=250.5|11=1|55=BTCUSD|54=1|40=V|38=0.25|25010=T|"},
		{dark, "35=UFD|49=DESK|56=POOL|8120=F7|11=2|8122=2|"},
	} {
		frame, err := runtime.Marshal(test.m)
		if err != nil {
			t.Fatal(err)
		}
		got := strings.ReplaceAll(string(frame), "\x01", "|")
		if !strings.Contains(got, test.want) {
			t.Errorf("%s\nlacks %s", got, test.want)
		}
	}
}

// A narrowed value is no longer there to be written, and is refused when it is
// received.
func TestNarrowedValue(t *testing.T) {
	t.Parallel()
	if fixdark.OrdType('3').Valid() || !fixdark.OrdType('P').Valid() {
		t.Error("stop orders are valid, or pegged ones are not")
	}
	if fixspot.Side('3').Valid() {
		t.Error("buy minus is valid")
	}
}

// What each venue asks for, in the words of affix dict diff.
func TestDifferences(t *testing.T) {
	t.Parallel()
	want := map[string][]string{
		"spot.yaml": {
			"Header: RecvWindow (25000) added, optional  [A rejects B]",
			"Logon: RawData (96) optional → required  [B rejects A]",
			"OrderCancelAll (XCA) added  [A rejects B]",
			"OrdType (40) value V \"Pegged to the mid price\" added  [A rejects B]",
		},
		"darkpool.yaml": {
			"IOI (6) is called FirmUpInvitation  [breaks Go]",
			"NewOrderSingle: Rule80A (47) optional → required  [B rejects A]",
			"ExecutionReport: ExecTransType (20) required → optional  [A rejects B]",
			"NewOrderSingle: StopPx (99) removed  [B rejects A; breaks Go]",
		},
	}
	for _, v := range venues {
		var text bytes.Buffer
		if err := compare.Dictionaries(resolve(t, v.base), resolve(t, v.overlay)).WriteText(&text); err != nil {
			t.Fatal(err)
		}
		for _, line := range want[v.overlay] {
			if !strings.Contains(text.String(), "\n  "+line+"\n") {
				t.Errorf("%s lacks %q", v.overlay, line)
			}
		}
	}
}
