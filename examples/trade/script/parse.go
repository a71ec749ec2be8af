package script

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"

	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/runtime"
)

var columns = []string{"id", "action", "account", "symbol", "side", "type", "qty", "price", "tif", "ref"}

// Parse reads a script. name is what errors call it; all of them are reported,
// each with its line.
func Parse(name string, r io.Reader) ([]Line, error) {
	in := csv.NewReader(r)
	in.Comment = '#'
	in.FieldsPerRecord = len(columns)
	header, err := in.Read()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if !slices.Equal(header, columns) {
		return nil, fmt.Errorf("%s:1: the columns are %q, want %q", name, header, columns)
	}
	p := parser{name: name, in: in}
	for {
		record, err := in.Read()
		if err == io.EOF {
			break
		}
		if err != nil { // a broken quote or a missing column: the rest cannot be trusted
			p.errs = append(p.errs, fmt.Errorf("%s: %w", name, err))
			break
		}
		p.lines = append(p.lines, p.line(record))
	}
	if len(p.lines) == 0 && len(p.errs) == 0 {
		p.errs = append(p.errs, fmt.Errorf("%s: there is nothing to play", name))
	}
	return p.lines, errors.Join(p.errs...)
}

type parser struct {
	name  string
	in    *csv.Reader
	lines []Line
	errs  []error
}

// bad notes what is wrong with a column of the current record.
func (p *parser) bad(column int, format string, args ...any) {
	line, _ := p.in.FieldPos(column)
	p.errs = append(p.errs, fmt.Errorf("%s:%d: %s: %s", p.name, line, columns[column], fmt.Sprintf(format, args...)))
}

func (p *parser) line(record []string) Line {
	l := Line{ID: len(p.lines) + 1, Action: Action(record[1]), Account: record[2], Symbol: record[3]}
	if record[0] != strconv.Itoa(l.ID) {
		p.bad(0, "%q, want %d: they count from 1", record[0], l.ID)
	}
	if l.Action != New && l.Action != Cancel && l.Action != Replace {
		p.bad(1, "%q is none of NEW, CANCEL, REPLACE", record[1])
	}
	l.Side = oneOf(p, 4, record[4], map[string]fix44.Side{
		"BUY": fix44.SideBuy, "SELL": fix44.SideSell})
	l.Type = oneOf(p, 5, record[5], map[string]fix44.OrdType{
		"LIMIT": fix44.OrdTypeLimit, "MARKET": fix44.OrdTypeMarket, "STOP": fix44.OrdTypeStop})
	l.Qty = p.decimal(6, record[6], true)
	l.Price = p.decimal(7, record[7], false)
	l.TimeInForce = oneOf(p, 8, record[8], map[string]fix44.TimeInForce{
		"DAY": fix44.TimeInForceDay, "IOC": fix44.TimeInForceImmediateOrCancel, "FOK": fix44.TimeInForceFillOrKill})
	l.Ref = p.ref(l, record[9])
	return l
}

func oneOf[T any](p *parser, column int, text string, values map[string]T) T {
	v, ok := values[text]
	if !ok {
		p.bad(column, "%q is not one of its values", text)
	}
	return v
}

func (p *parser) decimal(column int, text string, required bool) runtime.Decimal {
	if text == "" && !required {
		return runtime.Decimal{}
	}
	d, err := runtime.ParseDecimal(text)
	if err != nil {
		p.bad(column, "%q is not a number", text)
	}
	return d
}

func (p *parser) ref(l Line, text string) int {
	switch {
	case text == "" && l.Action == New:
		return 0
	case text == "unknown" && l.Action != New:
		return Unknown
	}
	ref, err := strconv.Atoi(text)
	switch {
	case err != nil:
		p.bad(9, "%q is no id", text)
	case ref < 1 || ref >= l.ID:
		p.bad(9, "%d is not an earlier line", ref)
	case p.lines[ref-1].Action != New:
		p.bad(9, "line %d is a %s, want a NEW", ref, p.lines[ref-1].Action)
	case l.Action != New && (l.Symbol != p.lines[ref-1].Symbol || l.Side != p.lines[ref-1].Side):
		p.bad(9, "order %d has another symbol or side", ref)
	}
	return ref
}
