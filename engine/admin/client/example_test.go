package client_test

import (
	"errors"
	"fmt"

	"github.com/affixgo/affix/engine/admin"
	"github.com/affixgo/affix/engine/admin/client"
)

func ExampleNew() {
	_, err := client.New(client.Config{Address: "fix.example.com:9880"})
	fmt.Println(err)

	// What the handler refuses says why, for people and for programs.
	err = &admin.Problem{Status: 409, Code: "logged_on", Message: "the numbers cannot be set while it is connected", Remedy: "disable the session"}
	var refused *admin.Problem
	if errors.As(err, &refused) && refused.Code == "logged_on" {
		fmt.Println(refused)
	}
	// Output:
	// client: the token is missing, or has characters in it that cannot be sent
	// the numbers cannot be set while it is connected: disable the session
}
