package dict

import (
	"os"
	"path/filepath"
	"strings"
)

// defaultTransport is what QuickFIX calls the dictionary of the session layer.
const defaultTransport = "FIXT11"

// LoadWith is Load with what files of QuickFIX may not tell: the path of the
// dictionary of the session layer, and the ApplVerID of the messages. Empty is
// what the dictionary says.
func LoadWith(path, transport, applVerID string) (*File, error) {
	app, err := loadAlone(path)
	if err != nil {
		return nil, err
	}
	if applVerID != "" {
		app.ApplVerID = applVerID
	}
	if transport == "" {
		return completed(app, path)
	}
	session, err := loadAlone(transport)
	if err != nil {
		return nil, err
	}
	return Join(app, session)
}

// completed joins f with the transport that it names, or with FIXT11 beside it
// if it is an application dictionary of QuickFIX; other dictionaries are
// complete.
func completed(f *File, path string) (*File, error) {
	name := f.Transport
	if name == "" {
		if !needsTransport(f) {
			return f, nil
		}
		name = defaultTransport
	}
	found := findTransport(filepath.Dir(path), name)
	switch {
	case found == "" && f.Transport == "":
		return f, nil // that there is no header is a finding of package model
	case found == "":
		f.Findings.Repairf(BadTransport, f.Pos, "", "done without", "transport %q: no %s.yaml or %[2]s.xml beside the file: put it there, or give it with -transport", name, name)
		f.Transport = ""
		return f, nil
	}
	session, err := loadAlone(found)
	if err != nil {
		return nil, err
	}
	return Join(f, session)
}

// needsTransport says whether f holds the application messages of FIX 5.0 or
// later and nothing to send them in.
func needsTransport(f *File) bool {
	return f.BeginString == "FIXT.1.1" && f.Major >= 5 && empty(f.Header) && empty(f.Trailer)
}

func empty(b *Block) bool { return b == nil || len(b.Members) == 0 }

// findTransport returns the path of the dictionary called name, "" if there is
// none. A name is a file beside the dictionary and no path, so that a
// dictionary cannot make its reader look elsewhere.
func findTransport(dir, name string) string {
	if name != filepath.Base(name) || strings.HasPrefix(name, ".") {
		return ""
	}
	for _, extension := range []string{"", ".yaml", ".yml", ".xml"} {
		path := filepath.Join(dir, name+extension)
		if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() {
			return path
		}
	}
	return ""
}

// Join returns the complete dictionary of app, which has application messages,
// and session, which has the session messages, the header and the trailer. What
// both declare must mean the same. The arguments are not changed; the result
// shares what they hold.
//
// What was found is in the Findings of the result; the error is about what
// cannot be repaired.
func Join(app, session *File) (*File, error) {
	j := &joiner{app: app, session: session, fields: make(map[string]*Field)}
	out := *app
	out.Findings = append(append(Errors(nil), app.Findings...), session.Findings...)
	out.BeginString = session.BeginString
	out.Transport = ""
	out.ApplVerID = j.applVerID()
	if session.Transport != "" {
		j.errs.Addf(BadTransport, session.Pos, "", "the transport names a transport: remove it")
	}
	if app.BeginString != "" && app.BeginString != session.BeginString {
		j.conflict(app.Pos, "", "that of the transport is taken", "BeginString %s, but %s at %s: remove it here", app.BeginString, session.BeginString, session.Pos)
	}
	out.Header = j.envelope(app.Header, session.Header, "header")
	out.Trailer = j.envelope(app.Trailer, session.Trailer, "trailer")
	out.Messages = j.joinMessages()
	out.Components = j.joinComponents()
	out.Fields = j.joinFields()
	errs := append(out.Findings, j.errs...)
	return errs.result(&out)
}

// applVerID is what the dictionary says, or what its version says.
func (j *joiner) applVerID() string {
	id := j.app.ApplVerID
	if id == "" && j.app.Major == 5 && j.app.Minor == 0 && j.app.ServicePack <= 2 {
		id = string(rune('7' + j.app.ServicePack))
	}
	if id == "" {
		j.errs.Addf(BadTransport, j.app.Pos, "", "a transport, but no ApplVerID: add applVerID, such as '9'")
		return ""
	}
	for _, f := range j.session.Fields {
		if strings.TrimSpace(f.Number) != "1128" || len(f.Values) == 0 {
			continue
		}
		for _, v := range f.Values {
			if v.Value == id {
				return id
			}
		}
		j.conflict(j.app.Pos, "", "kept", "ApplVerID %q is no value of %s at %s: correct it, or add it there", id, f.Name, f.Pos)
	}
	return id
}
