package runtime

// versionTables is a Version prepared for coding.
type versionTables struct {
	fields  []FieldDef
	byTag   tagTable // tag -> position in fields, plus one
	pairs   pairTable
	lengths map[int]int // data tag -> length tag
	header  *scope
	trailer *scope
}

func (v *Version) prepared() *versionTables {
	if t := v.ready.Load(); t != nil {
		return t
	}
	v.once.Do(v.prepare)
	return &v.tables
}

func (v *Version) prepare() {
	t := &v.tables
	t.fields = v.Fields
	t.lengths = make(map[int]int)
	for i, f := range v.Fields {
		t.byTag.set(f.Tag, uint16(i+1))
		if f.Data != 0 {
			pair := uint16(len(t.lengths) + 1)
			t.lengths[f.Data] = f.Tag
			t.pairs.add(f.Tag, f.Data, pair)
		}
	}
	t.header = compile(v.Header, t)
	t.trailer = compile(v.Trailer, t)
	t.header.grouped = groupedTags(v.Header)
	v.ready.Store(t)
}

// pairs returns the LENGTH and DATA pairs; none for a nil Version.
func (v *Version) pairs() *pairTable {
	if v == nil {
		return &noPairs
	}
	return &v.prepared().pairs
}

// field returns the definition of a tag, a plain string field if the
// dictionary has none.
func (t *versionTables) field(tag int) FieldDef {
	if i := t.byTag.get(int32(tag)); i != 0 {
		return t.fields[i-1]
	}
	return FieldDef{Tag: tag}
}

func (t *versionTables) lengthOf(data int) int { return t.lengths[data] }

// Field returns the definition of a tag; ok is false if the dictionary has
// none.
func (v *Version) Field(tag int) (def FieldDef, ok bool) {
	t := v.prepared()
	i := t.byTag.get(int32(tag))
	if i == 0 {
		return FieldDef{}, false
	}
	return t.fields[i-1], true
}

func (t *MessageType) prepared() *scope {
	if s := t.scope.Load(); s != nil {
		return s
	}
	t.once.Do(t.prepare)
	return t.scope.Load()
}

func (t *MessageType) prepare() {
	t.lead = append(append(beginFrame(nil, t.Version.BeginString), "\x0135="...), t.MsgType...)
	s := compile(t.Body, t.Version.prepared())
	s.grouped = groupedTags(t.Body)
	t.scope.Store(s)
}

// headed returns the scope of header and body together, nil if they do not lie in
// this order in memory.
func (t *MessageType) headed() *scope {
	if s := t.both.Load(); s != nil {
		return s.scope
	}
	v := t.Version.prepared()
	s := &scope{name: t.Name, unknown: t.Body.Unknown}
	s.flatten(t.Version.Header, t.Header, -1, true, v)
	headers := len(s.ops)
	s.flatten(t.Body, 0, -1, true, v)
	s.mapMemory()
	if !inOrder(s.ops[:headers], s.ops[headers:]) {
		s = nil
	}
	t.both.Store(&headedScope{s})
	return s
}

type headedScope struct{ scope *scope }

// inOrder reports whether all memory of some ops lies before that of others.
func inOrder(ops, others []op) bool {
	end := uintptr(0)
	for i := range ops {
		if o := &ops[i]; o.offset != Unstored {
			end = max(end, o.offset+uintptr(o.size))
		}
	}
	for i := range others {
		if others[i].offset < end {
			return false
		}
	}
	return true
}
