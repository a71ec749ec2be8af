package main

import (
	"github.com/affixgo/affix/generated/fix40"
	"github.com/affixgo/affix/generated/fix41"
	"github.com/affixgo/affix/generated/fix42"
	"github.com/affixgo/affix/generated/fix43"
	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/generated/fix50"
	"github.com/affixgo/affix/generated/fix50sp1"
	"github.com/affixgo/affix/generated/fix50sp2"
	"github.com/affixgo/affix/runtime"
)

// dictionaries are those that a config file may name.
func dictionaries() []*runtime.Dictionary {
	return []*runtime.Dictionary{
		fix40.Dictionary, fix41.Dictionary, fix42.Dictionary, fix43.Dictionary, fix44.Dictionary,
		fix50.Dictionary, fix50sp1.Dictionary, fix50sp2.Dictionary,
	}
}
