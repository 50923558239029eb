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
)

// Gray converts a file to black and white. It does not modify file; the result may share memory
// with it. Errors are codec.ErrNeedsPixels, or of package fault: Damaged, with the position of the
// damage; Unsupported; TooLarge; Cancelled.
//
// Pixels of palette pictures and of gray ones are not decoded; only the CRCs of their chunks are
// checked.
func Gray(ctx context.Context, file []byte, o codec.Options) ([]byte, codec.Info, error) {
	s, err := inspect(ctx, file)
	if err != nil {
		return nil, codec.Info{}, err
	}
	r := &rewriter{ctx: ctx, file: file, layout: s, options: o, tone: o.GrayTone(), to: s.Header}
	if err := r.plan(); err != nil {
		return nil, codec.Info{}, err
	}
	if err := r.run(); err != nil {
		return nil, codec.Info{}, err
	}
	info := codec.Info{Header: s.Header.Header, Gray: r.gray}
	info.BadProfile, info.Dropped = r.space.bad, r.dropped
	return r.out, info, nil
}
