// Package png converts PNG files to black and white. It reads the bytes of a file and returns the
// bytes of the gray file. Rows are streamed: the picture is never in memory as a whole.
//
//	file -> inspect: every chunk's checksum, header, palette, frames
//	          |
//	          +-- gray already ----> the same chunks, metadata filtered
//	          +-- palette ---------> a gray PLTE, the picture's data byte for byte
//	          +-- colour ----------> IDAT / fdAT -> inflate -> unfilter -> gray
//	                                       -> filter -> deflate -> IDAT / fdAT
//
// RGB becomes grayscale, RGB with alpha grayscale with alpha, at the same bit depth. Interlacing
// and animation frames are preserved. Gray is luma in the picture's own colour space: gAMA, sRGB
// and cICP are kept, and an RGB profile (iCCP) is replaced by a gray one with the same tone curve.
//
// Section and table numbers without a document refer to the PNG specification, third edition
// (https://www.w3.org/TR/png-3/).
package png

import (
	"context"

	"pretobranco/engine/bw/codec"
	"pretobranco/engine/bw/exif"
	"pretobranco/engine/bw/fault"
)

// Options configure Gray. The zero value is the neutral tone with all metadata.
type Options struct {
	Metadata codec.Metadata

	// Tone converts colours to gray; nil is the neutral tone.
	Tone *codec.Tone

	// Unmapped returns a tone for a picture whose colour profile (an ICC profile's bytes) has no
	// gray counterpart. The tone converts colours of that profile to gray in sRGB, and the file is
	// marked accordingly. Without it, Gray returns ErrNeedsPixels.
	Unmapped func(profile []byte) *codec.Tone

	// Thumbnail converts JPEG thumbnails and previews in the metadata; an error drops them. If
	// Thumbnail is nil, they are kept.
	Thumbnail func(jpeg []byte) ([]byte, error)
}

// Info describes the file that Gray has converted.
type Info struct {
	Header      // of the input
	Gray   bool // no pixel was in colour

	// BadProfile reports that the colour profile is damaged or made for another kind of pixels. It
	// is ignored, as by viewers, and dropped.
	BadProfile bool

	Dropped exif.Parts // metadata that was dropped without being asked for
}

// ErrNeedsPixels is returned for a colour profile without a gray counterpart: the pixels must be
// converted to sRGB first.
var ErrNeedsPixels = fault.New(fault.Unsupported, "the picture's colour profile has no gray counterpart")

// Gray converts a file to black and white. It does not modify file; the result may share memory
// with it. Errors are ErrNeedsPixels, or of package fault: Damaged, with the position of the
// damage; Unsupported; TooLarge; Cancelled.
//
// Pixels of palette pictures and of gray ones are not decoded; only the CRCs of their chunks are
// checked.
func Gray(ctx context.Context, file []byte, o Options) ([]byte, Info, error) {
	s, err := inspect(ctx, file)
	if err != nil {
		return nil, Info{}, err
	}
	r := &rewriter{ctx: ctx, file: file, layout: s, options: o, tone: o.Tone, to: s.Header}
	if r.tone == nil {
		r.tone = codec.Neutral
	}
	if err := r.plan(); err != nil {
		return nil, Info{}, err
	}
	if err := r.run(); err != nil {
		return nil, Info{}, err
	}
	return r.out, Info{Header: s.Header, Gray: r.gray, BadProfile: r.space.bad, Dropped: r.dropped}, nil
}
