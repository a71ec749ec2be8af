package runtime

import (
	"strings"
	"sync"
)

// JSON takes the form of the FIX Trading Community's "Encoding FIX using JSON":
//
//	{"Header": {"BeginString": "FIX.4.4", "MsgType": "D", "SenderCompID": "US"},
//	 "Body":   {"ClOrdID": "ORD-1", "Side": "1", "Price": "1.50",
//	            "NoPartyIDs": [{"PartyID": "ME", "PartyRole": "11"}]},
//	 "Trailer": {}}
//
// Values are strings and stand as they do on the wire, enumerated ones too. The
// members of components stand in the message that uses them, as on the wire.
// BodyLength, CheckSum and the lengths of DATA fields are left out.

// The members of the outermost object.
const (
	jsonHeader  = "Header"
	jsonBody    = "Body"
	jsonTrailer = "Trailer"
)

// Keys that no FIX field can have.
const (
	// jsonBase64 is the key of an object that stands for a text that is not
	// UTF-8: {"$base64": "/w=="}.
	jsonBase64 = "$base64"
	// jsonUnknown is the key of a list of objects, each with one unknown tag:
	// for unknown tags that come more than once, such as those of a group.
	jsonUnknown = "$unknown"
)

// JSONError is a JSON text that is not the message it should be.
type JSONError struct {
	Message string // name of the message type
	Path    string // "Body.NoPartyIDs[1].PartyRole"; empty for the text as a whole
	Err     error  // a *FieldError where a field is to blame
}

// Error returns message, path and cause. It never holds a credential.
func (e *JSONError) Error() string {
	text := "runtime: " + e.Message + ": JSON: "
	if e.Path != "" {
		text += e.Path + ": "
	}
	return text + strings.TrimPrefix(e.Err.Error(), "runtime: ")
}

// Unwrap returns the cause.
func (e *JSONError) Unwrap() error { return e.Err }

// nameIndex maps the names of a version's fields to their tags. It is made
// when JSON is read for the first time.
type nameIndex struct {
	once sync.Once
	tags map[string]int
}

func (v *Version) tagOf(name string) (tag int, ok bool) {
	v.names.once.Do(func() {
		v.names.tags = make(map[string]int, len(v.Fields))
		for _, f := range v.Fields {
			v.names.tags[f.Name] = f.Tag
		}
	})
	tag, ok = v.names.tags[name]
	return tag, ok
}

// nameOf returns the name of a tag that dictionaries may lack.
func (t *versionTables) nameOf(tag int, fallback string) string {
	if name := t.field(tag).Name; name != "" {
		return name
	}
	return fallback
}
