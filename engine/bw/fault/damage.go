package fault

// A Damage describes how much of a damaged picture is intact. The zero value means all of it.
type Damage struct {
	Loss    Loss `json:"loss"`
	Percent int  `json:"percent"` // of the picture that is intact, rounded down, 0 to 99; 0 for Coarse and Doubtful
}

// A Loss is what a damaged picture lacks.
type Loss string

const (
	Stops    Loss = "stops"    // everything after the first Percent
	Gaps     Loss = "gaps"     // parts in between: only Percent of it is intact
	Coarse   Loss = "coarse"   // fine detail, everywhere
	Doubtful Loss = "doubtful" // nothing visible, but a checksum is wrong
)

// Whole reports whether nothing of the picture is missing.
func (d Damage) Whole() bool { return d.Loss == "" }

// Sentence describes what is intact, without a full stop: "the picture stops at 63 %".
func (d Damage) Sentence() Sentence {
	switch d.Loss {
	case Stops:
		return Say("the picture stops at %d %%", d.Percent)
	case Gaps:
		return Say("%d %% of the picture is intact", d.Percent)
	case Coarse:
		return Say("the picture lacks its fine detail")
	case Doubtful:
		return Say("a checksum is wrong")
	}
	return Say("the picture is whole")
}

// Error returns an error that describes the damage; cause is the error that revealed it.
func (d Damage) Error(cause error) *Error {
	return (&Error{Kind: Damaged, Reason: d.Sentence()}).With(cause)
}

// Percent returns the intact share, rounded down. It is never 100, because the picture is not
// intact.
func Percent(there, all int) int {
	if all <= 0 {
		return 0
	}
	return min(99, int(int64(there)*100/int64(all)))
}
