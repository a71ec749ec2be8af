package admin

import (
	"crypto/sha256"
	"crypto/subtle"
	"net/http"
	"strings"
)

// holder is a Token whose secret is not kept as it is.
type holder struct {
	name   string
	change bool
	sum    [sha256.Size]byte
}

func holders(tokens []Token) []holder {
	out := make([]holder, len(tokens))
	for i, t := range tokens {
		out[i] = holder{name: t.Name, change: t.Change, sum: sha256.Sum256([]byte(t.Secret))}
	}
	return out
}

// authenticate returns whose token a request has. How long it takes says
// nothing about any secret.
func (h *Handler) authenticate(r *http.Request) (*holder, *Problem) {
	p := &Problem{Status: http.StatusUnauthorized, Code: "no_token", Message: "the request has no token",
		Remedy: "send the header Authorization: Bearer TOKEN"}
	scheme, secret, found := strings.Cut(r.Header.Get("Authorization"), " ")
	if !found || !strings.EqualFold(scheme, "Bearer") {
		return nil, p
	}
	sum := sha256.Sum256([]byte(strings.TrimSpace(secret)))
	var who *holder
	for i := range h.holders {
		if subtle.ConstantTimeCompare(sum[:], h.holders[i].sum[:]) == 1 {
			who = &h.holders[i]
		}
	}
	if who == nil {
		p.Code, p.Message, p.Remedy = "wrong_token", "the token is not known", "check the token, or have it added to the Tokens of the program"
		return nil, p
	}
	return who, nil
}

// mayChange refuses a holder that may only look.
func (who *holder) mayChange() *Problem {
	if who.change {
		return nil
	}
	return &Problem{Status: http.StatusForbidden, Code: "read_only", Message: "the token " + who.name + " may only look",
		Remedy: "use a token that has Change set in the program's config"}
}
