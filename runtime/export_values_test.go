package runtime

// What the codec calls, for the tests.
var (
	AppendUintForTest        = appendUint
	AppendPaddedForTest      = appendPadded
	AppendPadded2ForTest     = appendPadded2
	AppendPadded3ForTest     = appendPadded3
	DigitCountForTest        = digitCount
	ParseUintForTest         = parseUint
	ParseCharForTest         = parseChar
	ParseBoolForTest         = parseBool
	ParseIntForTest          = parseInt
	ParseDecimalForTest      = parseDecimal
	ParseUTCTimestampForTest = parseUTCTimestamp
	ParseUTCTimeOnlyForTest  = parseUTCTimeOnly
	ParseUTCDateOnlyForTest  = parseUTCDateOnly
	ParseLocalMktDateForTest = parseLocalMktDate
	ParseLocalMktTimeForTest = parseLocalMktTime
	ParseMonthYearForTest    = parseMonthYear
	ParseTZTimeOnlyForTest   = parseTZTimeOnly
	ParseTZTimestampForTest  = parseTZTimestamp
	ValidMultiValueForTest   = validMultiValue
)

// DecimalOnHeap reports whether d keeps its text.
func DecimalOnHeap(d Decimal) bool { return d.ext != nil }
