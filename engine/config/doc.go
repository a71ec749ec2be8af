// Package config runs FIX sessions from a file.
//
// The Go structs of the other packages are canonical; a file is YAML with the
// same names, a map of defaults and a list of sessions:
//
//	defaults:
//	  Dictionary: FIX44
//	  SenderCompID: CLIENT
//	  HeartBtInt: 30s
//	  Store: {Kind: file, Dir: /var/lib/fix}
//	sessions:
//	  - TargetCompID: VENUE
//	    Addresses: [fix.example.com:9876]
//	    Reconnect: {Min: 5s}
//
// Each session is the defaults with its own settings on top: maps are merged key
// by key, all else is replaced, and null takes a default back. [Session] has
// what a session may say; docs/configuration.md lists every key.
//
// Reading is strict. A key that does not exist, a value of the wrong type, a
// contradiction, a secret that is not there: everything wrong is reported at
// once, as [Problems], each with file, line, key and remedy. Text stays what it
// is: NO, 01 and 1e3 are good CompIDs.
//
// Secrets come from the environment or from files and are never printed:
//
//	Password: {env: VENUE_PASSWORD}
//	DSN: postgres://fix:${file:/run/secrets/db}@db.example.com/fix
//
// Paths are relative to the folder of the file.
//
// # Duties of the caller
//
//  1. Dictionaries and the application's functions are code: they come with
//     [Options].
//  2. [Engines.Shutdown] ends what [Engines.Start] began, stores included.
package config
