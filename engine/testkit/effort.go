package testkit

import "testing"

// Short reports whether the test is to be quick: with -short, and under the race detector, which
// makes everything about ten times slower.
func Short() bool { return testing.Short() || race }

// Exhaustive reports whether the full grids are to run.
func Exhaustive() bool { return !Short() && isSet("PRETOBRANCO_EXHAUSTIVE") }

// Thin returns every nth case of a table, beginning with the first: n is chosen as by Pick. The
// rest runs where the grids are full.
func Thin[T any](cases []T, short, usual, exhaustive int) (some []T) {
	for i := 0; i < len(cases); i += Pick(short, usual, exhaustive) {
		some = append(some, cases[i])
	}
	return some
}

// Pick returns what a grid takes in a quick run, in a usual one, and in an exhaustive one: most
// often its step.
func Pick[T any](short, usual, exhaustive T) T {
	switch {
	case Short():
		return short
	case Exhaustive():
		return exhaustive
	}
	return usual
}
