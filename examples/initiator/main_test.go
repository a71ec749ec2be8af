package main

func Example() {
	main()
	// Output:
	// FIX.4.4:CLIENT->VENUE is logged on
	// ORD-1 Filled 1000000 EUR/USD at 1.0712
	// FIX.4.4:CLIENT->VENUE is logged out: logout
}
