package bw

// Limits bound what one picture may cost. A zero field means no limit.
type Limits struct {
	Bytes  int64 // of the file
	Pixels int64 // width x height x frames
	Frames int

	Metadata int64 // of the file, for JPEG, PNG and WebP: only they have room for any number of pieces
}

// Limits for pictures from strangers (the servers), and for a person's own (the window
// and the terminal client).
var (
	ServerLimits = Limits{Bytes: 256 << 20, Pixels: 100e6, Frames: 10_000, Metadata: 32 << 20}
	OwnLimits    = Limits{Bytes: 1 << 30, Pixels: 250e6, Frames: 10_000, Metadata: 128 << 20}
)
