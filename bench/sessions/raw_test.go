package sessions_test

import (
	"io"
	"net"
	"time"
)

// rawVenue is TCP alone: messages of the sizes of the corpus, one write each,
// and no look at what is in them.
type rawVenue struct {
	tally
	listener net.Listener
}

// rawSizes returns an order and a report.
func rawSizes() (order, report []byte, err error) {
	if order, err = orders[0].AffixMessage().MarshalFIX(); err == nil {
		report, err = reports[0].AffixMessage().MarshalFIX()
	}
	return order, report, err
}

func listenRaw(string, string, string) (venue, error) {
	order, report, err := rawSizes()
	if err != nil {
		return nil, err
	}
	v := new(rawVenue)
	if v.listener, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		return nil, err
	}
	go func() {
		if c, err := v.listener.Accept(); err == nil {
			v.serve(c, len(order), report)
			_ = c.Close()
		}
	}()
	return v, nil
}

// serve answers each order, or reads as much as there is while orders are
// counted.
func (v *rawVenue) serve(c net.Conn, size int, report []byte) {
	buffer := make([]byte, 64<<10)
	for {
		if _, err := io.ReadFull(c, buffer[:size]); err != nil {
			return
		}
		if !v.came(1) {
			if _, err := c.Write(report); err != nil {
				return
			}
			continue
		}
		for bytes, left := 0, int(v.left.Load()); left > 0; {
			n, err := c.Read(buffer[:min(len(buffer), left*size-bytes)])
			if err != nil {
				return
			}
			bytes += n
			v.came(bytes / size)
			left -= bytes / size
			bytes %= size
		}
	}
}

func (v *rawVenue) address() string    { return v.listener.Addr().String() }
func (v *rawVenue) cpu() time.Duration { return 0 }
func (v *rawVenue) close() error       { return v.listener.Close() }

type rawClient struct {
	waiting
	net.Conn
	order, report []byte
}

func connectRaw(_, _, _, address string) (client, error) {
	order, report, err := rawSizes()
	if err != nil {
		return nil, err
	}
	c, err := net.Dial("tcp", address)
	if err != nil {
		return nil, err
	}
	return &rawClient{Conn: c, order: order, report: report}, c.SetDeadline(time.Now().Add(100 * patience))
}

func (c *rawClient) send(int, int) error {
	_, err := c.Write(c.order)
	return err
}

// rtt is the plain loop, without the bookkeeping of the others.
func (c *rawClient) rtt(sample []time.Duration) error {
	for i := range sample {
		start := time.Now()
		if _, err := c.Write(c.order); err != nil {
			return err
		}
		if _, err := io.ReadFull(c.Conn, c.report); err != nil {
			return err
		}
		sample[i] = time.Since(start)
	}
	return nil
}

func (c *rawClient) load(at, sample []time.Duration) error {
	go func() {
		for range at {
			if _, err := io.ReadFull(c.Conn, c.report); err != nil {
				return
			}
			c.answered()
		}
	}()
	return c.waiting.load(at, sample, func(int) error { return c.send(0, 0) })
}

func (c *rawClient) close() error { return c.Conn.Close() }
