package quickfix_test

import (
	"fmt"

	"github.com/affixgo/affix/engine/config/quickfix"
)

func ExampleImport() {
	f := quickfix.Import("old.cfg", []byte(`
[SESSION]
ConnectionType=acceptor
BeginString=FIX.4.4
SenderCompID=VENUE
TargetCompID=CLIENT
SocketAcceptPort=9876
DataDictionary=FIX44.xml
FileStorePath=store
RefreshOnLogon=Y
`))
	fmt.Print(string(f.YAML))
	// Output:
	// # Made from old.cfg of QuickFIX. Comments name its keys and lines.
	// sessions:
	//   # DataDictionary (line 8): the dictionary is built in; if the file was changed, see docs/migrating-from-quickfix-go.md
	//   # FileStorePath (line 9): the files of affix are others: numbers begin at 1 unless they are set, affix store set -session ID -in N -out N DIR
	//   # RefreshOnLogon (line 10): affix reads a store when it opens it, and keeps it: for two machines, take the postgres store, which hands a session over to one of them
	//   - Role: acceptor # ConnectionType
	//     SenderCompID: VENUE # SenderCompID
	//     TargetCompID: CLIENT # TargetCompID
	//     Dictionary: FIX44 # BeginString
	//     Address: ":9876" # SocketAcceptPort
	//     Store: {Kind: file, Dir: store} # FileStorePath
}
