package model_test

import (
	"bytes"
	"os"
	"testing"

	"github.com/affixgo/affix/gen/dict"
	"github.com/affixgo/affix/gen/model"
)

// Whatever the bytes, reading and resolving returns: a model, or findings.

func FuzzReadYAML(f *testing.F) {
	small, err := os.ReadFile("testdata/small.yaml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(small)
	f.Add([]byte("fields: {A: &a {number: 1, type: INT}, B: *a}"))
	f.Add([]byte("beginString: FIX.4.4\ncomponents: {A: {A: {type: component}}}"))
	f.Add([]byte("0: [:!00 \xef"))
	f.Add([]byte("? [a]\n: {b: !!null c}\n"))
	f.Fuzz(func(t *testing.T, src []byte) {
		file, err := dict.ReadYAML("fuzz.yaml", src)
		check(t, file, err)
	})
}

func FuzzReadXML(f *testing.F) {
	file, err := dict.Load("testdata/small.yaml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(dict.WriteXML(file))
	f.Add([]byte("<?xml version='1.0' encoding='ISO-8859-1'?><fix type='FIX' major='4' minor='2'><header>\xe9</header></fix>"))
	f.Add([]byte("<fix><components><component name='A'><component name='A'/><component name='A'/></component></components></fix>"))
	f.Add([]byte("<fix major='4'><fields><field name='A' number='1' type='CHAR'><value enum=''/></field></fields></fix>"))
	f.Fuzz(func(t *testing.T, src []byte) {
		file, err := dict.ReadXML("fuzz.xml", src)
		check(t, file, err)
	})
}

func check(t *testing.T, file *dict.File, err error) {
	t.Helper()
	if err != nil {
		if len(dict.Findings(err)) == 0 {
			t.Errorf("no findings in %v", err)
		}
		return
	}
	d, err := model.Resolve(file)
	if err != nil {
		if len(dict.Findings(err)) == 0 {
			t.Errorf("no findings in %v", err)
		}
		return
	}
	again, err := model.Resolve(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(model.Dump(d), model.Dump(again)) {
		t.Error("two models of one file differ")
	}
}
