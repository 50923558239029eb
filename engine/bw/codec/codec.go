// Package codec is the contract between package bw and the codecs below it: what bw asks of a codec, and
// what the codec returns. It imports no codec.
//
//	file -> Sniff -> ReadHeader -+-> Rewrite -------------------------> file, Info
//	                             +-> Decode -> Picture -> Encode ----> file
//	damaged file -> Repair -> file
package codec

import (
	"context"

	"pretobranco/engine/bw/fault"
)

// A Codec reads and writes one format. A field that is nil is what it cannot do. All errors are of
// package fault. No function changes the file that it is given.
type Codec struct {
	// Sniff reports whether a file is of the format by its first 64 bytes or more.
	Sniff func(head []byte) bool

	// ReadHeader reads the size, frames and orientation, and allocates nothing of the size that the
	// file claims.
	ReadHeader func(file []byte) (Header, error)

	// Rewrite makes a file gray in its own format without decoding all of its pixels. A PixelsError
	// means that the pixels are needed. RewritesBilevel means that Rewrite takes Options.Bilevel.
	Rewrite         func(ctx context.Context, file []byte, o Options) ([]byte, Info, error)
	RewritesBilevel bool

	// Decode reads the picture in colour. Its header was checked against the limits before.
	Decode func(ctx context.Context, file []byte, h Hints) (*Picture, error)

	// Encode writes a gray picture of the types that package raster lists, in lossy formats with a
	// quality of 1 to 100. It adds to the picture's caveats what the format cannot hold.
	Encode func(ctx context.Context, p *Picture, quality int) ([]byte, error)

	// Repair makes a whole file, in colour, of what can be read of a damaged one, and reports how much
	// that is. If luma is set, damage to chroma does not count. Pixels is the limit that a header which
	// is itself damaged is checked against; 0 is none.
	Repair func(ctx context.Context, file []byte, pixels int64, luma bool) ([]byte, fault.Damage, error)

	// Assess reports the damage that Repair would, with less time and memory. If it is nil, Repair is cheap.
	Assess func(ctx context.Context, file []byte, pixels int64, luma bool) (fault.Damage, error)

	// Complete reports whether a file has the end that the format requires.
	Complete func(file []byte) bool

	// MetadataSize returns how many bytes of a file are neither its picture nor needed to decode it.
	MetadataSize func(file []byte) int64
}

// Hints allow Decode to leave out what is not needed.
type Hints struct {
	AllFrames bool // decode all frames, not only the first
	MaxSide   int  // a smaller picture suffices whose long side has at least this many pixels; 0: all pixels
	Luma      bool // luma suffices, where it is stored separately
	Glance    bool // coarser colours suffice, where they are decoded sooner
}
