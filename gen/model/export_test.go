package model

// For the tests of names.
var (
	GoIdent   = goIdent
	Pascal    = pascal
	HumanText = humanText
)
