package runtime_test

import (
	"fmt"
	"strings"

	"github.com/affixgo/affix/runtime"
)

// A message for a dictionary that is not compiled in: fields, a group in a group,
// and data with any bytes. Session.Send takes it as it takes a generated struct.
func ExampleRawMessage() {
	m := &runtime.RawMessage{
		Type:   "D",
		Header: runtime.Fields{}.Add(115, "DESK"),
		Body: runtime.Fields{}.
			Add(11, "ORD-1").
			Add(55, "EUR/USD").
			AddValue(38, runtime.MustDecimal("1000000.00")).
			Group(453,
				runtime.Fields{}.Add(448, "P1").AddInt(452, 1).Group(802, runtime.Fields{}.Add(523, "S1")),
				runtime.Fields{}.Add(448, "P2").AddInt(452, 3)).
			Data(354, 355, []byte("caf\xe9")),
	}
	frame := m.AppendFrame(nil, "FIX.4.4")
	fmt.Println(strings.ToValidUTF8(strings.ReplaceAll(string(frame), "\x01", "|"), "?"))
	// Output:
	// 8=FIX.4.4|9=108|35=D|115=DESK|11=ORD-1|55=EUR/USD|38=1000000.00|453=2|448=P1|452=1|802=1|523=S1|448=P2|452=3|354=4|355=caf?|10=115|
}

// Any tag of a received message can be read, and the message sent on, without a
// dictionary.
func ExampleRaw() {
	frame := runtime.AppendFrame(nil, "FIX.4.4", []byte("\x0135=U7\x0149=THEM\x0156=US\x0134=2\x01115=DESK\x0120001=x\x0120002=y"))
	var raw runtime.Raw
	if err := raw.Parse(frame, nil); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(string(raw.MsgType()), raw.Text(20001))
	for _, f := range raw.Body() {
		fmt.Println(f)
	}
	fmt.Println(raw.Forward())
	// Output:
	// U7 x
	// 20001=x
	// 20002=y
	// U7{20001=x 20002=y}
}
