package codec_test

import (
	"bytes"
	"testing"

	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/runtime"
	"github.com/quickfixgo/quickfix"
	"github.com/quickfixgo/quickfix/datadictionary"
)

// BenchmarkEncode: a filled message to bytes.
func BenchmarkEncode(b *testing.B) {
	for _, k := range kinds() {
		b.Run(k.name+"/impl=affix", func(b *testing.B) {
			b.ReportAllocs()
			dst := make([]byte, 0, 16<<10)
			var err error
			for i := 0; b.Loop(); i++ {
				if dst, err = runtime.Append(dst[:0], k.affix[i%len(k.affix)]); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(k.name+"/impl=quickfix", func(b *testing.B) {
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				sinkBytes = k.quick[i%len(k.quick)].Bytes()
			}
		})
	}
}

// BenchmarkBuild: plain Go values to a message to bytes, as a program sends.
// affix fills one struct again and again; quickfix-go makes a message each time.
func BenchmarkBuild(b *testing.B) {
	for _, k := range kinds() {
		b.Run(k.name+"/impl=affix", func(b *testing.B) {
			b.ReportAllocs()
			dst := make([]byte, 0, 16<<10)
			var err error
			for i := 0; b.Loop(); i++ {
				if dst, err = runtime.Append(dst[:0], k.fill(i)); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(k.name+"/impl=quickfix", func(b *testing.B) {
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				sinkBytes = k.build(i).Bytes()
			}
		})
	}
}

// affixDecoder is what a session does with the bytes it receives: find the
// frame, check BodyLength and CheckSum, index, validate, decode.
type affixDecoder struct {
	framer runtime.Framer
	raw    runtime.Raw
	memory runtime.Decoder
}

func (d *affixDecoder) decode(b *testing.B, data []byte, into runtime.Message) {
	found := d.framer.Next(data)
	if found.Frame == nil {
		b.Fatal(found.Garbled)
	}
	if err := d.raw.Parse(found.Frame, fix44.Dictionary.Version); err != nil {
		b.Fatal(err)
	}
	if fault := d.memory.Decode(&d.raw, into, runtime.Policy{}); !fault.OK() {
		b.Fatal(fault)
	}
}

// quickDecoder does what a session of quickfix-go does, which makes a message
// for each that comes in: parse, and validate if there is a dictionary. Then it
// reads every field, as the application does.
type quickDecoder struct {
	dictionary *datadictionary.DataDictionary
	validator  quickfix.Validator
}

func newQuickDecoder(d *datadictionary.DataDictionary) *quickDecoder {
	q := &quickDecoder{dictionary: d}
	if d != nil {
		q.validator = quickfix.NewValidator(strict, d, nil)
	}
	return q
}

func (q *quickDecoder) decode(b *testing.B, data []byte, read func(*quickfix.Message)) {
	m := quickfix.NewMessage()
	if err := quickfix.ParseMessageWithDataDictionary(m, bytes.NewBuffer(data), q.dictionary, q.dictionary); err != nil {
		b.Fatal(err)
	}
	if q.validator != nil {
		if err := q.validator.Validate(m); err != nil {
			b.Fatal(err)
		}
	}
	read(m)
}

// BenchmarkDecode: bytes to typed fields. affix with everything on: CheckSum,
// BodyLength, required, repeated, unknown, enumerated, format, group order and
// count. quickfix-go, which never checks CheckSum, without its dictionary and
// with it (impl=quickfix-dict); groups cannot be read without.
func BenchmarkDecode(b *testing.B) {
	d := dictionary(b)
	for _, k := range kinds() {
		b.Run(k.name+"/impl=affix", func(b *testing.B) {
			b.ReportAllocs()
			var decoder affixDecoder
			for i := 0; b.Loop(); i++ {
				decoder.decode(b, k.frames[i%len(k.frames)], k.into)
			}
			sinkMessage = k.into
		})
		if k.name == "NOS" || k.name == "ER" {
			b.Run(k.name+"/impl=quickfix", func(b *testing.B) { benchmarkQuickDecode(b, &k, nil) })
		}
		b.Run(k.name+"/impl=quickfix-dict", func(b *testing.B) { benchmarkQuickDecode(b, &k, d) })
	}
}

func benchmarkQuickDecode(b *testing.B, k *kind, d *datadictionary.DataDictionary) {
	b.ReportAllocs()
	decoder := newQuickDecoder(d)
	for i := 0; b.Loop(); i++ {
		decoder.decode(b, k.frames[i%len(k.frames)], k.read)
	}
}

// BenchmarkRoundTrip: values to bytes to typed fields, validated.
func BenchmarkRoundTrip(b *testing.B) {
	d := dictionary(b)
	for _, k := range kinds() {
		b.Run(k.name+"/impl=affix", func(b *testing.B) {
			b.ReportAllocs()
			dst := make([]byte, 0, 16<<10)
			var decoder affixDecoder
			var err error
			for i := 0; b.Loop(); i++ {
				if dst, err = runtime.Append(dst[:0], k.fill(i)); err != nil {
					b.Fatal(err)
				}
				decoder.decode(b, dst, k.into)
			}
			sinkMessage = k.into
		})
		b.Run(k.name+"/impl=quickfix-dict", func(b *testing.B) {
			b.ReportAllocs()
			decoder := newQuickDecoder(d)
			for i := 0; b.Loop(); i++ {
				decoder.decode(b, k.build(i).Bytes(), k.read)
			}
		})
	}
}
