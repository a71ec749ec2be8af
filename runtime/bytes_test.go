package runtime_test

import (
	"testing"
	"unsafe"

	"github.com/affixgo/affix/runtime"
)

// manyBytes has more fields of one byte than are found in one go.
type manyBytes[T any] struct {
	Header  header
	Values  T
	Trailer trailer
	table   *runtime.MessageType
}

func (*manyBytes[T]) MsgType() string { return "U1" }
func (m *manyBytes[T]) Reset()        { *m = manyBytes[T]{table: m.table} }
func (m *manyBytes[T]) FIXMessage() runtime.Ref {
	return runtime.NewRef(m.table, unsafe.Pointer(m))
}

// Fields of one byte lie four to a quad: all of them are written, in a struct that
// is looked at in one piece and in one that is not.
func TestManyFieldsOfOneByte(t *testing.T) {
	t.Parallel()
	testBytes(t, new(manyBytes[[200]byte]))
	testBytes(t, new(manyBytes[[5000]byte]))
}

func testBytes[T any](t *testing.T, m *manyBytes[T]) {
	t.Helper()
	const firstTag = 10_000
	values := unsafe.Slice((*byte)(unsafe.Pointer(&m.Values)), unsafe.Sizeof(m.Values))
	v := &runtime.Version{
		Name: "BYTES", BeginString: "FIX.4.4", Fields: append([]runtime.FieldDef(nil), version.Fields...),
		Header: version.Header, Trailer: version.Trailer,
	}
	body := &runtime.Struct{Name: "Bytes", Unknown: runtime.Unstored}
	for i := range values {
		v.Fields = append(v.Fields, runtime.FieldDef{Tag: firstTag + i, Name: "Byte", Kind: runtime.KindChar})
		body.Members = append(body.Members, runtime.Member{Tag: firstTag + i, Offset: unsafe.Offsetof(m.Values) + uintptr(i)})
		values[i] = 'A' + byte(i%26)
	}
	m.table = &runtime.MessageType{
		MsgType: "U1", Name: "Bytes", Version: v, Body: body,
		Header: unsafe.Offsetof(m.Header), Trailer: unsafe.Offsetof(m.Trailer),
	}
	frame, err := runtime.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	var raw runtime.Raw
	if err := raw.Parse(frame, v); err != nil {
		t.Fatal(err)
	}
	next := 0
	for tag, value := range raw.All() {
		if tag >= firstTag {
			if tag != firstTag+next || string(value) != string(values[next]) {
				t.Fatalf("field %d of %d is %d=%s", next, len(values), tag, value)
			}
			next++
		}
	}
	if next != len(values) {
		t.Errorf("%d of %d fields were written", next, len(values))
	}
}
