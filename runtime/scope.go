package runtime

import (
	"math/bits"
	"strconv"
	"unsafe"
)

// scope is a Struct prepared for coding: components are flattened into one
// list of ops in the order of the dictionary, which is the order in memory.
type scope struct {
	name    string
	ops     []op
	index   tagTable // tag -> position in ops, plus one
	parts   []part
	unknown uintptr
	// overlaps says that some op is outside.
	overlaps bool

	mandatory bitset // ops required whatever else is present
	unstored  bitset // ops that have no place in the struct
	relative  []uint16

	// Of the body of a message: the tags of all its groups, ascending.
	grouped []int32

	reads []read // for the decoder, one for each op

	// For the encoder: size bytes of memory from begin on hold the fields. Each
	// quad of them has a bit in tells if it tells whether a step is set, which is
	// then that of stepAt, or one that shares the bit.
	begin, size uintptr
	steps       []step
	tells       []uint64
	stepAt      [][64]uint16
}

// op is one field of a scope.
type op struct {
	offset uintptr
	prefix string // SOH, tag, '='
	length string // of data: the prefix of its length field
	enum   *enumSet
	bounds *bounds // nil if the field has no range
	group  *Group
	tag    int32
	part   int16 // the component it belongs to, -1 if none
	kind   Kind
	size   uint8
	plain  plain

	// delimits: group entries begin with this field, so it cannot be dropped.
	delimits bool
	outside  bool // Member.Outside
}

// part is a component within a scope: the ops from first up to last.
type part struct {
	first, last uint16
	required    bool // and everything around it too
}

// bitset has a bit for each op of a scope.
type bitset []uint64

func (b bitset) has(i int) bool { return b[i>>6]&(1<<(i&63)) != 0 }
func (b bitset) set(i int)      { b[i>>6] |= 1 << (i & 63) }

// stackBits is the size of a bitset that needs no allocation: 512 fields in
// one scope.
const stackBits = 8

var kindSizes = [kindCount]uintptr{
	KindString:       unsafe.Sizeof(""),
	KindChar:         1,
	KindBool:         1,
	KindInt:          unsafe.Sizeof(Int{}),
	KindIntCode:      unsafe.Sizeof(""),
	KindDecimal:      unsafe.Sizeof(Decimal{}),
	KindUTCTimestamp: unsafe.Sizeof(UTCTimestamp{}),
	KindUTCTimeOnly:  unsafe.Sizeof(UTCTimeOnly{}),
	KindUTCDateOnly:  unsafe.Sizeof(UTCDateOnly{}),
	KindLocalMktDate: unsafe.Sizeof(LocalMktDate{}),
	KindLocalMktTime: unsafe.Sizeof(LocalMktTime{}),
	KindMonthYear:    unsafe.Sizeof(MonthYear{}),
	KindTZTimeOnly:   unsafe.Sizeof(TZTimeOnly{}),
	KindTZTimestamp:  unsafe.Sizeof(TZTimestamp{}),
	KindMultiChar:    unsafe.Sizeof(""),
	KindMultiString:  unsafe.Sizeof(""),
	KindData:         unsafe.Sizeof([]byte(nil)),
	KindLength:       0,
	KindGroup:        unsafe.Sizeof([]byte(nil)),
}

const wordSize = 8

// compile prepares s for v.
func compile(s *Struct, v *versionTables) *scope {
	c := &scope{name: s.Name, unknown: s.Unknown}
	c.flatten(s, 0, -1, true, v)
	c.mandatory, c.unstored = make(bitset, c.bitWords()), make(bitset, c.bitWords())
	for i, o := range c.ops {
		if o.offset == Unstored {
			c.unstored.set(i)
		}
	}
	c.findRequired(s)
	c.mapMemory()
	return c
}

func (c *scope) bitWords() int { return (len(c.ops) + 63) / 64 }

func (c *scope) flatten(s *Struct, base uintptr, within int16, required bool, v *versionTables) {
	for _, m := range s.Members {
		if m.Component != nil {
			n := int16(len(c.parts))
			c.parts = append(c.parts, part{first: uint16(len(c.ops)), required: required && m.Required})
			c.flatten(m.Component, base+m.Offset, n, required && m.Required, v)
			c.parts[n].last = uint16(len(c.ops))
			continue
		}
		def := v.field(m.Tag)
		o := op{tag: int32(m.Tag), part: within, kind: def.Kind, prefix: prefixOf(m.Tag), group: m.Group, outside: m.Outside}
		o.bounds = def.Range.prepared()
		c.overlaps = c.overlaps || m.Outside
		if m.Group != nil {
			o.kind = KindGroup
		}
		o.offset = Unstored
		if m.Offset != Unstored {
			o.offset = base + m.Offset
			o.size = uint8(kindSizes[o.kind])
		}
		if def.Enum != nil && !def.Enum.Open {
			o.enum = def.Enum.prepared()
		}
		if o.kind == KindData {
			if length := v.lengthOf(m.Tag); length != 0 {
				o.length = prefixOf(length)
				o.bounds = v.field(length).Range.prepared()
			}
		}
		o.plain = plainOf(&o)
		if c.index.get(o.tag) == 0 {
			c.index.set(m.Tag, uint16(len(c.ops)+1))
		}
		c.ops = append(c.ops, o)
		c.reads = append(c.reads, read{enum: o.enum, offset: uint32(o.offset), how: o.plain})
	}
}

func prefixOf(tag int) string { return "\x01" + strconv.Itoa(tag) + "=" }

// findRequired sorts required fields into those that are so always, and those
// only if their component is present.
func (c *scope) findRequired(s *Struct) {
	at := 0
	var walk func(s *Struct)
	walk = func(s *Struct) {
		for _, m := range s.Members {
			if m.Component != nil {
				walk(m.Component)
				continue
			}
			if m.Required {
				if p := c.ops[at].part; p < 0 || c.parts[p].required {
					c.mandatory.set(at)
				} else {
					c.relative = append(c.relative, uint16(at))
				}
			}
			at++
		}
	}
	walk(s)
}

// missing returns the tag of the first required field that is not in seen, in
// the order of the dictionary, 0 if there is none.
func (c *scope) missing(seen bitset) int {
	at := len(c.ops)
	for w, must := range c.mandatory {
		if lacks := must &^ seen[w]; lacks != 0 {
			at = w*64 + bits.TrailingZeros64(lacks)
			break
		}
	}
	for _, i := range c.relative {
		if int(i) >= at {
			break
		}
		if !seen.has(int(i)) && c.anyOf(seen, c.parts[c.ops[i].part]) {
			at = int(i)
		}
	}
	if at == len(c.ops) {
		return 0
	}
	return int(c.ops[at].tag)
}

func (c *scope) anyOf(seen bitset, p part) bool {
	for i := p.first; i < p.last; i++ {
		if seen.has(int(i)) {
			return true
		}
	}
	return false
}

// mapMemory prepares for finding what is set.
func (c *scope) mapMemory() {
	begin, end := Unstored, uintptr(0)
	for _, o := range c.ops {
		if o.offset != Unstored {
			begin = min(begin, o.offset)
			end = max(end, o.offset+uintptr(o.size))
		}
	}
	if end == 0 {
		return
	}
	c.begin = begin &^ (wordSize - 1)
	c.size = (end - c.begin + wordSize - 1) &^ (wordSize - 1)
	c.tells = make([]uint64, (c.size+quad*64-1)/(quad*64))
	c.stepAt = make([][64]uint16, len(c.tells))
	for i := range c.ops {
		if o := &c.ops[i]; o.offset != Unstored {
			c.addStep(o, i)
		}
	}
}

// quad is how many bytes of memory a bit of setQuads stands for.
const quad = 4

// addStep adds the step of op i. Ops come in the order of their memory.
func (c *scope) addStep(o *op, i int) {
	t := step{offset: uint32(o.offset), op: uint16(i), enum: o.enum, bare: o.size == 1}
	if len(o.prefix) <= wordText {
		t.mark, t.marked, t.how = wordOf([]byte(o.prefix)), uint8(len(o.prefix)), o.plain
	}
	for _, in := range o.kind.tells() {
		q := (o.offset - c.begin + in) / quad
		if c.tells[q/64]&(1<<(q&63)) != 0 {
			c.steps[len(c.steps)-1].shares = true
			c.stepAt[q/64][q%64] |= sharedStep
			continue
		}
		c.tells[q/64] |= 1 << (q & 63)
		c.stepAt[q/64][q%64] = uint16(len(c.steps))
	}
	c.steps = append(c.steps, t)
}

// tells returns offsets in values of the kind, of which at least one lies in a
// quad that is not zero if the value is set. Strings are told by their length;
// slices by their pointer, as empty ones may be set.
func (k Kind) tells() []uintptr {
	const word = unsafe.Sizeof(uintptr(0))
	switch k {
	case KindString, KindIntCode, KindMultiChar, KindMultiString:
		return tellsAt(word, word)
	case KindData, KindGroup:
		return tellsAt(0, word)
	case KindDecimal:
		return []uintptr{unsafe.Offsetof(Decimal{}.form)}
	case KindInt:
		return []uintptr{unsafe.Offsetof(Int{}.form)}
	case KindUTCTimestamp, KindUTCTimeOnly, KindLocalMktTime, KindTZTimeOnly, KindTZTimestamp:
		if bigEndian {
			return []uintptr{0}
		}
		return []uintptr{quad} // clockSet is the highest bit
	}
	return []uintptr{0}
}

// tellsAt returns the quads of size bytes from offset at on.
func tellsAt(at, size uintptr) []uintptr {
	var all []uintptr
	for end := at + size; at < end; at += quad {
		all = append(all, at)
	}
	return all
}

// prepared returns the scope of the group's entries.
func (g *Group) prepared(v *versionTables) *scope {
	if s := g.scope.Load(); s != nil {
		return s
	}
	g.once.Do(func() {
		s := compile(g.Entry, v)
		s.ops[0].delimits = true
		if s.ops[0].kind == KindLength && len(s.ops) > 1 {
			s.ops[1].delimits = true
		}
		g.scope.Store(s)
	})
	return g.scope.Load()
}
