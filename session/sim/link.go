package sim

// pipe carries bytes in one direction. They are written once, so that frames
// may alias them.
type pipe struct {
	data    []byte
	arrived int  // how much of data the reader can see
	read    int  // how much of it the reader is done with
	closed  bool // nothing comes behind data
	silent  bool // the reader is not told so
}

// link is one connection; each side reads one pipe and writes the other.
type link struct {
	to [2]*pipe // by the side that reads
}

func newLink() *link { return &link{to: [2]*pipe{new(pipe), new(pipe)}} }

// inFlight is how many bytes have not arrived.
func (p *pipe) inFlight() int { return len(p.data) - p.arrived }

// ended reports whether the reader sees the end now.
func (p *pipe) ended() bool { return p.closed && !p.silent && p.inFlight() == 0 }

// cut ends the pipe n bytes behind what has arrived.
func (p *pipe) cut(n int, silent bool) {
	p.data = p.data[:p.arrived+n]
	p.silent = p.silent || silent && !p.closed
	p.closed = true
}
