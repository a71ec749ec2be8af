// Package venueauth signs Logons the way venues ask for it. A [Signer] is data:
// which fields are signed, joined by what, with which [Algorithm], and where the
// signature goes. It is an engine.Signer:
//
//	key, err := venueauth.ParseEd25519(pem)
//	…
//	cfg.Signer = venueauth.Signer{
//		Algorithm: venueauth.Ed25519(key),
//		Payload:   venueauth.Tags(venueauth.SOH, 35, 49, 56, 34, 52),
//		Fields:    []runtime.Field{{Tag: 553, Value: apiKey}},
//	}
//
// The parts: [Payload] and its [Part], the algorithms ([HMACSHA256],
// [HMACSHA512], [Ed25519], [RSASHA256], [RSAPSS], [SHA256First], or any other as
// an [AlgorithmFunc], such as one that asks a key service), [Encoding], keys read
// from PEM ([ParseEd25519], [ParseRSA], [ParseSecret]); and [Nonce], a form that
// signs a number used once and not the Logon.
//
// No error, log or printed value of this package shows a key, a secret or a
// signature.
package venueauth
