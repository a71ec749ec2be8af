package model

import (
	"fmt"
	"strings"
)

// Class is the family of Go types that holds the values of a field.
type Class int

// The classes.
const (
	ClassString       Class = iota // text
	ClassChar                      // one byte
	ClassBool                      // Y or N
	ClassInt                       // INT, SEQNUM, TAGNUM, DAYOFMONTH
	ClassLength                    // length of a DATA field, or of another LENGTH type
	ClassNumInGroup                // counter of a group
	ClassDecimal                   // FLOAT, QTY, PRICE, PRICEOFFSET, AMT, PERCENTAGE
	ClassMultiChar                 // one-byte values separated by spaces
	ClassMultiString               // values separated by spaces
	ClassUTCTimestamp              // 20060102-15:04:05.000
	ClassUTCTimeOnly               // 15:04:05.000
	ClassUTCDateOnly               // 20060102
	ClassLocalMktDate              // 20060102
	ClassLocalMktTime              // 15:04:05
	ClassMonthYear                 // 200601, 20060102 or 200601w2
	ClassTZTimeOnly                // 15:04:05Z, 15:04+02
	ClassTZTimestamp               // 20060102-15:04:05+02
	ClassData                      // raw bytes behind a length field
)

var classNames = [...]string{
	"String", "Char", "Bool", "Int", "Length", "NumInGroup", "Decimal", "MultiChar", "MultiString",
	"UTCTimestamp", "UTCTimeOnly", "UTCDateOnly", "LocalMktDate", "LocalMktTime", "MonthYear",
	"TZTimeOnly", "TZTimestamp", "Data",
}

// String returns the name of the class without the prefix: "MultiChar".
func (c Class) String() string {
	if c < 0 || int(c) >= len(classNames) {
		return fmt.Sprintf("Class(%d)", int(c))
	}
	return classNames[c]
}

// enumerable says whether fields of the class get an enumerated Go type.
func (c Class) enumerable() bool {
	switch c {
	case ClassString, ClassChar, ClassInt, ClassMultiChar, ClassMultiString:
		return true
	}
	return false
}

// typeClasses maps the canonical FIX types to classes.
var typeClasses = map[string]Class{
	"INT": ClassInt, "SEQNUM": ClassInt, "TAGNUM": ClassInt, "DAYOFMONTH": ClassInt,
	"LENGTH": ClassLength, "NUMINGROUP": ClassNumInGroup,
	"FLOAT": ClassDecimal, "QTY": ClassDecimal, "PRICE": ClassDecimal, "PRICEOFFSET": ClassDecimal,
	"AMT": ClassDecimal, "PERCENTAGE": ClassDecimal,
	"CHAR": ClassChar, "BOOLEAN": ClassBool, "STRING": ClassString,
	"MULTIPLECHARVALUE": ClassMultiChar, "MULTIPLEVALUESTRING": ClassMultiString, "MULTIPLESTRINGVALUE": ClassMultiString,
	"COUNTRY": ClassString, "CURRENCY": ClassString, "EXCHANGE": ClassString, "LANGUAGE": ClassString,
	"XID": ClassString, "XIDREF": ClassString, "TENOR": ClassString, "PATTERN": ClassString,
	"TIME": ClassUTCTimestamp, "UTCTIMESTAMP": ClassUTCTimestamp, "UTCTIMEONLY": ClassUTCTimeOnly,
	"DATE": ClassUTCDateOnly, "UTCDATEONLY": ClassUTCDateOnly,
	"LOCALMKTDATE": ClassLocalMktDate, "LOCALMKTTIME": ClassLocalMktTime, "MONTHYEAR": ClassMonthYear,
	"TZTIMEONLY": ClassTZTimeOnly, "TZTIMESTAMP": ClassTZTimestamp,
	"DATA": ClassData, "XMLDATA": ClassData,
}

// typeAliases maps spellings seen in real dictionaries to canonical types.
var typeAliases = map[string]string{
	"QUANTITY": "QTY", "INTEGER": "INT", "LONG": "INT", "RATE": "PERCENTAGE", "STIRNG": "STRING",
	"UTCDATE": "UTCDATEONLY", "LOCALMKDATE": "LOCALMKTDATE", "AMOUNT": "AMT", "BOOL": "BOOLEAN",
	"MULTIPLECHAR": "MULTIPLECHARVALUE", "MULTIPLESTRING": "MULTIPLESTRINGVALUE",
}

// canonicalType returns the canonical spelling of a type written in any case,
// with blanks, hyphens or underscores, or under an alias.
func canonicalType(text string) (string, bool) {
	name := strings.Map(func(r rune) rune {
		switch r {
		case ' ', '\t', '-', '_':
			return -1
		}
		return r
	}, strings.ToUpper(text))
	if alias, ok := typeAliases[name]; ok {
		name = alias
	}
	_, ok := typeClasses[name]
	return name, ok
}
