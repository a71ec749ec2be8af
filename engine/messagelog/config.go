package messagelog

import (
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"time"
)

// Format is how a message is written on its line.
type Format uint8

// The formats. A line feed or carriage return within a message, which only data
// fields may have, is written as \n or \r in the text formats.
const (
	// QuickFIX is a text line as QuickFIX for C++ and QuickFIX/J write it: time
	// in UTC, colon, message, with SOH in it.
	//
	//	20261128-17:00:00.123456 : 8=FIX.4.4…
	QuickFIX Format = iota
	// QuickFIXGo is a text line as quickfix-go writes it.
	//
	//	2026/11/28 17:00:00.123456 8=FIX.4.4…
	QuickFIXGo
	// JSON is an object on each line, with the keys time (RFC 3339), session,
	// dir ("in", "out"), seq, msg_type and message. Bytes that are not UTF-8
	// are in message_base64 in place of message.
	JSON
	formatCount
)

var formatNames = [formatCount]string{QuickFIX: "quickfix", QuickFIXGo: "quickfix-go", JSON: "json"}

// String returns the name of the format: "quickfix", "quickfix-go", "json".
func (f Format) String() string {
	if f < formatCount {
		return formatNames[f]
	}
	return "format " + strconv.Itoa(int(f))
}

// UnmarshalText reads the name of a format.
func (f *Format) UnmarshalText(text []byte) error {
	for i, name := range formatNames {
		if name == string(text) {
			*f = Format(i)
			return nil
		}
	}
	return fmt.Errorf("messagelog: unknown format %q: take quickfix, quickfix-go or json", text)
}

// Defaults of [Config].
const (
	DefaultMaxSize = 64 << 20
	DefaultMaxAge  = 24 * time.Hour
	DefaultKeep    = 30
	DefaultBuffer  = 1 << 20
	DefaultRecent  = 16 << 10
	DefaultFlush   = 50 * time.Millisecond
)

// Config is where messages are logged to, and how.
type Config struct {
	// Dir is the folder of the files; it is made if it is not there. If empty,
	// nothing is written: messages can only be watched, with [Logger.Tail].
	Dir string
	// Format of the lines. If zero, [QuickFIX].
	Format Format
	// MaxSize is the largest size of a file in bytes: a line that would exceed
	// it goes to a new one. If zero, 64 MiB; if negative, there is no limit.
	MaxSize int64
	// MaxAge is how long a file may take up messages before the next one goes
	// to a new one. If zero, a day; if negative, for ever.
	MaxAge time.Duration
	// Keep is how many rotated files of a session are kept. If zero, 30; if
	// negative, all.
	Keep int
	// KeepFor is how long rotated files are kept at most. If zero, there is no
	// limit but Keep.
	KeepFor time.Duration
	// Plain leaves rotated files as they are; otherwise they are compressed with
	// gzip.
	Plain bool
	// Buffer is how many bytes of a session's messages may wait to be written;
	// what exceeds them is left out. If zero, 1 MiB. A single message is taken
	// however long it is.
	Buffer int
	// Redact are further tags whose values are replaced by ***.
	Redact []int
	// ShowCredentials logs credentials as they are, except those of Redact.
	ShowCredentials bool
	// Recent is how many bytes of a session's last lines are kept in memory for
	// [Logger.Tail]. If zero, 16 KiB; if negative, none.
	Recent int
	// Flush is how long a message may wait to be written. If zero, 50 ms.
	Flush time.Duration
	// Logger is told when files cannot be written; nil is silent.
	Logger *slog.Logger
}

func (c Config) withDefaults() Config {
	setDefault(&c.MaxSize, DefaultMaxSize)
	setDefault(&c.MaxAge, DefaultMaxAge)
	setDefault(&c.Keep, DefaultKeep)
	setDefault(&c.Buffer, DefaultBuffer)
	setDefault(&c.Recent, DefaultRecent)
	setDefault(&c.Flush, DefaultFlush)
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	return c
}

func setDefault[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}

// validate reports all that is wrong with a config that has its defaults.
func (c *Config) validate() error {
	var errs []error
	bad := func(format string, args ...any) {
		errs = append(errs, fmt.Errorf("messagelog: config: "+format, args...))
	}
	if c.Format >= formatCount {
		bad("unknown Format %d", c.Format)
	}
	if c.KeepFor < 0 {
		bad("KeepFor is negative")
	}
	if c.Buffer < 0 {
		bad("Buffer is negative")
	}
	if c.Flush < 0 {
		bad("Flush is negative")
	}
	for _, tag := range c.Redact {
		if tag <= 0 {
			bad("Redact: %d is not a tag", tag)
		}
		switch tag {
		case 8, 9, 10, 35, 34, 49, 56, 52:
			bad("Redact: without field %d nobody could tell what a message is", tag)
		}
	}
	return errors.Join(errs...)
}
