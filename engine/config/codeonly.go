package config

// codeOnly lists the fields of the canonical structs that a file cannot set,
// with the reason.
var codeOnly = map[string]string{
	"session.Config.Dictionary":         "named by the session's own Dictionary",
	"session.Config.Applications":       "named by the session's own Applications",
	"session.Config.LogonFields":        "a function",
	"session.Config.Resend":             "a function",
	"engine.AcceptorConfig.Listener":    "a live object",
	"engine.AcceptorConfig.TLS":         "made from the session's own TLS",
	"engine.AcceptorConfig.Sessions":    "those with the same Address",
	"engine.AcceptorConfig.Store":       "opened from the session's own Store",
	"engine.AcceptorConfig.Router":      "comes with Options",
	"engine.AcceptorConfig.Logger":      "comes with Options",
	"engine.AcceptorConfig.Template":    "made from sessions that are Dynamic",
	"engine.AcceptorConfig.OnRefused":   "a function",
	"engine.InitiatorConfig.LocalAddr":  "made from the session's own LocalAddress",
	"engine.Endpoint.TLS":               "made from the session's own TLS",
	"proxy.ListenerConfig.OnError":      "a function",
	"venueauth.Signer.Algorithm":        "made from Algorithm and Key",
	"admin.Config.Engines":              "those of the file",
	"admin.Config.Messages":             "made from the sessions' own MessageLog",
	"admin.Config.Audit":                "comes with Options",
	"admin.Config.Logger":               "comes with Options",
	"admin.ServerConfig.TLS":            "a live object",
	"messagelog.Config.Logger":          "comes with Options",
	"engine.AcceptorConfig.MessageLog":  "made from the session's own MessageLog",
	"engine.AcceptorConfig.Operations":  "made from the sessions",
	"engine.InitiatorConfig.MessageLog": "made from the session's own MessageLog",
	"engine.InitiatorConfig.Dial":       "a function",
	"engine.InitiatorConfig.TLS":        "made from the session's own TLS",
	"engine.InitiatorConfig.Session":    "the session itself",
	"engine.InitiatorConfig.Store":      "opened from the session's own Store",
	"engine.InitiatorConfig.Router":     "comes with Options",
	"engine.InitiatorConfig.Logger":     "comes with Options",
	"store.FileConfig.Now":              "a function",
	"postgres.Config.Pool":              "a live object",
	"postgres.Config.Logger":            "comes with Options",
	"postgres.Config.Now":               "a function",

	"session.Config.SignLogon":               "set for a session that has a Signer",
	"engine.Operation.Signer":                "made from the session's own Signer",
	"engine.AcceptorConfig.Authenticate":     "comes with Options",
	"engine.CancelOnDisconnect.OnCancel":     "a function",
	"engine.CancelOnDisconnect.Instructions": "a function",
}

// sizes lists the integers that count bytes.
var sizes = map[string]bool{
	"session.Config.KeepBytes":      true,
	"engine.Limits.MaxFrame":        true,
	"engine.Limits.Outbox":          true,
	"store.FileConfig.SegmentBytes": true,
	"store.FileConfig.Preallocate":  true,
	"store.Retention.MaxBytes":      true,
	"messagelog.Config.MaxSize":     true,
	"messagelog.Config.Buffer":      true,
	"messagelog.Config.Recent":      true,
	"postgres.Config.MaxPending":    true,
}

// secrets lists the fields that are never printed.
var secrets = map[string]bool{
	"postgres.Config.DSN": true,
	"admin.Token.Secret":  true,
}
