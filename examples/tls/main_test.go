package main

func Example() {
	main()
	// Output:
	// CLIENT is authenticated by its certificate
	// logged on over TLS 1.3
	// ORD-1 Filled
}
