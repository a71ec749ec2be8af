package venue

import "github.com/affixgo/affix/runtime"

// Journal opens the journal to tests.
type Journal = journal

// OpenJournal opens a journal for tests.
func OpenJournal(path string, desk *Desk) (*Journal, error) { return openJournal(path, desk) }

// Deal applies a request and writes it down.
func (j *journal) Deal(m runtime.Message) ([]runtime.Message, error) { return j.deal(m) }

// MarkSent notes that all reports are with the engine.
func (j *journal) MarkSent() error { return j.sent() }

// Dealt reports whether this very message was dealt with.
func (j *journal) Dealt(m runtime.Message) bool { return j.dealt[idOf(m)] }

// Unsent returns the reports that are to be sent again.
func (j *journal) Unsent() []runtime.Message { return j.unsent }

// Close closes the file.
func (j *journal) Close() error { return j.file.Close() }
