// Package inspect shows and mends the directory of a file store, for people:
// what `affix store` does, as functions and as [Command].
//
// [List], [Dump] and [Verify] only read. They may be used while another process
// has the store open; what is being written at that moment may be missing at the
// end. [Set] and store.RepairFile need the store for themselves, and return a
// *store.LockedError while another process has it.
package inspect
