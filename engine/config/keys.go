package config

import (
	"regexp"
	"sync"
)

// keyInfo is a setting with its whole path: "Limits.MaxFrame".
type keyInfo struct {
	path string
	*setting
}

// allKeys lists the settings of a session, groups before what is in them.
var allKeys = sync.OnceValue(func() []keyInfo { return keysOf(sessionShape(), "") })

// adminKeys lists those of the section admin.
var adminKeys = sync.OnceValue(func() []keyInfo { return keysOf(adminShape(), "admin") })

func keysOf(s *shape, prefix string) (all []keyInfo) {
	for i := range s.keys {
		k := keyInfo{join(prefix, s.keys[i].key), &s.keys[i]}
		all = append(all, k)
		if inner := k.shape.inner(); inner.class == group {
			all = append(all, keysOf(inner, k.path)...)
		}
	}
	return all
}

// inner is the shape of what a pointer or a list holds.
func (s *shape) inner() *shape {
	for s.class == pointer || s.class == list || s.class == table {
		s = s.elem
	}
	return s
}

var itemNumber = regexp.MustCompile(`\[\d+\]`)

// keyOf returns the setting with a path, nil if there is none. Items of lists
// are numbered from 0 on: "Schedule.Windows[0].Zone".
func keyOf(path string) *setting {
	path = itemNumber.ReplaceAllString(path, "")
	for _, keys := range [][]keyInfo{allKeys(), adminKeys()} {
		for _, k := range keys {
			if k.path == path {
				return k.setting
			}
		}
	}
	return nil
}

// kindName says what is written for values of the shape.
func (s *shape) kindName() string {
	switch s.class {
	case flag:
		return "true or false"
	case integer:
		return "whole number"
	case size:
		return "size"
	case number:
		return "number"
	case duration:
		return "duration"
	case enum:
		return "name"
	case fields:
		return "map of tags and values"
	case weekdays:
		return "list of weekdays"
	case list:
		return "list"
	case table, group:
		return "map"
	case pointer:
		return s.elem.kindName()
	}
	return "text"
}

// ownerIn tells whether a field in Go belongs to a struct that s is made of.
func ownerIn(s *shape, owner string) bool {
	prefix := owner[:lastDot(owner)+1]
	for _, k := range s.keys {
		if lastDot(k.owner) >= 0 && k.owner[:lastDot(k.owner)+1] == prefix {
			return true
		}
	}
	return false
}

func lastDot(s string) int {
	for i := len(s) - 1; i >= 0; i-- {
		if s[i] == '.' {
			return i
		}
	}
	return -1
}
