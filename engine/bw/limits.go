package bw

// Limits bound what one picture may cost. A zero field means no limit.
type Limits struct {
	Bytes  int64 // of the file
	Pixels int64 // width x height x frames
	Frames int

	Metadata int64 // bytes, in JPEG, PNG and WebP: metadata of other formats is small
}

// Limits for the servers, whose pictures may come from anyone, and for the window and the terminal
// client, whose pictures are the user's own.
var (
	ServerLimits = Limits{Bytes: 256 << 20, Pixels: 100e6, Frames: 10_000, Metadata: 32 << 20}
	OwnLimits    = Limits{Bytes: 1 << 30, Pixels: 250e6, Frames: 10_000, Metadata: 128 << 20}
)
