package corpus_test

import (
	"bytes"
	"hash/crc32"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/affixgo/affix/bench/corpus"
	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/runtime"
	"github.com/quickfixgo/quickfix"
)

// kind is one kind of message: message i in the forms of both libraries.
type kind struct {
	name   string
	count  int
	fields int                               // of each message, 0 if that varies
	bytes  [2]int                            // least and most bytes on average
	values func(i int) any                   // what the messages are made of
	affix  func(i int) runtime.Message       // the message of affix
	empty  func() runtime.Message            // one to decode into
	quick  func(i int) *quickfix.Message     // the message of quickfix-go
	read   func(m *quickfix.Message) (v any) // its values
}

func kinds() []kind {
	orders, reports := corpus.Orders(), corpus.Reports()
	all := []kind{{
		name: "NOS", count: len(orders), fields: 18, bytes: [2]int{170, 200},
		values: func(i int) any { return orders[i] },
		affix:  func(i int) runtime.Message { return orders[i].AffixMessage() },
		empty:  func() runtime.Message { return new(fix44.NewOrderSingle) },
		quick:  func(i int) *quickfix.Message { return orders[i].QuickFIX() },
		read:   func(m *quickfix.Message) any { return corpus.ReadOrder(m) },
	}, {
		name: "ER", count: len(reports), fields: 34, bytes: [2]int{320, 370},
		values: func(i int) any { return reports[i] },
		affix:  func(i int) runtime.Message { return reports[i].AffixMessage() },
		empty:  func() runtime.Message { return new(fix44.ExecutionReport) },
		quick:  func(i int) *quickfix.Message { return reports[i].QuickFIX() },
		read:   func(m *quickfix.Message) any { return corpus.ReadReport(m) },
	}}
	for _, md := range []struct {
		name    string
		entries int
		bytes   [2]int
	}{{"MD10", 10, [2]int{650, 800}}, {"MD100", 100, [2]int{6000, 7000}}} {
		snapshots := corpus.Snapshots(corpus.Size, md.entries)
		all = append(all, kind{
			name: md.name, count: len(snapshots), fields: 11 + 6*md.entries, bytes: md.bytes,
			values: func(i int) any { return snapshots[i] },
			affix:  func(i int) runtime.Message { return snapshots[i].AffixMessage() },
			empty:  func() runtime.Message { return new(fix44.MarketDataSnapshotFullRefresh) },
			quick:  func(i int) *quickfix.Message { return snapshots[i].QuickFIX() },
			read:   func(m *quickfix.Message) any { return corpus.ReadSnapshot(m, nil) },
		})
	}
	return all
}

// sorted returns the fields of a frame without BodyLength and CheckSum in an
// order that does not depend on who wrote it.
func sorted(t *testing.T, frame []byte) []string {
	t.Helper()
	fields := strings.Split(strings.TrimSuffix(string(frame), "\x01"), "\x01")
	fields = slices.DeleteFunc(fields, func(f string) bool { return strings.HasPrefix(f, "10=") })
	slices.Sort(fields)
	return fields
}

func TestBothEncodeTheSame(t *testing.T) {
	t.Parallel()
	for _, k := range kinds() {
		t.Run(k.name, func(t *testing.T) {
			t.Parallel()
			seen, size := map[string]bool{}, 0
			for i := range k.count {
				ours, err := runtime.Marshal(k.affix(i))
				if err != nil {
					t.Fatal(err)
				}
				theirs := k.quick(i).Bytes()
				if a, b := sorted(t, ours), sorted(t, theirs); !slices.Equal(a, b) {
					t.Fatalf("message %d differs:\n%q\n%q", i, ours, theirs)
				}
				if n := bytes.Count(ours, []byte{runtime.SOH}); n != k.fields {
					t.Fatalf("message %d has %d fields, want %d", i, n, k.fields)
				}
				seen[string(ours)] = true
				size += len(ours)
			}
			if len(seen) != corpus.Size {
				t.Errorf("%d differing messages, want %d", len(seen), corpus.Size)
			}
			size /= k.count
			t.Logf("%d bytes on average", size)
			if size < k.bytes[0] || size > k.bytes[1] {
				t.Errorf("%d bytes on average, want %v", size, k.bytes)
			}
		})
	}
}

func TestBothDecodeTheOther(t *testing.T) {
	t.Parallel()
	dictionary, err := corpus.QuickFIXDictionary()
	if err != nil {
		t.Fatal(err)
	}
	validator := quickfix.NewValidator(quickfix.ValidatorSettings{
		CheckFieldsOutOfOrder: true, RejectInvalidMessage: true, CheckUserDefinedFields: true,
	}, dictionary, nil)
	for _, k := range kinds() {
		t.Run(k.name, func(t *testing.T) {
			t.Parallel()
			for i := range k.count {
				ours, err := runtime.Marshal(k.affix(i))
				if err != nil {
					t.Fatal(err)
				}
				m := quickfix.NewMessage()
				if err := quickfix.ParseMessageWithDataDictionary(m, bytes.NewBuffer(ours), dictionary, dictionary); err != nil {
					t.Fatal(err)
				}
				if err := validator.Validate(m); err != nil {
					t.Fatalf("quickfix-go refuses message %d: %v\n%q", i, err, ours)
				}
				if got, want := k.read(m), k.values(i); !reflect.DeepEqual(got, want) {
					t.Fatalf("quickfix-go reads of message %d\n%v\nwant\n%v", i, got, want)
				}

				into := k.empty()
				if err := runtime.UnmarshalPolicy(k.quick(i).Bytes(), into, runtime.Policy{}); err != nil {
					t.Fatal(err)
				}
				again, err := runtime.Marshal(into)
				if err != nil {
					t.Fatal(err)
				}
				if !bytes.Equal(again, ours) {
					t.Fatalf("affix reads of message %d\n%q\nwant\n%q", i, again, ours)
				}
			}
		})
	}
}

// The corpus is the same on every run and every machine: another one would
// make measurements that cannot be compared.
func TestCorpusIsFixed(t *testing.T) {
	t.Parallel()
	want := map[string]uint32{"NOS": 0xa68670c8, "ER": 0x9a714e57, "MD10": 0x26ba6e61, "MD100": 0xa6ea36bf}
	for _, k := range kinds() {
		sum := crc32.NewIEEE()
		for i := range k.count {
			frame, err := runtime.Marshal(k.affix(i))
			if err != nil {
				t.Fatal(err)
			}
			_, _ = sum.Write(frame)
		}
		if sum.Sum32() != want[k.name] {
			t.Errorf("the CRC of %s is %#x, want %#x", k.name, sum.Sum32(), want[k.name])
		}
	}
}
