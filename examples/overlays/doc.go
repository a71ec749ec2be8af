// Package overlays shows how a dictionary for a venue is written: as an overlay,
// a small file that says what the venue does differently from a FIX version.
//
// README.md is the recipe. spot.yaml is a spot exchange for crypto assets on FIX
// 4.4, darkpool.yaml a dark pool for equities on FIX 4.2; both are made up. The
// packages fixspot and fixdark are generated from them.
package overlays

//go:generate go run ../../cmd/affix gen -dict spot.yaml -out fixspot -messages D,F,8,9,j,B,XCA,XAR,XLQ,XLR
//go:generate go run ../../cmd/affix gen -dict darkpool.yaml -out fixdark -messages D,F,G,8,9,6,UFD
