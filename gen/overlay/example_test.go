package overlay_test

import (
	"fmt"

	"github.com/affixgo/affix/gen/dict"
	"github.com/affixgo/affix/gen/overlay"
)

func ExampleApply() {
	base, err := overlay.Load("testdata/base.yaml")
	if err != nil {
		fmt.Println(err)
		return
	}
	o, err := dict.ReadOverlay("venue.yaml", []byte(`
extends: base.yaml
messages:
  News: {add: {Side: {before: Text}}}
  NewOrderSingle: {remove: [Acount]}
`))
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = overlay.Apply(base, o)
	fmt.Println(err)
	// Output:
	// venue.yaml:5: NewOrderSingle: remove: Acount is no member here: did you mean Account? (D803)
}
