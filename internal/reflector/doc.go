// Reflector is the acceptor that scripted conversations are played against: it
// sends orders and security definitions back as they came, and leaves the rest
// to the session. It uses the public packages alone.
//
//	reflector -set server -version fix42 -listen 127.0.0.1:9876 -control 127.0.0.1:9877
//
// The sets: server resets both numbers on every Logon; resendreqchunksize does
// too, and asks for at most 5 messages at a time; lastseqnumprocessed does too,
// and sends LastMsgSeqNumProcessed (369); nextexpectedseqnum keeps its numbers
// and uses NextExpectedMsgSeqNum (789).
//
// The control endpoint sets the numbers of the session while it is not logged
// on: GET /seqnum?SESSION=FIX.4.4:ISLD->TW&NEXTSENDERSEQNUM=2000, or
// NEXTTARGETSEQNUM, or both.
package main
