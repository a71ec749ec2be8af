package messagelog_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/engine/messagelog"
)

func Example() {
	dir, err := os.MkdirTemp("", "messages")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = os.RemoveAll(dir) }()
	messages, err := messagelog.Open(messagelog.Config{Dir: dir})
	if err != nil {
		fmt.Println(err)
		return
	}
	// In practice it is the MessageLog of an engine's config, which does this:
	at := time.Date(2026, 11, 28, 17, 0, 0, 0, time.UTC)
	logon := "8=FIX.4.4\x019=65\x0135=A\x0134=1\x0149=DESK\x0156=VENUE\x01553=desk\x01554=secret\x0110=000\x01"
	messages.LogMessage("FIX.4.4:DESK->VENUE", engine.Out, at, []byte(logon))

	if err := messages.Close(); err != nil {
		fmt.Println(err)
	}
	b, err := os.ReadFile(filepath.Join(dir, "FIX.4.4-DESK-VENUE.messages.current.log"))
	fmt.Print(strings.ReplaceAll(string(b), "\x01", "|"))
	if err != nil {
		fmt.Println(err)
	}
	// Output:
	// 20261128-17:00:00.000000 : 8=FIX.4.4|9=65|35=A|34=1|49=DESK|56=VENUE|553=***|554=***|10=000|
}
