// Package png makes a PNG file black and white: the bytes of a file in, the bytes of
// the gray file out. Rows stream through; the picture is never in memory as a whole.
//
//	file -> inspect: every chunk's checksum, header, palette, frames
//	          |
//	          +-- gray already ----> the same chunks, metadata by its rules
//	          +-- palette ---------> a gray PLTE, the picture's data byte for byte
//	          +-- colour ----------> IDAT / fdAT -> inflate -> unfilter -> gray
//	                                       -> filter -> deflate -> IDAT / fdAT
//
// RGB becomes grayscale, RGB with alpha grayscale with alpha, at the same bit depth; an interlaced
// picture stays interlaced, an animation keeps its frames. Gray is luma in the
// picture's own colour space: gAMA, sRGB and cICP stay, and an RGB profile (iCCP) is
// replaced by a gray one with the same tone curve.
//
// What a section or table number alone refers to is the PNG specification, third edition
// (https://www.w3.org/TR/png-3/).
package png

import (
	"context"

	"pretobranco/engine/bw/codec"
	"pretobranco/engine/bw/exif"
	"pretobranco/engine/bw/fault"
)

// Options say what Gray makes of a file. The zero value is the neutral tone with all
// metadata.
type Options struct {
	Metadata codec.Metadata

	// Tone makes gray of colour; nil is the neutral tone.
	Tone *codec.Tone

	// Unmapped is asked for a tone when the picture has a colour profile (an ICC profile's bytes)
	// for which there is no gray one. The tone turns colours of that profile into
	// gray of sRGB, and the file is marked so. Without it, Gray returns ErrNeedsPixels.
	Unmapped func(profile []byte) *codec.Tone

	// Thumbnail makes thumbnails and previews inside the metadata gray, both JPEG; an error drops
	// them. If Thumbnail is nil, they stay.
	Thumbnail func(jpeg []byte) ([]byte, error)
}

// Info tells what Gray found.
type Info struct {
	Header      // of the file that came in
	Gray   bool // no pixel had a colour

	// BadProfile tells that the file has a colour profile that is damaged or for another kind of
	// pixel. It counts for none, as for viewers, and is not in the result.
	BadProfile bool

	Dropped exif.Parts // what the result lacks besides, though nobody asked for that
}

// ErrNeedsPixels is returned for a colour profile that no gray profile can stand
// in for: the pixels must be converted to sRGB first.
var ErrNeedsPixels = fault.New(fault.Unsupported, "the picture's colour profile has no gray counterpart")

// Gray makes a PNG file black and white. The file itself is not changed; the result
// may share memory with it. Errors are ErrNeedsPixels, or of package
// fault: Damaged, with the place where a file breaks off or is wrong; Unsupported;
// TooLarge; Cancelled.
//
// Pixels of a palette picture and of one that is gray already are not looked at, but
// for the checksums of their chunks.
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
