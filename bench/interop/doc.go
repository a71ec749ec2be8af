// Package interop has the tests that let affix talk to quickfix-go: each as
// initiator and as acceptor, in FIX 4.2 and FIX 4.4, through a relay that can
// lose messages and cut connections.
//
//	go test -race -count=1 -run Interop ./...
package interop
