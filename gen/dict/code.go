package dict

// Code names a kind of finding. Codes are stable: a number is never given a
// second meaning.
type Code string

// The codes, by what they are about. Codes has what each means.
const (
	// The file as a whole.
	Unreadable      Code = "D001"
	SyntaxError     Code = "D002"
	TooLarge        Code = "D003"
	TooDeep         Code = "D004"
	AliasUsed       Code = "D005"
	EmptyFile       Code = "D006"
	UnknownFormat   Code = "D007"
	UnknownKey      Code = "D008"
	WrongShape      Code = "D009"
	DuplicateKey    Code = "D010"
	BadBeginString  Code = "D011"
	BadName         Code = "D012"
	NotANumber      Code = "D013"
	BadFlag         Code = "D014"
	NameMissing     Code = "D015"
	MisspeltElement Code = "D016"
	MembersHere     Code = "D017"
	UnknownKind     Code = "D018"
	AnyFields       Code = "D019"
	HeaderMissing   Code = "D020"

	// The transport of FIX 5.0 and later.
	BadTransport      Code = "D021"
	TransportConflict Code = "D022"

	// Fields.
	FieldTwice     Code = "D101"
	TagTaken       Code = "D102"
	BadTag         Code = "D103"
	TypeMissing    Code = "D104"
	UnknownType    Code = "D105"
	BooleanValues  Code = "D106"
	IntegerValues  Code = "D107"
	CharacterTexts Code = "D108"
	BadRange       Code = "D109"

	// Values of fields.
	ValueTwice     Code = "D201"
	BadValue       Code = "D202"
	BadValueName   Code = "D203"
	ValueNoName    Code = "D204"
	BadEnumSharing Code = "D205"

	// References.
	UnknownField     Code = "D301"
	UnknownComponent Code = "D302"
	WrongKind        Code = "D303"
	ComponentCycle   Code = "D304"

	// Groups and scopes.
	CounterType  Code = "D401"
	EmptyGroup   Code = "D402"
	GroupInGroup Code = "D403"
	StandsTwice  Code = "D404"
	InEnvelope   Code = "D405"
	TwoScopes    Code = "D406"
	CounterField Code = "D407"

	// Messages and components.
	MessageTwice   Code = "D501"
	MsgTypeMissing Code = "D502"
	BadMsgType     Code = "D503"
	MsgTypeTaken   Code = "D504"
	ComponentTwice Code = "D505"

	// Data fields and their lengths.
	LengthMissing Code = "D601"
	LengthStray   Code = "D602"
	BadLength     Code = "D603"
	LengthShared  Code = "D604"

	// Go names.
	NoGoName    Code = "D701"
	BadGoName   Code = "D702"
	GoNameTaken Code = "D703"
	GoNameLong  Code = "D704"

	// Overlays.
	BaseMissing  Code = "D801"
	BaseCycle    Code = "D802"
	NotInBase    Code = "D803"
	InBase       Code = "D804"
	NotThere     Code = "D805"
	OverlayForm  Code = "D806"
	StillNeeded  Code = "D807"
	OverlayTwice Code = "D808"
)

// CodeInfo is what there is to know about a Code.
type CodeInfo struct {
	Code    Code
	Name    string // "unknown-field"
	Meaning string // what is wrong
	Remedy  string // what the author of the dictionary does about it
	Repair  string // what lenient mode does; empty if it refuses too
	Note    bool   // legal: told to those who ask, and strict mode goes on
}

// Info returns what there is to know about c, of an unknown code c alone.
func (c Code) Info() CodeInfo {
	for _, i := range codes {
		if i.Code == c {
			return i
		}
	}
	return CodeInfo{Code: c}
}

// Codes returns every code in ascending order.
func Codes() []CodeInfo { return append([]CodeInfo(nil), codes[:]...) }
