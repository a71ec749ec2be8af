package runtime

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"
	"unsafe"
)

// jsonScalar is a value that is neither a group nor a part of the message.
type jsonScalar struct {
	text    string
	absent  bool // null
	boolean bool // true or false, as Y or N
	number  bool
	decoded bool // came as {"$base64": ...}
}

// scalar reads the value at hand.
func (r *jsonReader) scalar() (jsonScalar, error) {
	token, err := r.dec.Token()
	if err != nil {
		return jsonScalar{}, err
	}
	switch v := token.(type) {
	case nil:
		return jsonScalar{absent: true}, nil
	case string:
		return jsonScalar{text: v}, nil
	case json.Number:
		return jsonScalar{text: v.String(), number: true}, nil
	case bool:
		if v {
			return jsonScalar{text: "Y", boolean: true}, nil
		}
		return jsonScalar{text: "N", boolean: true}, nil
	}
	if token == json.Delim('[') {
		return jsonScalar{}, errors.New("want one value, not an array: the field is no group here")
	}
	return r.encoded()
}

// encoded reads the rest of {"$base64": "..."}.
func (r *jsonReader) encoded() (jsonScalar, error) {
	wrong := errors.New(`want a value: an object can only be {"$base64": "..."}`)
	key, err := r.dec.Token()
	if err != nil || key != jsonBase64 {
		return jsonScalar{}, wrong
	}
	value, err := r.dec.Token()
	if err != nil {
		return jsonScalar{}, wrong
	}
	text, ok := value.(string)
	if end, err := r.dec.Token(); !ok || err != nil || end != json.Delim('}') {
		return jsonScalar{}, wrong
	}
	b, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return jsonScalar{}, errors.New("want base64 (RFC 4648, padded)")
	}
	return jsonScalar{text: string(b), decoded: true}, nil
}

// field reads the value of a field that is no group. base is where its scope
// lies.
func (r *jsonReader) field(o *op, base unsafe.Pointer) error {
	v, err := r.scalar()
	if err != nil || v.absent || v.text == "" {
		return err
	}
	var p unsafe.Pointer
	if o.offset != Unstored {
		p = unsafe.Add(base, o.offset)
	}
	if o.kind == KindData {
		return r.data(v, p)
	}
	if v.boolean && o.kind != KindBool && (o.enum == nil || !o.enum.has([]byte(v.text))) {
		return errors.New("want a string, not a boolean")
	}
	if strings.IndexByte(v.text, SOH) >= 0 {
		return r.fault(ReasonEmbeddedSOH, int(o.tag), "")
	}
	b := []byte(v.text)
	if o.kind == KindLength {
		if _, ok := parseUint(b); ok {
			return nil
		}
	} else if o.store(b, p) {
		return nil
	}
	return r.fault(ReasonIncorrectFormat, int(o.tag), v.text)
}

func (r *jsonReader) data(v jsonScalar, p unsafe.Pointer) error {
	b := []byte(v.text)
	if !v.decoded {
		var err error
		if b, err = base64.StdEncoding.DecodeString(v.text); err != nil || v.number || v.boolean {
			return errors.New("want base64 (RFC 4648, padded) in a string")
		}
	}
	put(p, b, true)
	return nil
}
