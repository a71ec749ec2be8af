// Package randfix makes random messages from the tables of a dictionary, as
// bytes: for tests that must not depend on the code under test.
package randfix

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"strings"

	"github.com/affixgo/affix/runtime"
)

// Source makes messages. The same seed gives the same messages.
type Source struct {
	rng *rand.Rand
	// Density is the share of optional fields that are set, 0 to 1.
	Density float64
	// MaxEntries bounds the entries of a group.
	MaxEntries int
}

// New returns a Source with half of the optional fields set.
func New(seed uint64) *Source {
	return &Source{rng: rand.New(rand.NewPCG(seed, seed)), Density: 0.5, MaxEntries: 3}
}

// Fields returns a valid message of type t as fields in the order of the
// dictionary, each led by SOH, from MsgType (35) on: what
// [runtime.AppendFrame] completes.
func (s *Source) Fields(t *runtime.MessageType) []byte {
	dst := runtime.AppendField(nil, 35, t.MsgType)
	dst = s.members(dst, t.Version, t.Version.Header.Members, true, 0)
	dst = s.members(dst, t.Version, t.Body.Members, true, 0)
	return s.members(dst, t.Version, t.Version.Trailer.Members, true, 0)
}

// Frame returns a valid message of type t.
func (s *Source) Frame(t *runtime.MessageType) []byte {
	return runtime.AppendFrame(nil, t.Version.BeginString, s.Fields(t))
}

// members appends a choice of members. enforced says that required ones must
// be there.
func (s *Source) members(dst []byte, v *runtime.Version, members []runtime.Member, enforced bool, depth int) []byte {
	for i, m := range members {
		if m.Component != nil {
			required := m.Required || hasRequired(m.Component)
			if required && enforced || s.rng.Float64() < s.Density {
				dst = s.members(dst, v, m.Component.Members, true, depth)
			}
			continue
		}
		def, _ := v.Field(m.Tag)
		if def.Kind == runtime.KindLength || framing(m.Tag) {
			continue
		}
		first := depth > 0 && (i == 0 || i == 1 && isLength(v, members[0]))
		if (!m.Required || !enforced) && !first && s.rng.Float64() >= s.Density {
			continue
		}
		switch {
		case m.Group != nil:
			dst = s.group(dst, v, m, depth)
		case def.Kind == runtime.KindData:
			dst = s.data(dst, v, m.Tag)
		default:
			dst = runtime.AppendField(dst, m.Tag, s.Value(def))
		}
	}
	return dst
}

func isLength(v *runtime.Version, m runtime.Member) bool {
	def, _ := v.Field(m.Tag)
	return m.Tag != 0 && def.Kind == runtime.KindLength
}

func framing(tag int) bool { return tag == 8 || tag == 9 || tag == 35 || tag == 10 }

func hasRequired(c *runtime.Struct) bool {
	for _, m := range c.Members {
		if m.Required || m.Component != nil && hasRequired(m.Component) {
			return true
		}
	}
	return false
}

func (s *Source) group(dst []byte, v *runtime.Version, m runtime.Member, depth int) []byte {
	n := s.rng.IntN(s.MaxEntries + 1)
	if depth > 2 {
		n = min(n, 1)
	}
	dst = runtime.AppendFieldUint(dst, m.Tag, uint64(n))
	for range n {
		dst = s.entry(dst, v, m.Group.Entry.Members, depth+1)
	}
	return dst
}

// entry begins with its first field, be it in a component.
func (s *Source) entry(dst []byte, v *runtime.Version, members []runtime.Member, depth int) []byte {
	if first := members[0]; first.Component != nil {
		dst = s.entry(dst, v, first.Component.Members, depth)
		return s.members(dst, v, members[1:], true, 0)
	}
	return s.members(dst, v, members, true, depth)
}

func (s *Source) data(dst []byte, v *runtime.Version, tag int) []byte {
	b := make([]byte, 1+s.rng.IntN(12))
	for i := range b {
		b[i] = "ab\x01=10\x00\xff"[s.rng.IntN(8)]
	}
	for _, f := range v.Fields {
		if f.Data == tag {
			dst = runtime.AppendFieldUint(dst, f.Tag, uint64(len(b)))
		}
	}
	return runtime.AppendField(dst, tag, string(b))
}

// Value returns a valid value for a field.
func (s *Source) Value(f runtime.FieldDef) string {
	if f.Enum != nil {
		pick := func() string { return f.Enum.Values[s.rng.IntN(len(f.Enum.Values))].Value }
		if f.Kind == runtime.KindMultiChar || f.Kind == runtime.KindMultiString {
			return strings.Join([]string{pick(), pick()}[:1+s.rng.IntN(2)], " ")
		}
		return pick()
	}
	for {
		if value := s.plain(f.Kind); f.Range.Contains(value) {
			return value
		}
		if f.Range != nil && s.rng.IntN(8) == 0 {
			return cmp.Or(f.Range.Min, f.Range.Max)
		}
	}
}

func (s *Source) plain(kind runtime.Kind) string {
	one := func(choice ...string) string { return choice[s.rng.IntN(len(choice))] }
	date := fmt.Sprintf("%04d%02d%02d", 1990+s.rng.IntN(60), 1+s.rng.IntN(12), 1+s.rng.IntN(28))
	clock := fmt.Sprintf("%02d:%02d:%02d", s.rng.IntN(24), s.rng.IntN(60), s.rng.IntN(60))
	fraction := one("", ".5", ".123", ".000", ".123456", ".123456789", ".123456789012")
	zone := one("Z", "+02", "-05:30", "")
	switch kind {
	case runtime.KindChar:
		return one("A", "7", "x", "~")
	case runtime.KindBool:
		return one("Y", "N")
	case runtime.KindInt, runtime.KindIntCode:
		return one("0", "1", "-7", "007", "123456789012")
	case runtime.KindDecimal:
		return one("0", "1", "-3.1400", ".5", "23.", "002000.00", "1234567890123456789012345.678", "-0", "0.000000001")
	case runtime.KindUTCTimestamp:
		return date + "-" + clock + fraction
	case runtime.KindUTCTimeOnly, runtime.KindLocalMktTime:
		return clock + fraction
	case runtime.KindUTCDateOnly, runtime.KindLocalMktDate:
		return date
	case runtime.KindMonthYear:
		return one(date, date[:6], date[:6]+"w3")
	case runtime.KindTZTimeOnly:
		return one(clock+fraction+zone, clock[:5]+zone)
	case runtime.KindTZTimestamp:
		return date + "-" + one(clock+fraction+zone, clock[:5]+zone)
	case runtime.KindMultiChar:
		return one("A", "A B", "1 1 2")
	case runtime.KindMultiString:
		return one("A", "AB CD", "X1 X1")
	}
	return one("x", "ORD-1", "a longer text with blanks", "1=2", "|", "ümlaut")
}
