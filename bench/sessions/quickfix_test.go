package sessions_test

import (
	"errors"
	"fmt"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/affixgo/affix/bench/corpus"
	"github.com/affixgo/affix/bench/internal/port"
	"github.com/quickfixgo/quickfix"
	"github.com/quickfixgo/quickfix/config"
	"github.com/quickfixgo/quickfix/store/file"
)

// quickLink is an initiator and an acceptor of quickfix-go, validation on, log
// off.
type quickLink struct {
	initiator *quickfix.Initiator
	acceptor  *quickfix.Acceptor
	ids       [2]quickfix.SessionID // acceptor's, initiator's
	up        chan struct{}
	once      sync.Once
	ping      pingPong
	tally     tally
	count     int // of the acceptor's session goroutine
}

var serial atomic.Int64

func openQuick(tb testing.TB, kind string) (link, error) {
	spec, err := corpus.QuickFIXSpec("FIX44.xml")
	if err != nil {
		return nil, err
	}
	listen, err := port.Free()
	if err != nil {
		return nil, err
	}
	l := &quickLink{up: make(chan struct{})}
	n := serial.Add(1) // quickfix-go keeps one registry of all sessions
	var settings [2]*quickfix.Settings
	var stores [2]quickfix.MessageStoreFactory
	for i := range settings {
		s := quickfix.NewSessionSettings()
		s.Set(config.BeginString, "FIX.4.4")
		s.Set(config.SenderCompID, [2]string{"VENUE", "CLIENT"}[i]+strconv.FormatInt(n, 10))
		s.Set(config.TargetCompID, [2]string{"CLIENT", "VENUE"}[i]+strconv.FormatInt(n, 10))
		s.Set(config.DataDictionary, spec)
		s.Set(config.HeartBtInt, "30")
		s.Set(config.SocketConnectHost, "127.0.0.1")
		s.Set(config.SocketConnectPort, strconv.Itoa(listen))
		settings[i] = quickfix.NewSettings()
		settings[i].GlobalSettings().Set(config.SocketAcceptHost, "127.0.0.1")
		settings[i].GlobalSettings().Set(config.SocketAcceptPort, strconv.Itoa(listen))
		stores[i] = quickfix.NewMemoryStoreFactory()
		if kind != inMemory {
			s.Set(config.FileStorePath, tb.TempDir())
			s.Set(config.FileStoreSync, map[string]string{inFile: "Y", inKernel: "N"}[kind])
			stores[i] = file.NewStoreFactory(settings[i])
		}
		if l.ids[i], err = settings[i].AddSession(s); err != nil {
			return nil, err
		}
	}
	if l.acceptor, err = quickfix.NewAcceptor(&quickServer{quickLink: l}, stores[0], settings[0], quickfix.NewNullLogFactory()); err != nil {
		return nil, err
	}
	if err := l.acceptor.Start(); err != nil {
		return nil, err
	}
	if l.initiator, err = quickfix.NewInitiator(&quickClient{quickLink: l}, stores[1], settings[1], quickfix.NewNullLogFactory()); err != nil {
		return nil, err
	}
	if err := l.initiator.Start(); err != nil {
		return nil, err
	}
	select {
	case <-l.up:
		return l, nil
	case <-time.After(patience):
		return nil, errors.New("quickfix-go does not log on")
	}
}

func (l *quickLink) rtt(sample []time.Duration) error {
	return l.ping.run(sample, l.sendOrder)
}

func (l *quickLink) sendOrder(n int) error {
	return quickfix.SendToTarget(orders[n%len(orders)].QuickFIX(), l.ids[1])
}

func (l *quickLink) oneWay(n, senders int) error {
	return l.tally.fan(n, senders, func(_, n int) error { return l.sendOrder(n) })
}

func (l *quickLink) close() error {
	done := make(chan struct{})
	go func() {
		defer close(done)
		l.initiator.Stop()
		l.acceptor.Stop()
	}()
	select {
	case <-done:
		return nil
	case <-time.After(patience):
		return fmt.Errorf("quickfix-go does not stop")
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

type quickServer struct {
	quickApp
	*quickLink
}

type quickClient struct {
	quickApp
	*quickLink
}

func (s *quickServer) FromApp(m *quickfix.Message, id quickfix.SessionID) quickfix.MessageRejectError {
	sinkOrder = corpus.ReadOrder(m)
	if s.tally.came() {
		return nil
	}
	s.count++
	if err := quickfix.SendToTarget(reports[s.count%len(reports)].QuickFIX(), id); err != nil {
		s.ping.done <- err
	}
	return nil
}

func (c *quickClient) OnLogon(quickfix.SessionID) { c.once.Do(func() { close(c.up) }) }

func (c *quickClient) FromApp(m *quickfix.Message, _ quickfix.SessionID) quickfix.MessageRejectError {
	sinkReport = corpus.ReadReport(m)
	c.ping.answered()
	return nil
}
