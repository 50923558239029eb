package picture

// A Mode says how the compare view shows a photo before and after.
type Mode int

// Modes.
const (
	SideBySide Mode = iota
	Split
	ResultOnly
)
