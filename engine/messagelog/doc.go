// Package messagelog writes every message of every session to files, beside the
// log of events and apart from it. A [Logger] is what the MessageLog of
// engine.AcceptorConfig and engine.InitiatorConfig takes:
//
//	messages, err := messagelog.Open(messagelog.Config{Dir: "/var/log/fix"})
//	…
//	engine.NewAcceptor(engine.AcceptorConfig{…, MessageLog: messages})
//	…
//	messages.Close() // after Shutdown
//
// Each session has a file of its own, named as those of QuickFIX are:
//
//	FIX.4.4-SENDER-TARGET.messages.current.log
//
// with sub and location ids behind an underscore, and the qualifier at the end.
// It is rotated by size and age, to names with the time of the rotation, which
// are compressed and in the end removed:
//
//	FIX.4.4-SENDER-TARGET.messages.20261128-170000.log.gz
//
// # It never holds a session up
//
// A session copies its message into a buffer in memory, which is bounded; a
// goroutine of the Logger formats what is there and writes it, a few times a
// second. When the disk cannot follow, messages are left out, and the log says
// how many at the place where they are missing. A crash of the process loses
// what was not written yet, [Config.Flush] at most: the log is for people, what
// must not be lost is in the store.
//
// # Credentials
//
// The values of credentials are replaced by ***: Username (553), Password (554),
// NewPassword (925), RawData (96) with its length (95), EncryptedPassword and
// EncryptedNewPassword with their lengths and method (1400 to 1404), and the
// tags of [Config.Redact]. BodyLength (9) and CheckSum (10) are left as they
// were on the wire, and do not match what the log has then.
package messagelog
