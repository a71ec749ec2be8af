package admin

import (
	"net/http"
	"slices"
	"strings"

	"github.com/affixgo/affix/engine"
	"github.com/affixgo/affix/internal/nearest"
)

// mostNearest is how many names are proposed for one that is unknown.
const mostNearest = 3

// find returns the session with this name.
func (h *Handler) find(id string) (*engine.Session, *Problem) {
	sessions := h.sessions()
	for _, s := range sessions {
		if s.ID() == id {
			return s, nil
		}
	}
	p := &Problem{Status: http.StatusNotFound, Code: "no_session", Key: "session", Message: "there is no session " + quote(id)}
	names := make([]string, len(sessions))
	for i, s := range sessions {
		names[i] = s.ID()
	}
	p.Nearest = near(id, names)
	switch {
	case len(names) == 0:
		p.Remedy = "no engine has been started"
	case len(p.Nearest) > 0:
		p.Remedy = "did you mean " + strings.Join(p.Nearest, " or ") + "?"
	default:
		p.Remedy = "GET /sessions lists them"
	}
	return nil, p
}

// near returns the names that may have been meant: those that have word in them,
// then those that are spelt alike.
func near(word string, names []string) []string {
	var out []string
	for _, n := range names {
		if len(word) > 2 && len(out) < mostNearest && strings.Contains(strings.ToLower(n), strings.ToLower(word)) {
			out = append(out, n)
		}
	}
	names = slices.Clone(names)
	for len(out) < mostNearest {
		n := nearest.To(word, names)
		if n == "" {
			break
		}
		if !slices.Contains(out, n) {
			out = append(out, n)
		}
		names = slices.DeleteFunc(names, func(other string) bool { return other == n })
	}
	return out
}

// quote shows a name that somebody has sent, whatever is in it.
func quote(name string) string {
	const longest = 200
	if len(name) > longest {
		name = name[:longest] + "…"
	}
	return `"` + strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7F || r == '"' {
			return '?'
		}
		return r
	}, name) + `"`
}
