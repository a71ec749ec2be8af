package main

func Example() {
	main()
	// Output:
	// the signature of api-key is good
	// ORD-1 Filled
}
