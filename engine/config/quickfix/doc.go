// Package quickfix turns settings files of QuickFIX into config files of affix.
//
// [Import] reads the .cfg file of any QuickFIX engine (Go, C++, Java, .NET). What
// has a counterpart becomes a setting, what has none a comment with advice:
// nothing is left out without a word. [Keys] lists all keys with what becomes of
// them.
package quickfix
