package codec_test

import (
	"testing"

	"github.com/affixgo/affix/bench/corpus"
	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/runtime"
	"github.com/quickfixgo/quickfix"
	"github.com/quickfixgo/quickfix/datadictionary"
)

// kind is a kind of message with all that the benchmarks do to it.
type kind struct {
	name   string
	frames [][]byte          // the corpus on the wire
	affix  []runtime.Message // the corpus as filled structs
	quick  []*quickfix.Message
	into   runtime.Message               // what affix decodes into
	fill   func(i int) runtime.Message   // values to a reused struct of affix
	build  func(i int) *quickfix.Message // values to a new message of quickfix-go
	read   func(m *quickfix.Message)     // every field out of a message of quickfix-go
}

// filled is how many filled MD100 messages are kept: with all of them, two
// hundred bytes of struct for each that is written, memory would be measured.
const filled = 32

func newKind[T any](name string, values []T, into runtime.Message,
	affix func(*T) runtime.Message, fill func(*T) runtime.Message,
	build func(*T) *quickfix.Message, read func(*quickfix.Message),
) kind {
	k := kind{
		name: name, into: into, read: read,
		fill:  func(i int) runtime.Message { return fill(&values[i%len(values)]) },
		build: func(i int) *quickfix.Message { return build(&values[i%len(values)]) },
	}
	keep := len(values)
	if name == "MD100" {
		keep = filled
	}
	for i := range values {
		frame, err := runtime.Marshal(affix(&values[i]))
		if err != nil {
			panic(err)
		}
		k.frames = append(k.frames, frame)
		if i < keep {
			k.affix = append(k.affix, affix(&values[i]))
			k.quick = append(k.quick, build(&values[i]))
		}
	}
	return k
}

// Where values that are read go, so that reading them is not optimised away.
var (
	sinkOrder    corpus.Order
	sinkReport   corpus.Report
	sinkSnapshot corpus.Snapshot
	sinkBytes    []byte
	sinkMessage  runtime.Message
)

func kinds() []kind {
	order, report, snapshot := new(fix44.NewOrderSingle), new(fix44.ExecutionReport), new(fix44.MarketDataSnapshotFullRefresh)
	entries := make([]fix44.MDFullGrpMDEntriesEntry, 100)
	all := []kind{
		newKind("NOS", corpus.Orders(), new(fix44.NewOrderSingle),
			func(o *corpus.Order) runtime.Message { return o.AffixMessage() },
			func(o *corpus.Order) runtime.Message { order.Reset(); o.Affix(order); return order },
			(*corpus.Order).QuickFIX,
			func(m *quickfix.Message) { sinkOrder = corpus.ReadOrder(m) }),
		newKind("ER", corpus.Reports(), new(fix44.ExecutionReport),
			func(r *corpus.Report) runtime.Message { return r.AffixMessage() },
			func(r *corpus.Report) runtime.Message { report.Reset(); r.Affix(report); return report },
			(*corpus.Report).QuickFIX,
			func(m *quickfix.Message) { sinkReport = corpus.ReadReport(m) }),
	}
	for _, md := range []struct {
		name    string
		entries int
	}{{"MD10", 10}, {"MD100", 100}} {
		all = append(all, newKind(md.name, corpus.Snapshots(corpus.Size, md.entries), new(fix44.MarketDataSnapshotFullRefresh),
			func(s *corpus.Snapshot) runtime.Message { return s.AffixMessage() },
			func(s *corpus.Snapshot) runtime.Message {
				snapshot.Reset()
				s.Affix(snapshot, entries)
				return snapshot
			},
			(*corpus.Snapshot).QuickFIX,
			func(m *quickfix.Message) { sinkSnapshot = corpus.ReadSnapshot(m, sinkSnapshot.Entries) }))
	}
	return all
}

// strict is how quickfix-go validates unless it is told otherwise.
var strict = quickfix.ValidatorSettings{
	CheckFieldsOutOfOrder: true, RejectInvalidMessage: true, CheckUserDefinedFields: true,
}

func dictionary(tb testing.TB) *datadictionary.DataDictionary {
	tb.Helper()
	d, err := corpus.QuickFIXDictionary()
	if err != nil {
		tb.Fatal(err)
	}
	return d
}
