package interop_test

import (
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/quickfixgo/quickfix"
	"github.com/quickfixgo/quickfix/config"
)

// quickEnd is quickfix-go with its application: it books what comes, and as
// acceptor answers orders with reports.
type quickEnd struct {
	setup
	spec   string
	stores keptStores
	book   ledger
	lines  journal

	id        quickfix.SessionID
	initiator *quickfix.Initiator
	acceptor  *quickfix.Acceptor

	mu  sync.Mutex
	up  bool
	ups int
}

func (q *quickEnd) settings() (*quickfix.Settings, error) {
	s := quickfix.NewSessionSettings()
	set := func(key string, value any) { s.Set(key, fmt.Sprint(value)) }
	set(config.BeginString, q.dialect.dictionary.BeginString())
	set(config.SenderCompID, q.us)
	set(config.TargetCompID, q.them)
	set(config.DataDictionary, q.spec)
	set(config.HeartBtInt, int(q.heartBtInt/time.Second))
	set(config.ReconnectInterval, 1)
	if q.quickReset {
		set(config.ResetOnLogon, "Y")
	}
	if q.initiates {
		set(config.SocketConnectHost, "127.0.0.1")
		set(config.SocketConnectPort, q.port)
	} else {
		set(config.SocketAcceptHost, "127.0.0.1")
		set(config.SocketAcceptPort, q.port)
	}
	all := quickfix.NewSettings()
	if !q.initiates {
		all.GlobalSettings().Set(config.SocketAcceptHost, "127.0.0.1")
		all.GlobalSettings().Set(config.SocketAcceptPort, strconv.Itoa(q.port))
	}
	id, err := all.AddSession(s)
	q.id = id
	return all, err
}

func (q *quickEnd) start() error {
	settings, err := q.settings()
	if err != nil {
		return err
	}
	if q.initiates {
		if q.initiator, err = quickfix.NewInitiator(q, &q.stores, settings, &q.lines); err != nil {
			return err
		}
		return q.initiator.Start()
	}
	if q.acceptor, err = quickfix.NewAcceptor(q, &q.stores, settings, &q.lines); err != nil {
		return err
	}
	return q.acceptor.Start()
}

func (q *quickEnd) stop() error {
	done := make(chan struct{})
	go func() {
		defer close(done)
		if q.initiator != nil {
			q.initiator.Stop()
		}
		if q.acceptor != nil {
			q.acceptor.Stop()
		}
		q.initiator, q.acceptor = nil, nil
	}()
	select {
	case <-done:
		return nil
	case <-time.After(patience):
		return fmt.Errorf("quickfix-go does not stop")
	}
}

func (q *quickEnd) sendOrder(o order) error {
	return quickfix.SendToTarget(quick("D", o.fields()), q.id)
}

func (q *quickEnd) sendReport(r report) error {
	m := quick("8", r.fields())
	if q.dialect.name == "FIX42" {
		m.Body.SetString(20, "0") // ExecTransType
	}
	return quickfix.SendToTarget(m, q.id)
}

func (q *quickEnd) ledger() *ledger { return &q.book }

func (q *quickEnd) loggedOn() (now bool, times int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.up, q.ups
}

func (q *quickEnd) numbers() (in, out int) {
	s := q.stores.of(q.id)
	return s.NextTargetMsgSeqNum(), s.NextSenderMsgSeqNum()
}

func (q *quickEnd) journal() string { return q.lines.String() }

// The application that quickfix-go calls.

func (q *quickEnd) OnCreate(quickfix.SessionID) {}

func (q *quickEnd) OnLogon(quickfix.SessionID) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.up = true
	q.ups++
}

func (q *quickEnd) OnLogout(quickfix.SessionID) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.up = false
}

func (q *quickEnd) ToAdmin(*quickfix.Message, quickfix.SessionID) {}

func (q *quickEnd) ToApp(*quickfix.Message, quickfix.SessionID) error { return nil }

func (q *quickEnd) FromAdmin(*quickfix.Message, quickfix.SessionID) quickfix.MessageRejectError {
	return nil
}

func (q *quickEnd) FromApp(m *quickfix.Message, _ quickfix.SessionID) quickfix.MessageRejectError {
	var dup quickfix.FIXBoolean
	if m.Header.Has(43) {
		if err := m.Header.GetField(43, &dup); err != nil {
			return err
		}
	}
	msgType, _ := m.MsgType()
	var err error
	switch msgType {
	case "D":
		var o order
		if err = readQuick(m, o.fields()); err == nil {
			q.book.addOrder(o, dup.Bool())
			err = q.sendReport(reportOf(o))
		}
	case "8":
		var r report
		if err = readQuick(m, r.fields()); err == nil {
			q.book.addReport(r, dup.Bool())
		}
	case "j": // the relay has seen it too
	default:
		err = fmt.Errorf("quickfix-go got a message %s", msgType)
	}
	if err != nil {
		q.book.fail("%v", err)
	}
	return nil
}

// journal is a log of quickfix-go. It is safe for concurrent use.
type journal struct {
	mu    sync.Mutex
	lines []string
}

func (j *journal) Create() (quickfix.Log, error)                             { return j, nil }
func (j *journal) CreateSessionLog(quickfix.SessionID) (quickfix.Log, error) { return j, nil }

func (j *journal) add(what, text string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.lines = append(j.lines, time.Now().Format("05.000 ")+what+" "+strings.ReplaceAll(text, "\x01", "|"))
}

func (j *journal) OnIncoming(b []byte)                      { j.add("in ", string(b)) }
func (j *journal) OnOutgoing(b []byte)                      { j.add("out", string(b)) }
func (j *journal) OnEvent(s string)                         { j.add("   ", s) }
func (j *journal) OnEventf(format string, a ...interface{}) { j.add("   ", fmt.Sprintf(format, a...)) }

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return strings.Join(j.lines[max(0, len(j.lines)-tail):], "\n")
}
