package admin

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"mime"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/affixgo/affix/internal/nearest"
)

// The most that a request may have.
const (
	maxBody = 16 << 10
	maxText = 500
	maxWait = time.Minute
)

// params are what is given with a change.
type params struct {
	text    string
	nextIn  uint64
	nextOut uint64
	wait    time.Duration
}

// readers read the parameters, by their keys.
var readers = map[string]func(*params, json.RawMessage) error{
	"text": func(p *params, raw json.RawMessage) error {
		if json.Unmarshal(raw, &p.text) != nil {
			return errors.New("want a text")
		}
		if len(p.text) > maxText {
			return fmt.Errorf("the text has %d bytes, %d are the most", len(p.text), maxText)
		}
		if strings.ContainsFunc(p.text, func(r rune) bool { return r < ' ' }) {
			return errors.New("the text has control characters in it")
		}
		return nil
	},
	"next_in":  func(p *params, raw json.RawMessage) error { return readNumber(&p.nextIn, raw) },
	"next_out": func(p *params, raw json.RawMessage) error { return readNumber(&p.nextOut, raw) },
	"wait": func(p *params, raw json.RawMessage) error {
		var text string
		if json.Unmarshal(raw, &text) != nil {
			return errors.New(`want a duration such as "10s"`)
		}
		d, err := time.ParseDuration(text)
		if err != nil || d < 0 || d > maxWait {
			return fmt.Errorf(`want a duration from "0s" to "%v"`, maxWait)
		}
		p.wait = d
		return nil
	},
}

func readNumber(n *uint64, raw json.RawMessage) error {
	const largest = 1<<63 - 1
	if json.Unmarshal(raw, n) != nil || *n == 0 || *n > largest || string(raw) == "null" {
		return fmt.Errorf("want a whole number from 1 to %d", uint64(largest))
	}
	return nil
}

// readParams reads the body of a change, which may be empty: an object with
// nothing but the keys.
func readParams(w http.ResponseWriter, r *http.Request, keys []string) (p params, raw json.RawMessage, problem *Problem) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	var tooLong *http.MaxBytesError
	switch {
	case errors.As(err, &tooLong):
		return p, nil, &Problem{Status: http.StatusRequestEntityTooLarge, Code: "too_long",
			Message: fmt.Sprintf("the body has more than %d bytes", maxBody), Remedy: "send " + shape(keys)}
	case err != nil:
		return p, nil, badRequest("", "the body cannot be read: "+err.Error(), "send it again")
	case len(strings.TrimSpace(string(body))) == 0:
		return p, nil, nil
	}
	if t, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || t != "application/json" {
		return p, nil, &Problem{Status: http.StatusUnsupportedMediaType, Code: "media_type",
			Message: "the body is not said to be JSON", Remedy: "send the header Content-Type: application/json"}
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(body, &fields); err != nil || fields == nil {
		message := "the body is not a JSON object"
		if err != nil {
			message += ": " + err.Error()
		}
		return p, nil, badRequest("", message, "send "+shape(keys))
	}
	for _, key := range slices.Sorted(maps.Keys(fields)) {
		if !slices.Contains(keys, key) {
			return p, body, badRequest(key, "unknown key "+quote(key), unknownKey(key, keys))
		}
		if err := readers[key](&p, fields[key]); err != nil {
			return p, body, badRequest(key, key+": "+err.Error(), "send "+shape(keys))
		}
	}
	return p, body, nil
}

// unknownKey is the remedy for a key that there is not.
func unknownKey(key string, keys []string) string {
	if n := nearest.To(key, keys); n != "" {
		return "did you mean " + n + "?"
	}
	return "send " + shape(keys)
}

// shape is how a body looks.
func shape(keys []string) string {
	if len(keys) == 0 {
		return "no body, or {}"
	}
	examples := map[string]string{"text": `"end of day"`, "next_in": "17", "next_out": "42", "wait": `"10s"`}
	parts := make([]string, len(keys))
	for i, k := range keys {
		parts[i] = `"` + k + `": ` + examples[k]
	}
	return "{" + strings.Join(parts, ", ") + "}"
}
