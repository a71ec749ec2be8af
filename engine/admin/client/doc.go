// Package client asks an admin handler (package engine/admin) about sessions and
// has it change them: [Client] for programs, [Command] for people, which is
// `affix sessions`.
package client
