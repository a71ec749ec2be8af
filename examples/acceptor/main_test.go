package main

func Example() {
	main()
	// Output:
	// ALICE-1 Filled
	// BOB-1 Filled
	// MALLORY is told: no account for MALLORY
	// FIX.4.4:VENUE->ALICE will send message 4 next
	// FIX.4.4:VENUE->BOB will send message 4 next
}
