package messagelog

import (
	"github.com/affixgo/affix/engine"
	"time"
)

// RedactForTest returns the line of a message in every format.
func RedactForTest(frame []byte) [][]byte {
	var lines [][]byte
	for f := range formatCount {
		l := &Logger{cfg: Config{Format: f}, secret: newSecrets([]int{5001}, false)}
		lines = append(lines, l.appendLine(nil, "S", record{at: time.Time{}, dir: engine.In, frame: frame}))
	}
	return lines
}
