package engine

// A Match is how an existing result compares with the result that a job would make.
type Match string

// Matches.
const (
	MatchUnknown Match = "unknown" // there is no record of what made it, or it was changed since
	MatchSame    Match = "same"    // it was made of this photo, with these options
	MatchOther   Match = "other"   // it was made with other options, of another photo, or of an older version of this one
)
