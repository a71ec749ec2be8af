package runtime_test

import (
	"strings"
	"testing"

	"github.com/affixgo/affix/runtime"
)

// Everything that can be kept by mistake shows the poison; what was taken out, and
// clones, do not.
func TestPoison(t *testing.T) {
	t.Parallel()
	var raw runtime.Raw
	if err := raw.Parse(frame(start+"11=KEEP|453=2|448=P|9001=v|448=Q|452=3|55=S|22=1|54=1|38=5|44=6|18=1|60=20261124-10:00:00|64=20261124|114=Y|58=t|95=1|96=d|15=EUR|9000=u|"), &version); err != nil {
		t.Fatal(err)
	}
	var m order
	if f := runtime.Decode(&raw, &m, runtime.Lenient()); !f.OK() {
		t.Fatal(f)
	}
	id, qty, parties, kept, clone := m.ClOrdID, m.Qty, m.Parties, &m, m.Clone()
	want, err := runtime.Marshal(&m)
	if err != nil {
		t.Fatal(err)
	}
	value := raw.Text(11)
	runtime.Poison(&m)
	raw.Poison()
	if id != "KEEP" || qty.String() != "5" || value != "KEEP" {
		t.Errorf("values changed: %q %v %q", id, qty, value)
	}
	if got, err := runtime.Marshal(clone); err != nil || string(got) != string(want) {
		t.Errorf("the clone changed: %s", readable(got))
	}
	if !strings.HasPrefix(kept.ClOrdID, "\xDB") || !strings.HasPrefix(parties[0].PartyID, "\xDB") || parties[0].Unknown[0].Value[0] != runtime.PoisonByte {
		t.Errorf("no poison in %+v", kept)
	}
	for tag, value := range runtime.At(kept).All() {
		if clean, _ := runtime.At(clone).Get(tag); clean == value && tag != 8 && tag != 35 && tag != 453 {
			t.Errorf("%d=%q is as it was", tag, value)
		}
	}
	if raw.Text(11) != "" || raw.Text(runtime.PoisonByte)[0] != runtime.PoisonByte {
		t.Error("the Raw is as it was")
	}
	// The next message is not touched by it.
	if err := runtime.Unmarshal(want, &m); err != nil {
		t.Fatal(err)
	}
	if got, err := runtime.Marshal(&m); err != nil || string(got) != string(want) {
		t.Errorf("poison is left: %s", readable(got))
	}
	runtime.Poison((*order)(nil))
}
