package main

func Example() {
	main()
	// Output:
	// E-1 Buy 1000000 EUR/USD at 1.0712
	// E-2 Buy 1000000 EUR/USD at 1.0712
	// logged out: peer-logout: maintenance
	// E-3 Buy 1000000 EUR/USD at 1.0712
	// E-3 is known already
	// E-4 Buy 1000000 EUR/USD at 1.0712
	// logged out: logout
}
