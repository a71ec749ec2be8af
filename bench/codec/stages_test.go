package codec_test

import (
	"testing"

	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/runtime"
)

// BenchmarkStage: what decoding is made of. frame finds the frame and checks
// BodyLength and CheckSum, index finds the fields, validate is everything but
// storing, store is the decoding into the struct with all checks.
func BenchmarkStage(b *testing.B) {
	v := fix44.Dictionary.Version
	for _, k := range kinds() {
		raws := make([]runtime.Raw, len(k.frames))
		for i := range raws {
			if err := raws[i].Parse(k.frames[i], v); err != nil {
				b.Fatal(err)
			}
		}
		b.Run(k.name+"/stage=frame", func(b *testing.B) {
			var f runtime.Framer
			for i := 0; b.Loop(); i++ {
				if f.Next(k.frames[i%len(k.frames)]).Frame == nil {
					b.Fatal("no frame")
				}
			}
		})
		b.Run(k.name+"/stage=index", func(b *testing.B) {
			var r runtime.Raw
			for i := 0; b.Loop(); i++ {
				if err := r.Parse(k.frames[i%len(k.frames)], v); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(k.name+"/stage=validate", func(b *testing.B) {
			for i := 0; b.Loop(); i++ {
				if f := fix44.Dictionary.Validate(&raws[i%len(raws)], runtime.Policy{}); !f.OK() {
					b.Fatal(f)
				}
			}
		})
		b.Run(k.name+"/stage=store", func(b *testing.B) {
			var d runtime.Decoder
			for i := 0; b.Loop(); i++ {
				if f := d.Decode(&raws[i%len(raws)], k.into, runtime.Policy{}); !f.OK() {
					b.Fatal(f)
				}
			}
		})
		b.Run(k.name+"/stage=reset", func(b *testing.B) {
			for b.Loop() {
				k.into.Reset()
			}
		})
	}
}
