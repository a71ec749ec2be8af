package randfix

import (
	"fmt"
	"math/rand/v2"

	"github.com/affixgo/affix/runtime"
)

// Shuffled returns a message of type t as it may be received: the fields of the
// body in any order, groups whole, with tags that no dictionary has among them,
// in the body and inside of group entries.
func (s *Source) Shuffled(t *runtime.MessageType, rng *rand.Rand) []byte {
	chunks := s.chunks(t.Version, flatten(t.Body), 0)
	for i := range rng.IntN(3) {
		chunks = append(chunks, []byte(fmt.Sprintf("\x01%d=user%d", 20000+rng.IntN(5), i)))
	}
	rng.Shuffle(len(chunks), func(i, j int) { chunks[i], chunks[j] = chunks[j], chunks[i] })
	dst := runtime.AppendField(nil, 35, t.MsgType)
	dst = s.members(dst, t.Version, t.Version.Header.Members, true, 0)
	for _, c := range chunks {
		dst = append(dst, c...)
	}
	return dst
}

// chunks returns a choice of members, each with its entries or its length, and
// inside of entries an unknown tag behind the first field.
func (s *Source) chunks(v *runtime.Version, members []runtime.Member, depth int) [][]byte {
	var chunks [][]byte
	for _, m := range members {
		def, _ := v.Field(m.Tag)
		if def.Kind == runtime.KindLength || framing(m.Tag) || s.rng.Float64() >= s.Density {
			continue
		}
		switch {
		case m.Group != nil:
			chunks = append(chunks, s.strangeGroup(v, m, depth))
		case def.Kind == runtime.KindData:
			chunks = append(chunks, s.data(nil, v, m.Tag))
		default:
			chunks = append(chunks, runtime.AppendField(nil, m.Tag, s.Value(def)))
		}
	}
	return chunks
}

func (s *Source) strangeGroup(v *runtime.Version, m runtime.Member, depth int) []byte {
	entry := flatten(m.Group.Entry)
	n := s.rng.IntN(s.MaxEntries + 1)
	dst := runtime.AppendFieldUint(nil, m.Tag, uint64(n))
	for i := range n {
		first, rest := entry[0], entry[1:]
		if isLength(v, first) {
			first, rest = rest[0], rest[1:]
			dst = s.data(dst, v, first.Tag)
		} else if def, _ := v.Field(first.Tag); first.Group != nil {
			dst = append(dst, s.strangeGroup(v, first, depth+1)...)
		} else {
			dst = runtime.AppendField(dst, first.Tag, s.Value(def))
		}
		dst = runtime.AppendField(dst, 20010+i, "inside")
		if depth < 2 {
			for _, c := range s.chunks(v, rest, depth+1) {
				dst = append(dst, c...)
			}
		}
	}
	return dst
}
