package config

import (
	"reflect"
	"strings"
)

// sharedByListener tells the settings that all sessions of a listener share:
// its own, and those of the connection and the store.
func sharedByListener(k keyInfo) bool {
	if k.shape.class == group {
		return false // its settings are looked at themselves
	}
	head, _, _ := strings.Cut(k.path, ".")
	if head == "TLS" || head == "Store" || head == "MessageLog" {
		return true
	}
	top := sessionShape().find(head)
	return strings.HasPrefix(top.owner, "engine.AcceptorConfig.")
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
