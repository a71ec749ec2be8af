package runtime

// directTags bounds the tags that are looked up in an array; beyond, a map
// serves.
const directTags = 4096

// tagTable maps tags to small numbers; 0 means the tag is not in it.
type tagTable struct {
	direct []uint16
	far    map[int32]uint16
}

func (t *tagTable) get(tag int32) uint16 {
	if uint32(tag) < uint32(len(t.direct)) {
		return t.direct[tag]
	}
	if t.far == nil {
		return 0
	}
	return t.far[tag]
}

func (t *tagTable) set(tag int, n uint16) {
	if tag < 0 || tag >= directTags {
		if t.far == nil {
			t.far = make(map[int32]uint16)
		}
		t.far[int32(tag)] = n
		return
	}
	for len(t.direct) <= tag {
		t.direct = append(t.direct, 0)
	}
	t.direct[tag] = n
}

// pairTable knows which LENGTH field counts which DATA field. It holds for the
// whole dictionary: data is recognised in unknown messages too.
type pairTable struct {
	length, data tagTable
	announce     [16]uint64 // the length fields below 1,000, a bit for each
}

// add makes length the field that counts data.
func (p *pairTable) add(length, data int, pair uint16) {
	p.length.set(length, pair)
	p.data.set(data, pair)
	if length >= 0 && length < 1000 {
		p.announce[length>>6] |= 1 << (length & 63)
	}
}

var noPairs pairTable

// announced returns the pair and the length that its length field says, 0 if
// that is no number.
func (p *pairTable) announced(pair uint16, value []byte) (uint16, int) {
	n, ok := parseUint(value)
	if !ok || n > DefaultMaxFrame<<8 {
		return 0, 0
	}
	return pair, int(n)
}
