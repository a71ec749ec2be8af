package engine

import "net"

// Dialer is what an initiator without a Dial connects by.
func Dialer(t TCP, local net.Addr) *net.Dialer { return t.withDefaults().dialer(local) }

// ListenConfig is what an acceptor without a Listener listens by.
func ListenConfig(t TCP) *net.ListenConfig { return t.withDefaults().listenConfig() }

// Wire returns the MsgTypes of the messages that are complete by each piece of
// what is written.
func Wire(pieces ...[]byte) (msgTypes []string) {
	var w wire
	for _, b := range pieces {
		w.wrote(b, func(msgType []byte) { msgTypes = append(msgTypes, string(msgType)) })
	}
	return msgTypes
}
