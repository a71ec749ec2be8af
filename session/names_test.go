package session_test

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/affixgo/affix/runtime"
	"github.com/affixgo/affix/session"
)

// TestNames: every value has a name of its own, unknown ones have a number.
func TestNames(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, all := range [][]fmt.Stringer{
		names[session.State](), names[session.InputKind](), names[session.ActionKind](), names[session.EventKind](),
		names[session.Reason](), names[session.Role](), names[session.ResetPolicy](), names[session.RecoveryPolicy](),
		names[session.GarbledPolicy](),
	} {
		for i, s := range all {
			key := fmt.Sprintf("%T %s", s, s)
			if s.String() == "" || seen[key] {
				t.Errorf("%T %d is %q", s, i, s)
			}
			seen[key] = true
		}
	}
	for _, s := range []fmt.Stringer{
		session.State(200), session.InputKind(200), session.ActionKind(200), session.EventKind(200), session.Reason(200),
		session.ResetPolicy(200), session.RecoveryPolicy(200), session.GarbledPolicy(200),
	} {
		if got := s.String(); !strings.Contains(got, "200") {
			t.Errorf("%T is %q", s, got)
		}
	}
}

// names returns all values that have a name.
func names[T interface {
	~uint8
	fmt.Stringer
}]() []fmt.Stringer {
	var all []fmt.Stringer
	for i := T(0); i < 200 && !strings.HasSuffix(i.String(), strconv.Itoa(int(i))); i++ {
		if i > 0 && i.String() == T(0).String() {
			break // a type of two values
		}
		all = append(all, i)
	}
	return all
}

func TestErrorTexts(t *testing.T) {
	t.Parallel()
	tests := []struct {
		err  error
		want string
	}{
		{&session.RejectError{Reason: runtime.ReasonIncorrectValue, Tag: 44},
			"session: reject: Value is incorrect (out of range) for this tag (44)"},
		{&session.RejectError{Text: "no"}, "session: reject: no"},
		{&session.BusinessRejectError{Reason: 2, Text: "unknown security"}, "session: business reject: reason 2: unknown security"},
		{&session.LogoutError{Text: "bye"}, "session: logout: bye"},
	}
	for _, tt := range tests {
		if got := tt.err.Error(); got != tt.want {
			t.Errorf("got %q, want %q", got, tt.want)
		}
	}
	if errors.Is(session.ErrUnsupported, session.ErrNoMessage) {
		t.Error("two errors are one")
	}
}
