package affix

//go:generate go run ./gen -dict etc/FIX40.yaml -out generated/fix40
//go:generate go run ./gen -dict etc/FIX42.yaml -out generated/fix42
//go:generate go run ./gen -dict etc/FIX44.yaml -out generated/fix44
//go:generate go run ./gen -dict gen/testdata/hostile.yaml -out internal/hostile
