package interop_test

import (
	"sync"
	"time"

	"github.com/quickfixgo/quickfix"
)

// keptStores makes memory stores of quickfix-go that outlive its sessions, as
// files would, and that are safe for concurrent use, which quickfix-go's own is
// not: the race detector would find what is not ours to fix.
type keptStores struct {
	mu    sync.Mutex
	store map[quickfix.SessionID]*keptStore
}

func (k *keptStores) Create(id quickfix.SessionID) (quickfix.MessageStore, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if s := k.store[id]; s != nil {
		return s, nil
	}
	made, err := quickfix.NewMemoryStoreFactory().Create(id)
	if err != nil {
		return nil, err
	}
	if k.store == nil {
		k.store = make(map[quickfix.SessionID]*keptStore)
	}
	k.store[id] = &keptStore{inner: made}
	return k.store[id], nil
}

func (k *keptStores) of(id quickfix.SessionID) *keptStore {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.store[id]
}

// keptStore is a store behind a mutex.
type keptStore struct {
	mu    sync.Mutex
	inner quickfix.MessageStore
}

func locked[T any](s *keptStore, f func() T) T {
	s.mu.Lock()
	defer s.mu.Unlock()
	return f()
}

func (s *keptStore) NextSenderMsgSeqNum() int { return locked(s, s.inner.NextSenderMsgSeqNum) }
func (s *keptStore) NextTargetMsgSeqNum() int { return locked(s, s.inner.NextTargetMsgSeqNum) }
func (s *keptStore) CreationTime() time.Time  { return locked(s, s.inner.CreationTime) }
func (s *keptStore) Reset() error             { return locked(s, s.inner.Reset) }

func (s *keptStore) IncrNextSenderMsgSeqNum() error {
	return locked(s, s.inner.IncrNextSenderMsgSeqNum)
}

func (s *keptStore) IncrNextTargetMsgSeqNum() error {
	return locked(s, s.inner.IncrNextTargetMsgSeqNum)
}

func (s *keptStore) SetNextSenderMsgSeqNum(n int) error {
	return locked(s, func() error { return s.inner.SetNextSenderMsgSeqNum(n) })
}

func (s *keptStore) SetNextTargetMsgSeqNum(n int) error {
	return locked(s, func() error { return s.inner.SetNextTargetMsgSeqNum(n) })
}

func (s *keptStore) SetCreationTime(t time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.inner.SetCreationTime(t)
}

func (s *keptStore) SaveMessage(n int, b []byte) error {
	return locked(s, func() error { return s.inner.SaveMessage(n, b) })
}

func (s *keptStore) SaveMessageAndIncrNextSenderMsgSeqNum(n int, b []byte) error {
	return locked(s, func() error { return s.inner.SaveMessageAndIncrNextSenderMsgSeqNum(n, b) })
}

func (s *keptStore) GetMessages(from, to int) ([][]byte, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.inner.GetMessages(from, to)
}

// IterateMessages holds no lock while f runs, which sends.
func (s *keptStore) IterateMessages(from, to int, f func([]byte) error) error {
	all, err := s.GetMessages(from, to)
	if err != nil {
		return err
	}
	for _, b := range all {
		if err := f(b); err != nil {
			return err
		}
	}
	return nil
}

func (s *keptStore) Refresh() error { return nil }
func (s *keptStore) Close() error   { return nil }
