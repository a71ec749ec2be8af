package runtime

import "fmt"

// PolicyAction is what happens to a field that breaks a rule.
type PolicyAction uint8

const (
	// PolicyReject refuses the message.
	PolicyReject PolicyAction = iota
	// PolicyKeep accepts the field and keeps it: unknown tags go to the
	// Unknown list of their scope and are sent again with it.
	PolicyKeep
	// PolicyIgnore accepts the message and drops the field.
	PolicyIgnore
)

// String returns the name of the action in config files: "reject".
func (a PolicyAction) String() string {
	switch a {
	case PolicyReject:
		return "reject"
	case PolicyKeep:
		return "keep"
	case PolicyIgnore:
		return "ignore"
	}
	return fmt.Sprintf("PolicyAction(%d)", uint8(a))
}

// Policy says how strictly messages are held to the dictionary. The zero value
// refuses everything that the FIX session layer tells an engine to refuse. A
// session holds what it sends to the same policy, before a sequence number is
// taken: what would be kept or ignored is sent as it is.
type Policy struct {
	// UnknownTags: tags below 5000 that the dictionary does not have.
	UnknownTags PolicyAction
	// UserTags: tags from 5000 on that the dictionary does not have.
	UserTags PolicyAction
	// ForeignTags: tags of the dictionary that this message does not have.
	ForeignTags PolicyAction
	// UnknownValues: values that are not enumerated, or out of the range that
	// the dictionary declares. Kept, they are stored as they are.
	UnknownValues PolicyAction
	// EmptyValues: "tag=". A field without a value is absent; kept, it goes to
	// the Unknown list of its scope and is sent again with it; headers and
	// trailers, which have no such list, drop it. The field that begins a group entry always needs a value.
	EmptyValues PolicyAction
	// GroupOrder: members of a group entry in another order than the
	// dictionary's. The first member always has to come first. Accepted,
	// they are sent again in the dictionary's order.
	GroupOrder PolicyAction
	// Missing: required fields that are not there, also the length of a data
	// field or the data behind a length. PolicyKeep and PolicyIgnore both
	// accept the message without.
	Missing PolicyAction
	// Limits bound what a message can cost.
	Limits Limits
}

// Lenient returns the policy of [Unmarshal]: keep whatever can be kept, refuse
// only what cannot be represented.
func Lenient() Policy {
	return Policy{
		UnknownTags:   PolicyKeep,
		UserTags:      PolicyKeep,
		ForeignTags:   PolicyKeep,
		UnknownValues: PolicyKeep,
		EmptyValues:   PolicyIgnore,
		GroupOrder:    PolicyKeep,
		Missing:       PolicyKeep,
	}
}

// firstUserTag is where the tags begin that FIX leaves to its users.
const firstUserTag = 5000

func (p *Policy) unknown(tag int32) PolicyAction {
	if tag >= firstUserTag {
		return p.UserTags
	}
	if tag <= 0 {
		return PolicyReject
	}
	return p.UnknownTags
}
