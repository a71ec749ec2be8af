package model_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/affixgo/affix/gen/dict"
	"github.com/affixgo/affix/gen/emit"
	"github.com/affixgo/affix/gen/model"
)

// Whatever the bytes, reading and resolving returns: a model, or findings. What
// the lenient judgment lets through is Go.

func FuzzReadYAML(f *testing.F) {
	addFiles(f, "testdata/small.yaml", "../testdata/odd/*.yaml", "../testdata/hostile.yaml")
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
	addFiles(f, "../testdata/odd/*.xml")
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

// FuzzRepair makes dictionaries of a few names, so that they meet each other in
// every role: every byte is a step in building one.
func FuzzRepair(f *testing.F) {
	f.Add([]byte("\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09"))
	f.Add([]byte("fcgmFCGM0123456789abcdefghijklmnop"))
	f.Fuzz(func(t *testing.T, steps []byte) {
		if len(steps) > 200 {
			return
		}
		check(t, assemble(steps), nil)
	})
}

func assemble(steps []byte) *dict.File {
	names := []string{"A", "a", "NoA", "B", "Header", "MsgType", "C D", "é", "Entry", "AEntry"}
	types := []string{"STRING", "INT", "NUMINGROUP", "CHAR", "DATA", "LENGTH", "BOOLEAN", "price", "nothing", ""}
	f := &dict.File{Pos: dict.Pos{File: "fuzz", Line: 1}, BeginString: "FIX.4.4"}
	open := []*[]*dict.Member{}
	for i := 0; i+1 < len(steps); i += 2 {
		pos := dict.Pos{File: "fuzz", Line: i + 1}
		op, arg := steps[i]%12, int(steps[i+1])
		name := names[arg%len(names)]
		switch {
		case op < 3:
			d := &dict.Field{Pos: pos, Name: name, Number: []string{"1", "2", "3", "35", "", "x"}[arg/16%6], Type: types[arg/3%len(types)]}
			for v := range arg % 3 {
				d.Values = append(d.Values, dict.Value{Pos: pos, Value: names[(arg+v)%5], Text: names[(arg/2+v)%len(names)]})
			}
			f.Fields = append(f.Fields, d)
		case op == 3:
			c := &dict.Block{Pos: pos, Name: name}
			f.Components = append(f.Components, c)
			open = []*[]*dict.Member{&c.Members}
		case op == 4:
			m := &dict.Message{Pos: pos, Name: name, MsgType: names[arg/16%3]}
			f.Messages = append(f.Messages, m)
			open = []*[]*dict.Member{&m.Members}
		case op == 5:
			f.Header = &dict.Block{Pos: pos, Name: "Header"}
			open = []*[]*dict.Member{&f.Header.Members}
		case op == 6 && len(open) > 1:
			open = open[:len(open)-1]
		case len(open) > 0:
			m := &dict.Member{Pos: pos, Name: name, Kind: dict.Kind(arg / 16 % 3), Required: arg&1 == 1}
			top := open[len(open)-1]
			*top = append(*top, m)
			if m.Kind == dict.KindGroup {
				open = append(open, &m.Members)
			}
		}
	}
	return f
}

func addFiles(f *testing.F, patterns ...string) {
	f.Helper()
	for _, pattern := range patterns {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			f.Fatalf("%s: %v", pattern, err)
		}
		for _, file := range files {
			src, err := os.ReadFile(file)
			if err != nil {
				f.Fatal(err)
			}
			f.Add(src)
		}
	}
}

func check(t *testing.T, file *dict.File, err error) {
	t.Helper()
	if err != nil {
		if len(dict.Findings(err)) == 0 {
			t.Errorf("no findings in %v", err)
		}
		return
	}
	_, strictly, err := model.Options{}.Resolve(file)
	if err != nil && len(dict.Findings(err)) == 0 {
		t.Errorf("no findings in %v", err)
	}
	d, found, lenient := model.Options{Lenient: true}.Resolve(file)
	if lenient != nil {
		if err == nil {
			t.Errorf("strict is satisfied, lenient is not: %v", lenient)
		}
		return
	}
	for _, f := range append(found, strictly...) {
		if f.Code.Info().Name == "" || f.Pos.File == "" || f.Text == "" {
			t.Errorf("incomplete: %#v", f)
		}
	}
	again, _, err := model.Options{Lenient: true}.Resolve(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(model.Dump(d), model.Dump(again)) {
		t.Error("two models of one file differ")
	}
	if _, err := emit.Files(d, emit.Config{}); err != nil {
		t.Errorf("it makes no Go: %v\n%s", err, model.Dump(d))
	}
	unique(t, d)
}

// unique checks that no two declarations of the package, and no two fields of a
// struct, have one name.
func unique(t *testing.T, d *model.Dictionary) {
	t.Helper()
	seen := make(map[string]string)
	add := func(name, what string) {
		if other, ok := seen[name]; ok || name == "" {
			t.Errorf("%s has the name %q of %s", what, name, other)
		}
		seen[name] = what
	}
	members := func(s *model.Struct) {
		names := make(map[string]bool)
		for _, m := range s.Members {
			if names[m.GoName] {
				t.Errorf("%s has two members %s", s.Name, m.GoName)
			}
			names[m.GoName] = true
		}
	}
	for _, s := range []*model.Struct{d.Header, d.Trailer} {
		add(s.GoName, s.Name)
		members(s)
	}
	for _, m := range d.Messages {
		add(m.GoName, "message "+m.Name)
		members(m.Struct)
	}
	for _, list := range [][]*model.Struct{d.Components, d.Groups} {
		for _, s := range list {
			add(s.GoName, "struct "+s.Name)
			members(s)
		}
	}
	for _, e := range d.Enums {
		add(e.GoName, "enum "+e.Field.Name)
		add("Parse"+e.GoName, "parser of "+e.Field.Name)
		for _, v := range e.Values {
			add(v.GoName, "value "+v.Value+" of "+e.Field.Name)
		}
	}
}
