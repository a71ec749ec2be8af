package quickfix

import (
	"fmt"
	"path"
	"strings"
)

// identity takes over who the session is.
func (c *converter) identity() {
	switch role := strings.ToLower(c.get("ConnectionType")); role {
	case "initiator", "acceptor":
		c.set("Role", role, "ConnectionType")
	case "":
		if !c.has("SocketConnectHost") && !c.has("SocketAcceptPort") {
			c.bad("ConnectionType", "is missing: initiator or acceptor?")
		}
	default:
		c.bad("ConnectionType", "%q is neither initiator nor acceptor", role)
	}
	dynamic := c.yes("DynamicSessions", false) && !c.initiator() && c.get("TargetCompID") == ""
	if dynamic {
		c.set("Dynamic", "true", "DynamicSessions")
	} else if c.yes("DynamicSessions", false) && !c.initiator() {
		c.note("DynamicSessions", "peers that are not listed get the session that is Dynamic")
	}
	for _, k := range []string{"SenderCompID", "TargetCompID"} {
		if c.get(k) == "" && !dynamic {
			c.bad(k, "is missing")
		}
		c.copy(k, k)
	}
	for _, k := range []string{"SenderSubID", "SenderLocationID", "TargetSubID", "TargetLocationID"} {
		c.copy(k, k)
	}
	c.copy("SessionQualifier", "Qualifier")
}

// initiator tells the role of the session.
func (c *converter) initiator() bool {
	role := strings.ToLower(c.get("ConnectionType"))
	return role == "initiator" || role == "" && c.has("SocketConnectHost")
}

// versions are the dictionaries by BeginString.
var versions = map[string]string{
	"FIX.4.0": "FIX40", "FIX.4.1": "FIX41", "FIX.4.2": "FIX42", "FIX.4.3": "FIX43", "FIX.4.4": "FIX44",
}

// applications are those of FIXT, by ApplVerID and by what QuickFIX calls them.
var applications = map[string]struct{ dictionary, id string }{
	"7": {"FIX50", "7"}, "FIX.5.0": {"FIX50", "7"},
	"8": {"FIX50SP1", "8"}, "FIX.5.0SP1": {"FIX50SP1", "8"},
	"9": {"FIX50SP2", "9"}, "FIX.5.0SP2": {"FIX50SP2", "9"},
}

// dictionary finds the dictionary of the version.
func (c *converter) dictionary() {
	begin := c.get("BeginString")
	switch name, ok := versions[begin]; {
	case ok:
		c.set("Dictionary", name, "BeginString")
	case begin == "FIXT.1.1":
		c.fixt()
	case begin == "":
		c.bad("BeginString", "is missing")
	default:
		c.bad("BeginString", "%q is none of FIX.4.0 to FIX.4.4 and FIXT.1.1", begin)
	}
	for _, k := range []string{"DataDictionary", "AppDataDictionary", "TransportDataDictionary"} {
		if file := c.get(k); file != "" {
			c.dictionaryFile(k, file)
		}
	}
	for _, v := range c.sorted() {
		if key, version, ok := strings.Cut(v.key, "."); ok && strings.EqualFold(key, "AppDataDictionary") {
			c.application(v, version)
		}
	}
}

func (c *converter) fixt() {
	text := c.get("DefaultApplVerID")
	app, ok := applications[text]
	switch {
	case text == "":
		c.bad("DefaultApplVerID", "is missing, and FIXT.1.1 needs it")
	case !ok:
		c.bad("DefaultApplVerID", "%q over FIXT has no dictionary that is built in: make one of it with affix gen, or take FIX.5.0, FIX.5.0SP1 or FIX.5.0SP2", text)
	default:
		c.set("Dictionary", app.dictionary, "BeginString", "DefaultApplVerID")
		c.set("DefaultApplVerID", quote(app.id), "DefaultApplVerID")
	}
}

// application is a version that is spoken beside the default one.
func (c *converter) application(v value, version string) {
	app, ok := applications[version]
	if !ok {
		c.note(v.key, "messages of %s over FIXT need a dictionary made for it: affix gen -dict %s", version, quote(v.text))
		return
	}
	if def := applications[c.get("DefaultApplVerID")]; def.id != app.id {
		for i := range c.settings {
			if s := &c.settings[i]; s.path == "Applications" {
				s.text = strings.TrimSuffix(s.text, "]") + ", " + app.dictionary + "]"
				s.keys = append(s.keys, v.key)
				return
			}
		}
		c.set("Applications", "["+app.dictionary+"]", v.key)
	}
	c.dictionaryFile(v.key, v.text)
}

// dictionaryFile says what becomes of a file of QuickFIX: those of its
// distribution are built in.
func (c *converter) dictionaryFile(key, file string) {
	name := strings.ToUpper(path.Base(strings.ReplaceAll(file, `\`, "/")))
	if standard[name] {
		c.note(key, "the dictionary is built in; if the file was changed, see docs/migrating-from-quickfix-go.md")
		return
	}
	c.note(key, "the dictionary that is built in is taken, and what it does not have passes unchecked; for that of the file: "+
		"affix gen -dict %s -out yourpackage, list it in Options.Dictionaries and name it in Dictionary; "+
		"or Dictionary: %s, for handlers that read fields by tag", oneLine(file), oneLine(file))
	for _, p := range []string{"UnknownTags", "UserTags", "ForeignTags", "UnknownValues"} {
		c.set("Policy."+p, "keep", key)
	}
}

// standard are the files that QuickFIX comes with.
var standard = func() map[string]bool {
	m := map[string]bool{}
	for _, v := range []string{"40", "41", "42", "43", "44", "50", "50SP1", "50SP2"} {
		m["FIX"+v+".XML"] = true
	}
	for _, v := range []string{"FIXT11.XML", "FIXT1.1.XML", "FIX5.0.XML", "FIX5.0SP1.XML", "FIX5.0SP2.XML"} {
		m[v] = true
	}
	for i := range 5 {
		m[fmt.Sprintf("FIX4.%d.XML", i)] = true
	}
	return m
}()
