// Package admin lets people and programs see and steer the sessions of running
// engines over HTTP. [New] makes the handler, [Listen] serves it on a port of
// its own, which is one of the loopback interface unless told otherwise:
//
//	server, err := admin.Listen(admin.ServerConfig{Config: admin.Config{
//		Engines: []admin.Engine{acceptor, initiator},
//		Tokens:  []admin.Token{{Name: "desk", Secret: os.Getenv("AFFIX_ADMIN_TOKEN"), Change: true}},
//		Messages: messages, // of package messagelog
//		Logger:   logger,
//	}})
//
// Every request carries a token: Authorization: Bearer SECRET. A token only
// lets its holder look, unless its Change is set.
//
//	GET  /sessions                        all sessions: ?match=TEXT, ?state=STATE
//	GET  /sessions/{id}                   one session
//	POST /sessions/{id}/logon             {"wait": "10s"}
//	POST /sessions/{id}/logout            {"text": "end of day"}
//	POST /sessions/{id}/enable
//	POST /sessions/{id}/disable           {"text": "maintenance"}
//	POST /sessions/{id}/set-numbers       {"next_in": 17, "next_out": 42}
//	POST /sessions/{id}/reset
//	POST /sessions/{id}/test-request
//	GET  /sessions/{id}/messages          the last messages: ?lines=100, ?follow=true
//	GET  /metrics                         for Prometheus
//	GET  /                                all sessions as a table
//
// Answers are JSON, or text for people with ?format=text. Whatever is refused
// has a [Problem]: a code for programs, a message that names what is wrong, and
// the remedy. docs/operations.md has more.
//
// Every change is told to [Config.Audit] and logged, those that were refused
// included.
package admin
