package sessions_test

import (
	"io"
	"net"
	"testing"
	"time"
)

// rawLink is TCP alone: messages of the sizes of the corpus, one write each,
// and no look at what is in them.
type rawLink struct {
	listener       net.Listener
	client, server net.Conn
	order, report  []byte
}

func openRaw(testing.TB, string) (link, error) {
	order, err := orders[0].AffixMessage().MarshalFIX()
	if err != nil {
		return nil, err
	}
	report, err := reports[0].AffixMessage().MarshalFIX()
	if err != nil {
		return nil, err
	}
	l := &rawLink{order: order, report: report}
	if l.listener, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		return nil, err
	}
	if l.client, err = net.Dial("tcp", l.listener.Addr().String()); err != nil {
		return nil, err
	}
	if l.server, err = l.listener.Accept(); err != nil {
		return nil, err
	}
	end := time.Now().Add(10 * patience)
	if err = l.client.SetDeadline(end); err == nil {
		err = l.server.SetDeadline(end)
	}
	return l, err
}

func (l *rawLink) rtt(sample []time.Duration) error {
	done := make(chan error, 1)
	go func() {
		buffer := make([]byte, len(l.order))
		for range sample {
			if _, err := io.ReadFull(l.server, buffer); err != nil {
				done <- err
				return
			}
			if _, err := l.server.Write(l.report); err != nil {
				done <- err
				return
			}
		}
		done <- nil
	}()
	buffer := make([]byte, len(l.report))
	for i := range sample {
		start := time.Now()
		if _, err := l.client.Write(l.order); err != nil {
			return err
		}
		if _, err := io.ReadFull(l.client, buffer); err != nil {
			return err
		}
		sample[i] = time.Since(start)
	}
	return <-done
}

func (l *rawLink) oneWay(n, senders int) error {
	done := make(chan error, 1)
	go func() {
		_, err := io.CopyN(discard{make([]byte, 64<<10)}, l.server, int64(n)*int64(len(l.order)))
		done <- err
	}()
	failed := make(chan error, senders)
	for s := range senders {
		go func() {
			for i := s; i < n; i += senders {
				if _, err := l.client.Write(l.order); err != nil {
					failed <- err
					return
				}
			}
		}()
	}
	select {
	case err := <-failed:
		return err
	case err := <-done:
		return err
	}
}

// discard reads with a buffer of its own; io.Discard would read 8 KiB at a
// time.
type discard struct{ buffer []byte }

func (d discard) Write(b []byte) (int, error) { return len(b), nil }

func (d discard) ReadFrom(r io.Reader) (total int64, err error) {
	for {
		n, err := r.Read(d.buffer)
		total += int64(n)
		if err == io.EOF {
			return total, nil
		}
		if err != nil {
			return total, err
		}
	}
}

func (l *rawLink) close() error {
	_, _ = l.client.Close(), l.server.Close()
	return l.listener.Close()
}
