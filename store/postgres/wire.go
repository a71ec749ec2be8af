package postgres

import (
	"encoding/binary"
	"math"
	"time"
)

// Type numbers of PostgreSQL.
const (
	oidBytea = 17
	oidInt8  = 20
	oidInt2  = 21
	oidInt4  = 23
	oidText  = 25
	oidTime  = 1184

	oidByteas = 1001
	oidInt2s  = 1005
	oidInt4s  = 1007
	oidTexts  = 1009
	oidInt8s  = 1016
	oidTimes  = 1185
)

// arrayHeader is the length of what stands before the elements: dimensions,
// nulls, type of the elements, their number, lowest index.
const arrayHeader = 20

// array is a one-dimensional array in binary format that grows by the end.
type array struct {
	b []byte
	n int
}

func (a *array) reset() { a.b, a.n = a.b[:0], 0 }

// begin makes room for the header, and counts one element more.
func (a *array) begin() {
	if len(a.b) == 0 {
		a.b = append(a.b, make([]byte, arrayHeader)...)
	}
	a.n++
}

func (a *array) int2(v int16) {
	a.begin()
	a.b = binary.BigEndian.AppendUint32(a.b, 2)
	a.b = binary.BigEndian.AppendUint16(a.b, uint16(v))
}

func (a *array) int4(v int32) {
	a.begin()
	a.b = binary.BigEndian.AppendUint32(a.b, 4)
	a.b = binary.BigEndian.AppendUint32(a.b, uint32(v))
}

func (a *array) int8(v int64) {
	a.begin()
	a.b = binary.BigEndian.AppendUint32(a.b, 8)
	a.b = binary.BigEndian.AppendUint64(a.b, uint64(v))
}

func (a *array) bytes(v []byte) {
	a.begin()
	a.b = binary.BigEndian.AppendUint32(a.b, uint32(len(v)))
	a.b = append(a.b, v...)
}

// emptyArray has no dimension.
var emptyArray = [12]byte{}

// value completes the header.
func (a *array) value(element uint32) []byte {
	if a.n == 0 {
		b := append(a.b[:0], emptyArray[:]...)
		a.b = b[:0]
		binary.BigEndian.PutUint32(b[8:], element)
		return b
	}
	binary.BigEndian.PutUint32(a.b[0:], 1)
	binary.BigEndian.PutUint32(a.b[4:], 0)
	binary.BigEndian.PutUint32(a.b[8:], element)
	binary.BigEndian.PutUint32(a.b[12:], uint32(a.n))
	binary.BigEndian.PutUint32(a.b[16:], 1)
	return a.b
}

// params are the parameters of a statement, in binary format.
type params struct {
	values [][]byte
	oids   []uint32
}

func (p *params) reset() { p.values, p.oids = p.values[:0], p.oids[:0] }

func (p *params) add(oid uint32, value []byte) {
	p.values, p.oids = append(p.values, value), append(p.oids, oid)
}

func (p *params) array(oid, element uint32, a *array) { p.add(oid, a.value(element)) }

func (p *params) int4(v int32) {
	p.add(oidInt4, binary.BigEndian.AppendUint32(nil, uint32(v)))
}

func (p *params) int8(v int64) {
	p.add(oidInt8, binary.BigEndian.AppendUint64(nil, uint64(v)))
}

func (p *params) int2(v int16) {
	p.add(oidInt2, binary.BigEndian.AppendUint16(nil, uint16(v)))
}

func (p *params) text(s string) { p.add(oidText, []byte(s)) }

func getInt2(b []byte) int16 { return int16(binary.BigEndian.Uint16(b)) }
func getInt4(b []byte) int32 { return int32(binary.BigEndian.Uint32(b)) }
func getInt8(b []byte) int64 { return int64(binary.BigEndian.Uint64(b)) }

// pgEpoch is 2000-01-01 in Unix seconds, where PostgreSQL counts microseconds
// from.
const pgEpoch = 946684800

// splitTime returns a time as PostgreSQL keeps it, and the nanoseconds that it
// does not keep.
func splitTime(t time.Time) (micros int64, nanos int16) {
	ns := t.Nanosecond()
	return (t.Unix()-pgEpoch)*1_000_000 + int64(ns/1000), int16(ns % 1000)
}

func joinTime(micros int64, nanos int16) time.Time {
	sec := micros / 1_000_000
	micros %= 1_000_000
	return time.Unix(sec+pgEpoch, micros*1000+int64(nanos)).UTC()
}

// wallClock drops the monotonic reading and the location, which are not kept.
func wallClock(t time.Time) time.Time { return t.Round(0).UTC() }

// span is a range of numbers as PostgreSQL sorts them.
type span struct{ low, high int64 }

// spans returns the ranges that from..to is in the database, in order: numbers
// above 2^63-1 are negative there.
func spans(from, to uint64) (first, second span, two bool) {
	if from <= math.MaxInt64 && to > math.MaxInt64 {
		return span{int64(from), math.MaxInt64}, span{math.MinInt64, int64(to)}, true
	}
	return span{int64(from), int64(to)}, span{}, false
}
