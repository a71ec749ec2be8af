package sessions_test

import (
	"errors"
	"fmt"
	"net"
	"os"
	"strconv"
	"sync"
	"time"

	"github.com/affixgo/affix/bench/corpus"
	"github.com/affixgo/affix/bench/internal/port"
	"github.com/quickfixgo/quickfix"
	"github.com/quickfixgo/quickfix/config"
	"github.com/quickfixgo/quickfix/store/file"
)

// quickConfig is the settings of one end, validation on, log off.
func quickConfig(id, dir, kind string, acceptor bool, port string) (*quickfix.Settings, quickfix.MessageStoreFactory, quickfix.SessionID, error) {
	var none quickfix.SessionID
	spec, err := corpus.QuickFIXSpec("FIX44.xml")
	if err != nil {
		return nil, nil, none, err
	}
	ours, theirs := "CLIENT"+id, "VENUE"+id // quickfix-go keeps one registry of all sessions
	if acceptor {
		ours, theirs = theirs, ours
	}
	s := quickfix.NewSessionSettings()
	s.Set(config.BeginString, "FIX.4.4")
	s.Set(config.SenderCompID, ours)
	s.Set(config.TargetCompID, theirs)
	s.Set(config.DataDictionary, spec)
	s.Set(config.HeartBtInt, "30")
	s.Set(config.SocketConnectHost, "127.0.0.1")
	s.Set(config.SocketConnectPort, port)
	settings := quickfix.NewSettings()
	settings.GlobalSettings().Set(config.SocketAcceptHost, "127.0.0.1")
	settings.GlobalSettings().Set(config.SocketAcceptPort, port)
	stores := quickfix.NewMemoryStoreFactory()
	if kind != inMemory {
		s.Set(config.FileStorePath, dir)
		s.Set(config.FileStoreSync, map[string]string{inFile: "Y", inKernel: "N"}[kind])
		stores = file.NewStoreFactory(settings)
	}
	sessionID, err := settings.AddSession(s)
	return settings, stores, sessionID, err
}

// quickVenue is an acceptor of quickfix-go.
type quickVenue struct {
	quickApp
	tally
	acceptor *quickfix.Acceptor
	port     string
	count    int // of the session's goroutine
}

func listenQuick(id, dir, kind string) (venue, error) {
	listen, err := port.Free()
	if err != nil {
		return nil, err
	}
	v := &quickVenue{port: strconv.Itoa(listen)}
	settings, stores, _, err := quickConfig(id, dir, kind, true, v.port)
	if err != nil {
		return nil, err
	}
	if v.acceptor, err = quickfix.NewAcceptor(v, stores, settings, quickfix.NewNullLogFactory()); err != nil {
		return nil, err
	}
	return v, v.acceptor.Start()
}

func (v *quickVenue) address() string    { return "127.0.0.1:" + v.port }
func (v *quickVenue) cpu() time.Duration { return 0 }
func (v *quickVenue) close() error       { return stopped(v.acceptor.Stop) }

// quickClient is an initiator of quickfix-go.
type quickClient struct {
	quickApp
	waiting
	initiator *quickfix.Initiator
	id        quickfix.SessionID
	up        chan struct{}
	once      sync.Once
}

func connectQuick(id, dir, kind, address string) (client, error) {
	_, listen, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	c := &quickClient{up: make(chan struct{})}
	settings, stores, sessionID, err := quickConfig(id, dir, kind, false, listen)
	if err != nil {
		return nil, err
	}
	c.id = sessionID
	if c.initiator, err = quickfix.NewInitiator(c, stores, settings, quickfix.NewNullLogFactory()); err != nil {
		return nil, err
	}
	if err := c.initiator.Start(); err != nil {
		return nil, err
	}
	select {
	case <-c.up:
		return c, nil
	case <-time.After(patience):
		return nil, errors.New("quickfix-go does not log on")
	}
}

func (c *quickClient) send(_, n int) error {
	return quickfix.SendToTarget(orders[n%len(orders)].QuickFIX(), c.id)
}

func (c *quickClient) rtt(sample []time.Duration) error {
	return c.waiting.rtt(sample, func(n int) error { return c.send(0, n) })
}

func (c *quickClient) load(at, sample []time.Duration) error {
	return c.waiting.load(at, sample, func(n int) error { return c.send(0, n) })
}

func (c *quickClient) close() error { return stopped(c.initiator.Stop) }

func stopped(stop func()) error {
	done := make(chan struct{})
	go func() {
		defer close(done)
		stop()
	}()
	select {
	case <-done:
		return nil
	case <-time.After(patience):
		return errors.New("quickfix-go does not stop")
	}
}

// quickApp is the part of an application that does nothing.
type quickApp struct{}

func (quickApp) OnCreate(quickfix.SessionID)                       {}
func (quickApp) OnLogon(quickfix.SessionID)                        {}
func (quickApp) OnLogout(quickfix.SessionID)                       {}
func (quickApp) ToAdmin(*quickfix.Message, quickfix.SessionID)     {}
func (quickApp) ToApp(*quickfix.Message, quickfix.SessionID) error { return nil }
func (quickApp) FromAdmin(*quickfix.Message, quickfix.SessionID) quickfix.MessageRejectError {
	return nil
}

// Both applications read every field, as affix's have them read already.
var (
	sinkOrder  corpus.Order
	sinkReport corpus.Report
)

func (v *quickVenue) FromApp(m *quickfix.Message, id quickfix.SessionID) quickfix.MessageRejectError {
	sinkOrder = corpus.ReadOrder(m)
	if v.came(1) {
		return nil
	}
	v.count++
	if err := quickfix.SendToTarget(reports[v.count%len(reports)].QuickFIX(), id); err != nil {
		fmt.Fprintln(os.Stderr, "quickfix-go:", err)
	}
	return nil
}

func (c *quickClient) OnLogon(quickfix.SessionID) { c.once.Do(func() { close(c.up) }) }

func (c *quickClient) FromApp(m *quickfix.Message, _ quickfix.SessionID) quickfix.MessageRejectError {
	sinkReport = corpus.ReadReport(m)
	c.answered()
	return nil
}
