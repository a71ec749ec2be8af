package config

import (
	"reflect"
	"strings"
)

// sharedByListener tells the settings that all sessions of a listener share:
// its own, and those of the connection and the store. Of a group, its settings
// are looked at one by one, so that each has its own line.
func sharedByListener(k keyInfo) bool {
	switch head, _, inner := strings.Cut(k.path, "."); {
	case head == "ProxyProtocol":
		return !inner // it may be missing, and is compared as a whole
	case k.shape.class == group:
		return false
	case head == "TLS" || head == "Store" || head == "MessageLog":
		return true
	default:
		return strings.HasPrefix(sessionShape().find(head).owner, "engine.AcceptorConfig.")
	}
}

// fieldAt returns the field that a key fills, the zero Value where a pointer on
// the way to it is nil.
func fieldAt(v reflect.Value, path string) reflect.Value {
	s := shapeOf(v.Type())
	for name := range strings.SplitSeq(path, ".") {
		for s.class == pointer {
			if v.IsNil() {
				return reflect.Value{}
			}
			v, s = v.Elem(), s.elem
		}
		if s.class != group {
			return reflect.Value{}
		}
		set := s.find(name)
		if set == nil {
			return reflect.Value{}
		}
		v, s = v.FieldByIndex(set.paths[0]), set.shape
	}
	return v
}
