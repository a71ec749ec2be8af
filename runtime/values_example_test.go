package runtime_test

import (
	"fmt"
	"time"

	"github.com/affixgo/affix/runtime"
)

func ExampleDecimal() {
	price := runtime.MustDecimal("1.0712")
	same := runtime.NewDecimal(107120, 5)
	fmt.Println(price, same, price.Equal(same))

	qty, _ := runtime.ParseDecimal("002000.00") // kept as it came
	whole, exact := qty.Int64()
	fmt.Println(qty, whole, exact)

	_, err := runtime.ParseDecimal("1e5")
	fmt.Println(err)

	// Output:
	// 1.0712 1.07120 true
	// 002000.00 2000 true
	// runtime: "1e5" is not a decimal such as -12.50: exponents are not allowed in FIX
}

func ExampleUTCTimestamp() {
	at := time.Date(2024, time.February, 29, 23, 59, 59, 987_654_321, time.UTC)
	fmt.Println(runtime.NewUTCTimestamp(at))
	fmt.Println(runtime.NewUTCTimestampPrecision(at, runtime.Micros))
	fmt.Println(runtime.MustUTCTimestamp("20161231-23:59:60").Time())

	// Output:
	// 20240229-23:59:59.987
	// 20240229-23:59:59.987654
	// 2017-01-01 00:00:00 +0000 UTC
}

func ExampleSet() {
	inst := runtime.SetOf[runtime.Char]('1', 'G')
	fmt.Println(inst, inst.Has('G'), inst.Has('6'))
	for v := range inst.All() {
		fmt.Println(v)
	}

	// Output:
	// 1 G true false
	// 1
	// G
}
