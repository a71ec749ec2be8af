package runtime_test

import (
	"fmt"
	"testing"

	"github.com/affixgo/affix/runtime"
)

// Printing fields shows no credentials.
func TestFieldString(t *testing.T) {
	t.Parallel()
	fields := []runtime.Field{{Tag: 58, Value: "hello"}, {Tag: 554, Value: "secret"}}
	for format, want := range map[string]string{
		"%v": "[58=hello 554=***]", "%+v": "[58=hello 554=***]", "%#v": `[]runtime.Field{"58=hello", "554=***"}`,
	} {
		if got := fmt.Sprintf(format, fields); got != want {
			t.Errorf("%s: got %s, want %s", format, got, want)
		}
	}
}
