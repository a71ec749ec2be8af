// Package command is `affix config`: config files checked, explained, written
// out in full, and made from those of QuickFIX.
package command
