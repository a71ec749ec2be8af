package quickfix

// numbers takes over when the sequence numbers return to 1.
func (c *converter) numbers() {
	logon, logout, lost := c.yes("ResetOnLogon", false), c.yes("ResetOnLogout", false), c.yes("ResetOnDisconnect", false)
	switch {
	case logon:
		c.set("Reset", "every-logon", "ResetOnLogon")
		for _, k := range []string{"ResetOnLogout", "ResetOnDisconnect"} {
			if c.has(k) {
				c.note(k, "makes no difference beside ResetOnLogon")
			}
		}
	case logout && lost:
		c.set("Reset", "every-logon", "ResetOnLogout", "ResetOnDisconnect")
	case logout:
		c.set("Reset", "every-logon", "ResetOnLogout")
		c.note("ResetOnLogout", "affix resets when the session logs on again, after a lost connection too, and what the peer missed then is lost; "+
			"if that must not be: Reset: new-window with a Schedule, or never")
	case lost:
		c.set("Reset", "every-logon", "ResetOnDisconnect")
		c.note("ResetOnDisconnect", "affix resets when the session logs on again, after a Logout too")
	case c.isSet("Schedule.Windows"):
		c.set("Reset", "new-window", "StartTime", "EndTime") // as QuickFIX does by itself
	}
}

// recovery takes over what becomes of messages that were missed.
func (c *converter) recovery() {
	if !c.yes("PersistMessages", true) {
		c.set("Recovery", "gap-fill", "PersistMessages")
	} else if c.yes("ForceResendWhenCorruptedStore", false) {
		c.note("ForceResendWhenCorruptedStore", "a store that is damaged is told of, and repaired with affix store repair")
	}
	if n, ok := c.number("ResendRequestChunkSize", 0); ok && n > 0 {
		c.set("ResendRequestChunk", c.get("ResendRequestChunkSize"), "ResendRequestChunkSize")
	}
	if c.yes("ClosedResendInterval", false) {
		c.set("ResendClosed", "true", "ClosedResendInterval")
	}
	c.flag("EnableLastMsgSeqNumProcessed", "LastProcessed")
	c.flag("EnableNextExpectedMsgSeqNum", "NextExpected")
}

// validation takes over how strictly messages are held to the dictionary.
func (c *converter) validation() {
	all := []string{"UnknownTags", "UserTags", "ForeignTags", "UnknownValues", "EmptyValues", "GroupOrder", "Missing"}
	lenient := func(keys ...string) {
		for _, p := range all {
			c.set("Policy."+p, "keep", keys...)
		}
	}
	switch {
	case !c.yes("UseDataDictionary", true):
		lenient("UseDataDictionary")
		return
	case !c.yes("RejectInvalidMessage", true):
		lenient("RejectInvalidMessage")
		c.rest("makes no difference beside RejectInvalidMessage=N", "AllowUnknownMsgFields", "ValidateUserDefinedFields", "ValidateFieldsHaveValues", "ValidateUnorderedGroupFields")
		return
	case !c.has("DataDictionary") && !c.has("AppDataDictionary") && !c.has("UseDataDictionary"):
		lenient("BeginString")
		c.note("BeginString", "without a DataDictionary QuickFIX validates nothing; leave Policy out to validate everything")
		c.rest("makes no difference without a DataDictionary", "AllowUnknownMsgFields", "ValidateUserDefinedFields", "ValidateFieldsHaveValues", "ValidateUnorderedGroupFields")
		return
	}
	if c.yes("AllowUnknownMsgFields", false) {
		c.set("Policy.UnknownTags", "keep", "AllowUnknownMsgFields")
		c.set("Policy.ForeignTags", "keep", "AllowUnknownMsgFields")
	}
	if !c.yes("ValidateUserDefinedFields", true) {
		c.set("Policy.UserTags", "keep", "ValidateUserDefinedFields")
	}
	if !c.yes("ValidateFieldsHaveValues", true) {
		c.set("Policy.EmptyValues", "ignore", "ValidateFieldsHaveValues")
	}
	if !c.yes("ValidateUnorderedGroupFields", true) {
		c.set("Policy.GroupOrder", "keep", "ValidateUnorderedGroupFields")
	}
}

// rest says the same of all keys that are set.
func (c *converter) rest(text string, keys ...string) {
	for _, k := range keys {
		if c.has(k) {
			c.note(k, "%s", text)
		}
	}
}
