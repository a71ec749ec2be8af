// Package runtime turns FIX messages into bytes and back.
//
// The generated packages (generated/fix44 and its kin) are tables over this
// package: they declare plain structs and say, for each, which tag lies at
// which offset. The code that walks those tables is here, once.
//
// The parts, from the wire upwards:
//
//   - [Framer] cuts a byte stream into frames and resynchronises after
//     garbage.
//   - [Raw] is one frame as an index of tags and values. It is what sessions
//     route on, and what programs use that handle tags without a typed struct.
//   - [Decode] fills a generated struct from a Raw, [Composer] and [Append]
//     write one. Both validate against the tables: see [Policy].
//   - [Text] shows a message to people, without credentials; [MarshalJSON] and
//     [UnmarshalJSON] are its faithful form for programs.
//   - The value types: [Decimal], [Int], [Bool], [Char], [UTCTimestamp] and so
//     on. Their zero value means absent, and they keep the form they were
//     received in, so a message that is passed on leaves byte for byte as it
//     came.
//
// # Duties of the caller
//
//  1. Strings and byte slices of a decoded message alias the frame it was
//     decoded from. Memory given to [Raw.Parse] must not be written again;
//     [Unmarshal] copies its input first and asks nothing.
//  2. A struct that a session hands to a handler is reused for the next
//     message of its type. Keep it with its Clone method; values taken out of
//     it (strings, decimals, times) are safe for ever.
//  3. A message must not be changed while another goroutine encodes it.
package runtime
