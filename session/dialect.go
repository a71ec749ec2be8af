package session

import (
	"maps"
	"math"
	"slices"

	"github.com/affixgo/affix/runtime"
)

// dialect is in what the FIX versions differ. It is read off the dictionary
// where that can tell, so that a counterparty's dictionary counts for what it
// is.
type dialect struct {
	rejectReason  bool   // Reject has 371, 372, 373
	highestReason int    // above it 373 is left out
	reasonOther   bool   // 373 may be 99
	business      bool   // there is a BusinessMessageReject
	resetSeqNum   bool   // Logon has ResetSeqNumFlag (141)
	nextExpected  bool   // Logon has NextExpectedMsgSeqNum (789)
	lastProcessed bool   // the header has LastMsgSeqNumProcessed (369)
	location      bool   // the header has 144 and 145
	applVersions  bool   // FIXT: Logon has DefaultApplVerID (1137)
	infinity      uint64 // EndSeqNo (16) that means all, in what we send
	largeInfinity bool   // 999999 means all in what we receive
	precision     runtime.Precision

	header    tagSet
	headerAt  tagMap // place of a tag in the header
	logonAt   tagMap // place of a tag in the body of a Logon; those of the trailer are last
	lengthOf  tagMap // of a data field: the tag of its length
	resetFill bool   // SequenceReset: GapFillFlag (123) before NewSeqNo (36)
}

// largeInfinity is what FIX 4.0 and 4.1 write for "to infinity".
const largeInfinity = 999_999

// dialectOf returns the dialect of a dictionary. All of its sessions share it: see
// with.
var dialectOf = runtime.PerDictionary(newDialect)

func newDialect(dictionary *runtime.Dictionary) *dialect {
	v := dictionary.Version
	d := &dialect{highestReason: math.MaxInt, precision: runtime.Millis, headerAt: newTagMap(places(v.Header))}
	switch v.BeginString {
	case "FIX.4.0", "FIX.4.1":
		d.infinity, d.largeInfinity, d.precision = largeInfinity, true, runtime.Seconds
	case "FIX.4.2":
		d.largeInfinity, d.highestReason = true, 11
	}
	d.header.addAll(v.Header)
	_, d.lastProcessed = d.headerAt.get(tagLastProcessed)
	_, d.location = d.headerAt.get(tagOnBehalfOfLocation)
	logonAt := bodyPlaces(dictionary, msgLogon)
	_, d.resetSeqNum = logonAt[tagResetSeqNumFlag]
	_, d.nextExpected = logonAt[tagNextExpected]
	_, d.applVersions = logonAt[tagDefaultApplVerID]
	_, d.rejectReason = bodyPlaces(dictionary, msgReject)[tagSessionRejectReason]
	d.reasonOther = allows(v, tagSessionRejectReason, "99")
	d.business = dictionary.Lookup([]byte(msgBusinessReject)) != nil
	for tag := range places(v.Trailer) {
		logonAt[tag] = lastPlace
	}
	d.logonAt = newTagMap(logonAt)
	lengthOf := make(map[int]int)
	for _, f := range v.Fields {
		if f.Data != 0 {
			lengthOf[f.Data] = f.Tag
		}
	}
	d.lengthOf = newTagMap(lengthOf)
	reset := bodyPlaces(dictionary, msgSequenceReset)
	d.resetFill = reset[tagGapFillFlag] < reset[tagNewSeqNo]
	return d
}

// with returns the dialect of a session that has header fields, or a precision,
// of its own.
func (d *dialect) with(header []runtime.Field, precision *runtime.Precision) *dialect {
	if len(header) == 0 && precision == nil {
		return d
	}
	own := *d
	own.headerAt = slices.Clone(d.headerAt)
	own.header.large = maps.Clone(d.header.large)
	own.addHeader(header)
	if precision != nil {
		own.precision = *precision
	}
	return &own
}

// addHeader makes the session's own fields part of the header: those that the
// dictionary does not have stand last.
func (d *dialect) addHeader(fields []runtime.Field) {
	for _, f := range fields {
		d.header.add(f.Tag)
		if _, known := d.headerAt.get(f.Tag); !known {
			d.headerAt.add(f.Tag, lastPlace)
		}
	}
}

// allows reports whether a field may have a value.
func allows(v *runtime.Version, tag int, value string) bool {
	def, known := v.Field(tag)
	return known && (def.Enum == nil || def.Enum.Open || def.Enum.Contains(value))
}

// bodyPlaces returns the place of each tag in the body of a message.
func bodyPlaces(dictionary *runtime.Dictionary, msgType string) map[int]int {
	t := dictionary.Lookup([]byte(msgType))
	if t == nil {
		return make(map[int]int)
	}
	return places(t.Body)
}

// places returns the position of each tag that stands in the struct itself or
// in a component of it.
func places(s *runtime.Struct) map[int]int {
	at := make(map[int]int)
	addPlaces(at, s)
	return at
}

func addPlaces(at map[int]int, s *runtime.Struct) {
	if s == nil {
		return
	}
	for _, m := range s.Members {
		if m.Component != nil {
			addPlaces(at, m.Component)
			continue
		}
		if _, have := at[m.Tag]; !have {
			at[m.Tag] = len(at)
		}
	}
}

// tagSet is a set of tags, quick for small ones.
type tagSet struct {
	small [2048 / 64]uint64
	large map[int]bool
}

func (s *tagSet) add(tag int) {
	switch {
	case tag >= 0 && tag < len(s.small)*64:
		s.small[tag/64] |= 1 << (tag % 64)
	case s.large == nil:
		s.large = map[int]bool{tag: true}
	default:
		s.large[tag] = true
	}
}

// addAll adds the tags of a struct, its components and group entries.
func (s *tagSet) addAll(from *runtime.Struct) {
	if from == nil {
		return
	}
	for _, m := range from.Members {
		if m.Component != nil {
			s.addAll(m.Component)
			continue
		}
		s.add(m.Tag)
		if m.Group != nil {
			s.addAll(m.Group.Entry)
		}
	}
}

func (s *tagSet) has(tag int) bool {
	if tag >= 0 && tag < len(s.small)*64 {
		return s.small[tag/64]&(1<<(tag%64)) != 0
	}
	return s.large[tag]
}
