package compare_test

import (
	"fmt"

	"github.com/affixgo/affix/gen/compare"
	"github.com/affixgo/affix/gen/model"
	"github.com/affixgo/affix/gen/overlay"
)

func ExampleDictionaries() {
	var versions []*model.Dictionary
	for _, name := range []string{"FIX50SP1", "FIX50SP2"} {
		f, err := overlay.Load(name)
		if err != nil {
			fmt.Println(err)
			return
		}
		d, err := model.Resolve(f)
		if err != nil {
			fmt.Println(err)
			return
		}
		versions = append(versions, d)
	}
	r := compare.Dictionaries(versions[0], versions[1])
	fmt.Println(r.Differences[0].Kind, r.Differences[0].Text)
	fmt.Println(r.ARejectsB, r.BRejectsA, r.BreaksGo)
	// Output:
	// value-added MsgType (35) value CC "StreamAssignmentRequest" added
	// true true true
}
