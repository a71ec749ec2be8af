package affix

//go:generate go run ./gen -dict etc/FIX40.yaml -out generated/fix40
//go:generate go run ./gen -dict etc/FIX41.yaml -out generated/fix41
//go:generate go run ./gen -dict etc/FIX42.yaml -out generated/fix42
//go:generate go run ./gen -dict etc/FIX43.yaml -out generated/fix43
//go:generate go run ./gen -dict etc/FIX44.yaml -out generated/fix44
//go:generate go run ./gen -dict etc/FIXT11.yaml -out generated/fixt11
//go:generate go run ./gen -dict etc/FIX50.yaml -out generated/fix50
//go:generate go run ./gen -dict etc/FIX50SP1.yaml -out generated/fix50sp1
//go:generate go run ./gen -dict etc/FIX50SP2.yaml -out generated/fix50sp2
//go:generate go run ./gen -lenient -dict gen/testdata/hostile.yaml -out internal/hostile
