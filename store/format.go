package store

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"time"
)

// The files of a file store; docs/store-format.md tells the same at more length.
// All integers are little endian.
//
// A segment, 00000000000000000001.seg and so on, is a header of 24 bytes and then
// records without padding:
//
//	 0  8  "affixlog"
//	 8  4  format version, 1
//	12  8  segment number, as in the file's name
//	20  4  CRC-32C of bytes 0..19
//
// A record:
//
//	 0  4  length of what follows the CRC, at least 28
//	 4  4  CRC-32C of bytes 8 to the end, xor mask
//	 8  1  type
//	 9  3  records in the log before this one, modulo 2^24
//	12  4  session number
//	16  4  records of this session before this one, modulo 2^32
//	20  8  epoch
//	28  8  seq
//	36  -  payload
//
// where mask is, in 32-bit arithmetic, segment*0x9E3779B1 ^ offset*0x85EBCA77
// of the record's first byte in its segment: a record that is copied elsewhere,
// inside a message for example, is no record. The two counts tell, when records
// are damaged, how many were lost and which sessions lost none.
//
// Types, their seq and payload:
//
//	1 session   seq 0; next-in u64, next-out u64, created, id
//	2 outbound  the message's number; the message
//	3 next-in   next expected inbound number; none
//	4 next-out  next outbound number; none
//	5 reset     seq 0, epoch is the new one; created
//	6 synced    session 0, epoch 0, seq is an offset in this segment; none
//
// created is seconds since 1970 as i64 and nanoseconds as u32.
//
// A session record declares a session under a number, and is repeated as the
// first record of that session in every later segment, saying how things stand.
// So a reader needs no earlier segment for any session it meets, and a segment
// may be deleted once every session was restated behind it. Session numbers
// begin at 1 and are never given to another id.
//
// A synced record says that everything in this segment below the offset was
// durable when the record was written. It comes with the first record after a
// sync, and last when the store was closed.
//
// # What a crash may leave
//
// A segment is synced to its end before the next one is created, and a new one
// with its header and its directory entry before a record goes into it. So only
// the last segment may be damaged by a crash, in one of these ways, and then
// it is cut before the damage:
//
//   - the header is short or all zero, and nothing follows;
//   - no intact record follows the damage, for example because the rest is the
//     zeros of room that was allocated in advance;
//   - the damaged part has a hole of zeros up to a multiple of 512 (a page that
//     did not reach the disk while a later one did), and no synced record behind
//     it says that this part was durable once.
//
// Everything else is corruption; damage.go tells what becomes of it. A last
// record that was synced and rotted later looks like one that was torn, unless
// the store was closed: then a synced record is behind it.
const (
	segmentMagic     = "affixlog"
	segmentVersion   = 1
	segmentHeaderLen = 24

	recordHeaderLen = 36
	recordBodyMin   = recordHeaderLen - 8
	recordBodyMax   = recordBodyMin + MaxMessage
	createdLen      = 12

	sectorSize = 512
	// holeMin is the fewest zeros that count as a hole: no record has as many
	// in its header.
	holeMin = 32

	// ordinalMask is what of a count of records fits into a record.
	ordinalMask = 1<<24 - 1
)

type recordType uint8

const (
	recordSession recordType = 1 + iota
	recordOut
	recordNextIn
	recordNextOut
	recordReset
	recordSynced
)

type record struct {
	typ     recordType
	ordinal uint32 // records in the log before it, modulo 2^24
	session uint32
	nth     uint32 // records of the session before it
	epoch   uint64
	seq     uint64
	payload []byte
}

var errVersion = errors.New("format version")

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

func mask(seg uint32, off int64) uint32 { return seg*0x9E3779B1 ^ uint32(off)*0x85EBCA77 }

func (r *record) len() int { return recordHeaderLen + len(r.payload) }

// appendTo appends the record as it is at offset off of segment seg.
func (r *record) appendTo(dst []byte, seg uint32, off int64) []byte {
	start := len(dst)
	dst = binary.LittleEndian.AppendUint32(dst, uint32(recordBodyMin+len(r.payload)))
	dst = append(dst, 0, 0, 0, 0)
	dst = binary.LittleEndian.AppendUint32(dst, uint32(r.typ)|r.ordinal<<8)
	dst = binary.LittleEndian.AppendUint32(dst, r.session)
	dst = binary.LittleEndian.AppendUint32(dst, r.nth)
	dst = binary.LittleEndian.AppendUint64(dst, r.epoch)
	dst = binary.LittleEndian.AppendUint64(dst, r.seq)
	dst = append(dst, r.payload...)
	crc := crc32.Checksum(dst[start+8:], castagnoli) ^ mask(seg, off)
	binary.LittleEndian.PutUint32(dst[start+4:], crc)
	return dst
}

// recordLen returns the length the record at the head of b claims, and false
// when it cannot be one.
func recordLen(b []byte) (int, bool) {
	if len(b) < recordHeaderLen {
		return 0, false
	}
	n := binary.LittleEndian.Uint32(b)
	typ := recordType(b[8])
	ok := n >= recordBodyMin && n <= recordBodyMax &&
		typ >= recordSession && typ <= recordSynced
	return 8 + int(n), ok
}

// parseRecord returns the record at the head of b, which lies at off of segment
// seg, and its length. Its payload aliases b.
func parseRecord(b []byte, seg uint32, off int64) (record, int, bool) {
	n, ok := recordLen(b)
	if !ok || n > len(b) {
		return record{}, 0, false
	}
	b = b[:n:n]
	if crc32.Checksum(b[8:], castagnoli)^mask(seg, off) != binary.LittleEndian.Uint32(b[4:]) {
		return record{}, 0, false
	}
	return record{
		typ:     recordType(b[8]),
		ordinal: binary.LittleEndian.Uint32(b[8:]) >> 8,
		session: binary.LittleEndian.Uint32(b[12:]),
		nth:     binary.LittleEndian.Uint32(b[16:]),
		epoch:   binary.LittleEndian.Uint64(b[20:]),
		seq:     binary.LittleEndian.Uint64(b[28:]),
		payload: b[recordHeaderLen:],
	}, n, true
}

func appendCreated(dst []byte, t time.Time) []byte {
	dst = binary.LittleEndian.AppendUint64(dst, uint64(t.Unix()))
	return binary.LittleEndian.AppendUint32(dst, uint32(t.Nanosecond()))
}

func parseCreated(b []byte) time.Time {
	sec := int64(binary.LittleEndian.Uint64(b))
	return time.Unix(sec, int64(binary.LittleEndian.Uint32(b[8:]))).UTC()
}

// sessionPayload is the payload of a session record.
func sessionPayload(st State) []byte {
	b := binary.LittleEndian.AppendUint64(nil, st.NextIn)
	b = binary.LittleEndian.AppendUint64(b, st.NextOut)
	b = appendCreated(b, st.Created)
	return append(b, st.ID...)
}

// parseSession is the inverse for a whole session record.
func parseSession(r record) (State, bool) {
	const fixed = 16 + createdLen
	if len(r.payload) <= fixed || len(r.payload) > fixed+MaxID || r.session == 0 {
		return State{}, false
	}
	st := State{
		ID:      string(r.payload[fixed:]),
		Epoch:   r.epoch,
		NextIn:  binary.LittleEndian.Uint64(r.payload),
		NextOut: binary.LittleEndian.Uint64(r.payload[8:]),
		Created: parseCreated(r.payload[16:]),
	}
	return st, st.Epoch > 0 && st.NextIn > 0 && st.NextOut > 0
}

func segmentHeader(seg uint32) []byte {
	b := append(make([]byte, 0, segmentHeaderLen), segmentMagic...)
	b = binary.LittleEndian.AppendUint32(b, segmentVersion)
	b = binary.LittleEndian.AppendUint64(b, uint64(seg))
	return binary.LittleEndian.AppendUint32(b, crc32.Checksum(b, castagnoli))
}

// checkHeader returns what is wrong with the header b of segment seg.
func checkHeader(b []byte, seg uint32) error {
	want := segmentHeader(seg)
	switch {
	case bytes.Equal(b, want):
		return nil
	case len(b) < segmentHeaderLen:
		return fmt.Errorf("header of %d bytes", len(b))
	case string(b[:8]) != segmentMagic,
		crc32.Checksum(b[:20], castagnoli) != binary.LittleEndian.Uint32(b[20:]):
		return fmt.Errorf("not a segment header")
	case binary.LittleEndian.Uint32(b[8:]) != segmentVersion:
		return fmt.Errorf("%w %d, this program reads %d", errVersion,
			binary.LittleEndian.Uint32(b[8:]), segmentVersion)
	}
	return fmt.Errorf("header of segment %d", binary.LittleEndian.Uint64(b[12:]))
}
