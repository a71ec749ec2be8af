package admin_test

import (
	"strings"
	"testing"
	"time"

	"github.com/affixgo/affix/engine/admin"
)

// Whatever is refused says why, and what to do.
func TestRefused(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		d := startDesk(t)
		tests := []struct {
			name, method, path, secret, body string
			header                           []string
			status                           int
			code                             string
			texts                            []string
		}{
			{name: "no token", path: "/sessions", status: 401, code: "no_token", texts: []string{"Authorization: Bearer"}},
			{name: "another scheme", path: "/sessions", header: []string{"Authorization", "Basic " + looks}, status: 401, code: "no_token"},
			{name: "a wrong token", path: "/sessions", secret: looks + "x", status: 401, code: "wrong_token"},
			{name: "an empty token", path: "/sessions", header: []string{"Authorization", "Bearer "}, status: 401, code: "wrong_token"},
			{name: "metrics without a token", path: "/metrics", status: 401, code: "no_token"},
			{name: "a path there is not, without a token", path: "/etc/passwd", status: 401, code: "no_token"},
			{name: "a path there is not", path: "/session", secret: looks, status: 404, code: "no_path", texts: []string{"/sessions/ID/messages", "%2F"}},
			{name: "a change by who only looks", method: "POST", path: path(deskID, "/disable"), secret: looks, status: 403, code: "read_only", texts: []string{"viewer may only look", "Change"}},
			{name: "a change without a token", method: "POST", path: path(deskID, "/disable"), status: 401, code: "no_token"},
			{name: "a change by GET", path: path(deskID, "/disable"), secret: changes, status: 405, code: "method", texts: []string{"POST"}},
			{name: "looking by POST", method: "POST", path: "/sessions", secret: changes, status: 405, code: "method", texts: []string{"GET"}},
			{name: "a page of another site", method: "POST", path: path(deskID, "/disable"), secret: changes, header: []string{"Sec-Fetch-Site", "cross-site"}, status: 403, code: "cross_origin"},
			{name: "an unknown session", path: path("FIX.4.4:DESK->VENEU", ""), secret: looks, status: 404, code: "no_session", texts: []string{"did you mean " + deskID, `"nearest":["` + strings.ReplaceAll(deskID, ">", `\u003e`)}},
			{name: "part of a name", path: path("silent", ""), secret: looks, status: 404, code: "no_session", texts: []string{"did you mean", "SILENT"}},
			{name: "nothing like it", path: path("\x01\"zzzzzzzzzzzzzzzzz", ""), secret: looks, status: 404, code: "no_session", texts: []string{"GET /sessions lists them"}},
			{name: "an unknown action", method: "POST", path: path(deskID, "/log-out"), secret: changes, status: 404, code: "no_action", texts: []string{"did you mean logout?"}},
			{name: "numbers of a live session", method: "POST", path: path(deskID, "/set-numbers"), secret: changes, body: `{"next_in": 5}`, status: 409, code: "logged_on", texts: []string{"disable the session, set the numbers, and enable it again"}},
			{name: "no numbers", method: "POST", path: path(silentID, "/set-numbers"), secret: changes, status: 400, code: "bad_request", texts: []string{"neither next_in nor next_out", `"key":"next_in"`}},
			{name: "zero", method: "POST", path: path(silentID, "/set-numbers"), secret: changes, body: `{"next_in": 0}`, status: 400, code: "bad_request", texts: []string{"whole number from 1", `"key":"next_in"`}},
			{name: "a fraction", method: "POST", path: path(silentID, "/set-numbers"), secret: changes, body: `{"next_out": 1.5}`, status: 400, code: "bad_request", texts: []string{`"key":"next_out"`}},
			{name: "below zero", method: "POST", path: path(silentID, "/set-numbers"), secret: changes, body: `{"next_out": -1}`, status: 400, code: "bad_request"},
			{name: "null", method: "POST", path: path(silentID, "/set-numbers"), secret: changes, body: `{"next_out": null}`, status: 400, code: "bad_request"},
			{name: "too large", method: "POST", path: path(silentID, "/set-numbers"), secret: changes, body: `{"next_in": 9223372036854775808}`, status: 400, code: "bad_request"},
			{name: "a key misspelt", method: "POST", path: path(silentID, "/set-numbers"), secret: changes, body: `{"nextin": 5}`, status: 400, code: "bad_request", texts: []string{"did you mean next_in?", `"key":"nextin"`}},
			{name: "a key of another action", method: "POST", path: path(deskID, "/reset"), secret: changes, body: `{"text": "x"}`, status: 400, code: "bad_request", texts: []string{"no body, or {}"}},
			{name: "malformed JSON", method: "POST", path: path(silentID, "/set-numbers"), secret: changes, body: `{"next_in": 5`, status: 400, code: "bad_request", texts: []string{"not a JSON object", "next_out"}},
			{name: "more than an object", method: "POST", path: path(silentID, "/set-numbers"), secret: changes, body: `{"next_in": 5} {}`, status: 400, code: "bad_request"},
			{name: "an array", method: "POST", path: path(silentID, "/set-numbers"), secret: changes, body: `[5]`, status: 400, code: "bad_request"},
			{name: "null as a body", method: "POST", path: path(silentID, "/set-numbers"), secret: changes, body: `null`, status: 400, code: "bad_request"},
			{name: "a body that is too long", method: "POST", path: path(deskID, "/logout"), secret: changes, body: `{"text": "` + strings.Repeat("x", 20<<10) + `"}`, status: 413, code: "too_long"},
			{name: "a form", method: "POST", path: path(deskID, "/logout"), secret: changes, body: `text=x`, header: []string{"Content-Type", "application/x-www-form-urlencoded"}, status: 415, code: "media_type"},
			{name: "a text too long", method: "POST", path: path(deskID, "/logout"), secret: changes, body: `{"text": "` + strings.Repeat("x", 501) + `"}`, status: 400, code: "bad_request", texts: []string{"501 bytes"}},
			{name: "a field in the text", method: "POST", path: path(deskID, "/logout"), secret: changes, body: `{"text": "x\u0001553=y"}`, status: 400, code: "bad_request", texts: []string{"control characters"}},
			{name: "a wait that is none", method: "POST", path: path(deskID, "/logon"), secret: changes, body: `{"wait": "1h"}`, status: 400, code: "bad_request", texts: []string{"1m0s"}},
			{name: "a wait as a number", method: "POST", path: path(deskID, "/logon"), secret: changes, body: `{"wait": 10}`, status: 400, code: "bad_request", texts: []string{"10s"}},
			{name: "logging out who is not logged on", method: "POST", path: path(silentID, "/logout"), secret: changes, status: 409, code: "not_logged_on"},
			{name: "asking who is not logged on", method: "POST", path: path(silentID, "/test-request"), secret: changes, status: 409, code: "not_logged_on", texts: []string{"log it on"}},
			{name: "waiting for a peer that does not come", method: "POST", path: path(silentID, "/logon"), secret: changes, body: `{"wait": "30s"}`, status: 504, code: "timeout"},
			{name: "an unknown parameter", path: "/sessions?stat=active", secret: looks, status: 400, code: "bad_request", texts: []string{"did you mean state?"}},
			{name: "an unknown state", path: "/sessions?state=alive", secret: looks, status: 400, code: "bad_request", texts: []string{"recovering"}},
			{name: "an unknown format", path: "/sessions?format=xml", secret: looks, status: 400, code: "bad_request"},
			{name: "a parameter twice", path: "/sessions?state=active&state=active", secret: looks, status: 400, code: "bad_request"},
			{name: "a query that is none", path: "/sessions?%zz", secret: looks, status: 400, code: "bad_request"},
			{name: "messages that are not kept", path: path(deskID, "/messages"), secret: looks, status: 404, code: "no_messages", texts: []string{"set Messages"}},
			{name: "too many lines", path: path(deskID, "/messages?lines=1000000"), secret: looks, status: 400, code: "bad_request", texts: []string{`"key":"lines"`}},
			{name: "follow what", path: path(deskID, "/messages?follow=maybe"), secret: looks, status: 400, code: "bad_request"},
		}
		for _, tt := range tests {
			if tt.method == "" {
				tt.method = "GET"
			}
			a := d.do(tt.method, tt.path, tt.secret, tt.body, tt.header...)
			p := a.problem(t)
			if p.Status != tt.status || p.Code != tt.code || p.Remedy == "" {
				t.Errorf("%s: %+v, want %d %s", tt.name, p, tt.status, tt.code)
			}
			for _, text := range tt.texts {
				if !strings.Contains(a.body, text) && !strings.Contains(p.Remedy+p.Message, text) {
					t.Errorf("%s: %q is not in %s", tt.name, text, a.body)
				}
			}
			if (a.code == 401) != (a.header.Get("WWW-Authenticate") != "") || (a.code == 405) != (a.header.Get("Allow") != "") {
				t.Errorf("%s: header %v", tt.name, a.header)
			}
			if a.header.Get("X-Content-Type-Options") != "nosniff" || a.header.Get("Access-Control-Allow-Origin") != "" {
				t.Errorf("%s: header %v", tt.name, a.header)
			}
			if strings.Contains(a.body, "secret of") {
				t.Errorf("%s: a secret is in %s", tt.name, a.body)
			}
		}
		if !d.desk.Session().LoggedOn() {
			t.Error("one of them has done something")
		}
	})
}

func TestOpenMetrics(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		d := startDesk(t, func(cfg *admin.Config) { cfg.OpenMetrics = true })
		if a := d.do("GET", "/metrics", "", ""); a.code != 200 || !strings.Contains(a.body, "affix_session_up") {
			t.Errorf("%d %s", a.code, a.body)
		}
		if a := d.do("POST", "/metrics", "", ""); a.code != 405 {
			t.Errorf("%d %s", a.code, a.body)
		}
	})
}

// A session that was shut down says so.
func TestShutDown(t *testing.T) {
	inBubble(t, func(t *testing.T) {
		d := startDesk(t)
		if err := d.desk.Shutdown(t.Context()); err != nil {
			t.Fatal(err)
		}
		<-time.After(time.Second)
		for _, action := range []string{"set-numbers", "reset", "disable"} {
			body := ""
			if action == "set-numbers" {
				body = `{"next_in": 5}`
			}
			a := d.do("POST", path(deskID, "/"+action), changes, body)
			if p := a.problem(t); p.Status != 503 || p.Code != "shut_down" {
				t.Errorf("%s: %+v", action, p)
			}
		}
	})
}
