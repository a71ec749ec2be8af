package runtime

import (
	"fmt"
	"strconv"
)

// Reason says what is wrong with a field. Apart from ReasonNone, each is a
// SessionRejectReason (373) of FIX 4.4 or FIXT 1.1; Code gives its number on
// the wire.
type Reason uint8

// The reasons for which a message is rejected.
const (
	ReasonNone            Reason = iota // nothing is wrong
	ReasonInvalidTag                    // 0: the tag is not in the dictionary
	ReasonRequiredMissing               // 1
	ReasonNotInMessage                  // 2: known tag, not of this message type
	ReasonUndefinedTag                  // 3
	ReasonNoValue                       // 4: "tag="
	ReasonIncorrectValue                // 5: not among the enumerated values, or out of range
	ReasonIncorrectFormat               // 6
	ReasonDecryption                    // 7
	ReasonSignature                     // 8
	ReasonCompID                        // 9
	ReasonSendingTime                   // 10
	ReasonInvalidMsgType                // 11
	ReasonXMLValidation                 // 12
	ReasonRepeatedTag                   // 13
	ReasonFieldOrder                    // 14: header, body and trailer mixed
	ReasonGroupOrder                    // 15
	ReasonGroupCount                    // 16
	ReasonEmbeddedSOH                   // 17: SOH in a value that is not DATA
	ReasonApplVersion                   // 18: of FIXT 1.1
	ReasonTooManyFields                 // 99: beyond [Limits].Fields
	ReasonTooManyEntries                // 99: beyond [Limits].GroupEntries
	ReasonTooDeep                       // 99: beyond [Limits].Depth
)

var reasonTexts = [...]string{
	ReasonNone:            "",
	ReasonInvalidTag:      "Invalid tag number",
	ReasonRequiredMissing: "Required tag missing",
	ReasonNotInMessage:    "Tag not defined for this message type",
	ReasonUndefinedTag:    "Undefined tag",
	ReasonNoValue:         "Tag specified without a value",
	ReasonIncorrectValue:  "Value is incorrect (out of range) for this tag",
	ReasonIncorrectFormat: "Incorrect data format for value",
	ReasonDecryption:      "Decryption problem",
	ReasonSignature:       "Signature problem",
	ReasonCompID:          "CompID problem",
	ReasonSendingTime:     "SendingTime accuracy problem",
	ReasonInvalidMsgType:  "Invalid MsgType",
	ReasonXMLValidation:   "XML validation error",
	ReasonRepeatedTag:     "Tag appears more than once",
	ReasonFieldOrder:      "Tag specified out of required order",
	ReasonGroupOrder:      "Repeating group fields out of order",
	ReasonGroupCount:      "Incorrect NumInGroup count for repeating group",
	ReasonEmbeddedSOH:     "Non \"Data\" value includes field delimiter (<SOH> character)",
	ReasonApplVersion:     "Invalid or unsupported application version",
	ReasonTooManyFields:   "More fields than are accepted in a message",
	ReasonTooManyEntries:  "More entries than are accepted in a repeating group",
	ReasonTooDeep:         "Repeating groups nested deeper than is accepted",
}

// reasonCodeOther is the SessionRejectReason (373) of what has none of its own.
const reasonCodeOther = 99

// Code returns the SessionRejectReason (373), -1 for ReasonNone.
func (r Reason) Code() int {
	if r >= ReasonTooManyFields {
		return reasonCodeOther
	}
	return int(r) - 1
}

// String returns the customary text of a Reject.
func (r Reason) String() string {
	if int(r) < len(reasonTexts) {
		return reasonTexts[r]
	}
	return "reason " + strconv.Itoa(r.Code())
}

// Fault is the first thing wrong with a message: a small value, so that
// rejecting costs nothing until somebody reads it. The zero Fault means the
// message is sound.
type Fault struct {
	Reason Reason
	Tag    int // the offending tag; 0 where there is none
}

// OK reports whether there is no fault.
func (f Fault) OK() bool { return f.Reason == ReasonNone }

// Err returns nil for a sound message, else a *FieldError.
func (f Fault) Err(message string) error {
	if f.OK() {
		return nil
	}
	return &FieldError{Message: message, Tag: f.Tag, Reason: f.Reason}
}

// FieldError is a message refused for one of its fields.
type FieldError struct {
	Message string // name of the message type, or its MsgType
	Tag     int    // 0 where no single tag is to blame
	Name    string // the field's name where the dictionary has one
	Reason  Reason
	Value   string // the offending value; empty for credentials
}

func (e *FieldError) Error() string {
	text := "runtime: "
	if e.Message != "" {
		text += e.Message + ": "
	}
	text += e.Reason.String()
	if e.Tag == 0 {
		return text
	}
	text += ": tag " + strconv.Itoa(e.Tag)
	if e.Name != "" {
		text += " (" + e.Name + ")"
	}
	if e.Value != "" {
		text += fmt.Sprintf(" = %q", e.Value)
	}
	return text
}
