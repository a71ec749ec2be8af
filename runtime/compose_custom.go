package runtime

import (
	"fmt"
	"strings"
	"unsafe"
)

// customFields are the fields of a header or a trailer that the dictionary does
// not have: what stands in every message, and where such a tag belongs if a
// message sets it itself, in its Unknown list.
type customFields []customField

type customField struct {
	tag  int
	text string // the whole field; empty if there is none unless a message sets it
}

func (c customFields) has(tag int) bool {
	for i := range c {
		if c[i].tag == tag {
			return true
		}
	}
	return false
}

// appendTo appends the fields; own replaces values.
func (c customFields) appendTo(dst []byte, own []Field, e *encoder) []byte {
	for i := range c {
		if f := fieldOf(own, int32(c[i].tag)); f != nil {
			dst = e.unknown(dst, *f)
		} else {
			dst = append(dst, c[i].text...)
		}
	}
	return dst
}

// part sorts the fields that a session adds to a header or trailer into
// constants of the scope and custom ones.
func (c *Composer) part(fields []Field, s *scope, name string) (constants map[int]string, custom customFields, err error) {
	constants = make(map[int]string, len(fields))
	for _, f := range fields {
		bad := func(why string) error {
			return fmt.Errorf("runtime: %s: %s field %d: %s", c.version.Name, name, f.Tag, why)
		}
		known := s.index.get(int32(f.Tag)) != 0
		switch {
		case f.Tag <= 0:
			return nil, nil, bad("a tag is a number above 0")
		case f.Tag == tagBeginString, f.Tag == tagBodyLength, f.Tag == tagMsgType, f.Tag == tagCheckSum:
			return nil, nil, bad("the codec writes it")
		case strings.IndexByte(f.Value, SOH) >= 0:
			return nil, nil, bad("SOH in the value")
		case !known && c.tables.byTag.get(int32(f.Tag)) != 0:
			return nil, nil, bad(fmt.Sprintf("%s is not in the %s", c.tables.field(f.Tag).Name, name))
		case known:
			constants[f.Tag] = f.Value
		case custom.has(f.Tag):
			return nil, nil, bad("is there twice")
		default:
			text := ""
			if f.Value != "" {
				text = prefixOf(f.Tag) + f.Value
			}
			custom = append(custom, customField{f.Tag, text})
		}
	}
	return constants, custom, nil
}

// SetTrailer gives every message further fields at its end, in front of
// CheckSum. The rules are those of the header's in [NewComposer].
func (c *Composer) SetTrailer(trailer []Field) error {
	constants, custom, err := c.part(trailer, c.tables.trailer, "trailer")
	if err != nil {
		return err
	}
	c.trailer, c.trailerText = custom, ""
	for i := range c.tables.trailer.ops {
		o := &c.tables.trailer.ops[i]
		if value := constants[int(o.tag)]; value != "" {
			c.trailerText += o.prefix + value
		}
	}
	return nil
}

// appendTrailer appends the trailer of a message: what it sets itself, or else
// what the session says.
func (c *Composer) appendTrailer(dst []byte, ref *Ref, own []Field, e *encoder, f *finder) []byte {
	before := len(dst)
	dst = e.scope(dst, c.tables.trailer, unsafe.Add(ref.base, ref.Type.Trailer), f)
	if len(dst) == before {
		dst = append(dst, c.trailerText...)
	}
	return c.trailer.appendTo(dst, own, e)
}

// unknownOf returns the tags that a message has and its dictionary has not.
func unknownOf(s *scope, base unsafe.Pointer) []Field {
	if s.unknown == Unstored {
		return nil
	}
	return *(*[]Field)(unsafe.Add(base, s.unknown))
}
