package dict

// Guard is for the test of a parser that panics.
var Guard = guard
