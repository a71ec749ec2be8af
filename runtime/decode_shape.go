package runtime

import "unsafe"

// shape is the sequence of fields of a message that was found good. A message of
// the same sequence needs no more than its values looked at: that its tags belong
// there, in their order, none twice and none missing, is known. The messages of a
// session mostly have few shapes.
//
// Only messages whose fields are all of the usual kinds, with groups that are not
// nested, get a shape.
type shape struct {
	message *MessageType
	policy  Policy
	fields  []shapeField // from behind MsgType up to CheckSum
	runs    []shapeRun
}

// shapeField is a field in its place. Its offset counts from where its run does.
type shapeField struct {
	read
	tag int32
}

// shapeRun is fields that follow each other: of the message, or of one entry of
// the group at hand.
type shapeRun struct {
	fields int
	entry  bool
	size   uintptr // of the entry in memory
	// group, if not nil, says that the one field of the run counts entries.
	group *Group
	count int
}

// What is kept: a few shapes, of messages that are not too large, and none until
// so many messages were decoded for each one that was made.
const (
	maxShapes      = 4
	maxShapeFields = 2048
	shapePatience  = 16
)

// shapes are those that a Decoder knows.
type shapes struct {
	known   []*shape
	decoded int // messages since one was made
	oldest  int // in known
}

// of returns the shape that r seems to have, nil if none is known.
func (k *shapes) of(r *Raw, t *MessageType, p *Policy) *shape {
	for _, s := range k.known {
		if s.message == t && len(s.fields) == len(r.fields)-framing-1 && s.policy == *p {
			return s
		}
	}
	return nil
}

// learn makes a shape of a message that was found good.
func (k *shapes) learn(r *Raw, t *MessageType, p *Policy) {
	if k.decoded++; k.decoded < shapePatience || len(r.fields) > maxShapeFields {
		return
	}
	k.decoded = 0
	s := &shape{message: t, policy: *p}
	if !s.fill(r, t.Version.prepared()) {
		return
	}
	if same := k.of(r, t, p); same != nil {
		*same = *s
		return
	}
	if len(k.known) < maxShapes {
		k.known = append(k.known, s)
		return
	}
	k.known[k.oldest] = s
	k.oldest = (k.oldest + 1) % maxShapes
}

// fill takes the fields of r, which is good, and reports whether they have a
// shape.
func (s *shape) fill(r *Raw, v *versionTables) bool {
	if v.header.overlaps {
		return false
	}
	parts := [...]struct {
		scope *scope
		base  uintptr
	}{{v.header, s.message.Header}, {s.message.prepared(), 0}, {v.trailer, s.message.Trailer}}
	part := 0
	s.runs = append(s.runs, shapeRun{})
	for i := framing; i < len(r.fields)-1; {
		at := int(parts[part].scope.index.get(r.fields[i].tag)) - 1
		if at < 0 {
			if part++; part == len(parts) {
				return false
			}
			continue
		}
		o := &parts[part].scope.ops[at]
		if o.kind != KindGroup {
			if !s.add(o, parts[part].base) {
				return false
			}
			i++
			continue
		}
		entries, ok := s.fillGroup(r, i, o, parts[part].base, v)
		if !ok {
			return false
		}
		i += 1 + entries
	}
	return true
}

// fillGroup is fill for the group whose counter is field i. It returns how many
// fields the entries have.
func (s *shape) fillGroup(r *Raw, i int, o *op, base uintptr, v *versionTables) (fields int, ok bool) {
	count, ok := parseUint(r.value(r.fields[i]))
	if !ok || count == 0 {
		return 0, false
	}
	s.fields = append(s.fields, shapeField{read: read{offset: uint32(base + o.offset)}, tag: o.tag})
	s.runs = append(s.runs, shapeRun{fields: 1, group: o.group, count: int(count)})
	scope := o.group.prepared(v)
	last := -1
	for _, f := range r.fields[i+1 : len(r.fields)-1] {
		at := int(scope.index.get(f.tag)) - 1
		switch {
		case at < 0:
			s.runs = append(s.runs, shapeRun{}) // of the message again
			return fields, count == 0
		case at == 0:
			s.runs = append(s.runs, shapeRun{entry: true, size: o.group.Size})
			count--
		case at <= last:
			return 0, false
		}
		if last = at; scope.ops[at].outside || !s.add(&scope.ops[at], 0) {
			return 0, false
		}
		fields++
	}
	s.runs = append(s.runs, shapeRun{})
	return fields, count == 0
}

// add adds a field to the run at hand.
func (s *shape) add(o *op, base uintptr) bool {
	if o.plain == plainNot {
		return false
	}
	s.fields = append(s.fields, shapeField{
		read: read{enum: o.enum, offset: uint32(base + o.offset), how: o.plain}, tag: o.tag,
	})
	s.runs[len(s.runs)-1].fields++
	return true
}

// decode stores the fields of r, of which there are as many as in the shape. It
// returns false if r has another shape after all, or a value that is not as it
// should be.
func (s *shape) decode(r *Raw, base unsafe.Pointer, memory *Decoder) bool {
	end := len(r.fields) - 1
	if !r.padded(end) {
		return false
	}
	fields, want := r.fields[framing:end], s.fields
	var entry unsafe.Pointer // of the group at hand
	var step uintptr         // to the next entry
	for i := range s.runs {
		run := &s.runs[i]
		n := run.fields
		switch {
		case run.group != nil:
			if count, ok := parseUint(r.value(fields[0])); !ok || count != uint64(run.count) || fields[0].tag != want[0].tag {
				return false
			}
			entry, step = memory.entries(run.group, run.count), 0
			storeSlice(unsafe.Add(base, want[0].offset), sliceHeader{data: entry, len: run.count, cap: run.count})
		case run.entry:
			entry = unsafe.Add(entry, step)
			if step = run.size; !storeRun(r.frame, entry, fields[:n], want[:n]) {
				return false
			}
		case !storeRun(r.frame, base, fields[:n], want[:n]):
			return false
		}
		fields, want = fields[n:], want[n:]
	}
	return true
}

// storeRun stores the fields of a struct at base.
func storeRun(frame []byte, base unsafe.Pointer, fields []rawField, want []shapeField) bool {
	data := unsafe.Pointer(unsafe.SliceData(frame))
	for i := range fields {
		f, t := &fields[i], &want[i]
		if f.tag != t.tag || !t.store(unsafe.Add(data, f.start), uint64(f.end-f.start), unsafe.Add(base, t.offset)) {
			return false
		}
	}
	return true
}
