package main

import (
	"net/http"
	"strconv"

	"github.com/affixgo/affix/session"
)

// ServeHTTP answers the control endpoint: 200 once the store has the numbers.
func (r *reflector) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	query := req.URL.Query()
	if req.Method != http.MethodGet || req.URL.Path != "/seqnum" {
		http.NotFound(w, req)
		return
	}
	s := r.acceptor.Session(query.Get("SESSION"))
	if s == nil {
		http.Error(w, "no such session", http.StatusNotFound)
		return
	}
	var n session.Numbers
	for name, number := range map[string]*uint64{"NEXTSENDERSEQNUM": &n.NextOut, "NEXTTARGETSEQNUM": &n.NextIn} {
		text := query.Get(name)
		if text == "" {
			continue
		}
		value, err := strconv.ParseUint(text, 10, 64)
		if err != nil || value == 0 {
			http.Error(w, name+" is no sequence number", http.StatusBadRequest)
			return
		}
		*number = value
	}
	if n == (session.Numbers{}) {
		http.Error(w, "neither NEXTSENDERSEQNUM nor NEXTTARGETSEQNUM", http.StatusBadRequest)
		return
	}
	if err := s.SetNumbers(req.Context(), n); err != nil {
		http.Error(w, err.Error(), http.StatusConflict)
	}
}
