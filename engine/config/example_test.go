package config_test

import (
	"fmt"
	"os"

	"github.com/affixgo/affix/engine/config"
	"github.com/affixgo/affix/generated/fix44"
	"github.com/affixgo/affix/runtime"
)

func Example() {
	file, err := config.Parse("sessions.yaml", []byte(`
defaults:
  Dictionary: FIX44
  SenderCompID: CLIENT
  HeartBtInt: 20s
sessions:
  - TargetCompID: VENUE
    Addresses: [fix.example.com:9876]
    Limits: {MaxFrame: 64KiB}
    Store: {Kind: file, Dir: /var/lib/fix}
`))
	fmt.Println(err)
	fmt.Println(file.Check(config.Options{Dictionaries: []*runtime.Dictionary{fix44.Dictionary}}))
	_ = file.Explain(os.Stdout, "")
	// Output:
	// <nil>
	// <nil>
	// FIX.4.4:CLIENT->VENUE (initiator), sessions.yaml:7
	//   Dictionary       FIX44                     defaults, line 3
	//   SenderCompID     CLIENT                    defaults, line 4
	//   TargetCompID     VENUE                     line 7
	//   HeartBtInt       20s                       defaults, line 5
	//   Limits.MaxFrame  64KiB                     line 9
	//   Addresses        ['fix.example.com:9876']  line 8
	//   Store.Kind       file                      line 10
	//   Store.Dir        /var/lib/fix              line 10
}

func ExampleProblems() {
	_, err := config.Parse("sessions.yaml", []byte(`
sessions:
  - TargetCompId: VENUE
    HeartBtInt: 20
    Reset: every_login
`))
	fmt.Println(err)
	// Output:
	// sessions.yaml:3: session 1: TargetCompId: there is no such setting: did you mean TargetCompID?
	// sessions.yaml:4: session 1: HeartBtInt: "20" has no unit: write 20s, 20ms or 20m
	// sessions.yaml:5: session 1: Reset: there is no "every_login": did you mean every-logon?
}
