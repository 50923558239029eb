package bw

import (
	"context"
	"image"
	"time"

	"pretobranco/engine/bw/codec"
	"pretobranco/engine/bw/exif"
	"pretobranco/engine/bw/heif"
)

// A formatCodec is what this package knows of one format. A field that is nil is what the
// format can't do here.
type formatCodec struct {
	// header reads size, frames and orientation.
	header func(file []byte) (Header, error)

	// rewrite makes the file gray in its own format with no detour over pixels that it can
	// spare. errNeedsPixels sends the picture down the pixel path.
	rewrite func(ctx context.Context, file []byte, o Options) ([]byte, Report, error)
	bilevel bool // rewrite knows looks that end in pure black and white, too

	// decode reads the picture in colour.
	decode func(ctx context.Context, file []byte, w wish) (*picture, error)

	// encode writes a gray picture, its first frame if the format knows no animation.
	encode func(ctx context.Context, p *picture, o Options) ([]byte, error)

	// repair makes a whole file, in colour, of what can be read of a damaged one, and says how
	// much that is; with luma, of luma alone. It is not called for a header over the limits; a
	// header that breaks off it holds against them itself.
	repair func(ctx context.Context, file []byte, limits Limits, luma bool) ([]byte, Damage, error)

	animates bool // encode writes all frames, or makes pages of them
	clear    bool // encode keeps transparency
	deep     bool // encode keeps 16 bits
}

// A wish says what decode may spare.
type wish struct {
	all     bool // all frames, not only the first
	maxSide int  // if it isn't 0, a smaller picture will do whose long side is at least that
	luma    bool // luma will do where it stands apart
	glance  bool // coarser colours will do where they come sooner

	orientation int // replaces the file's own if it is not 0
}

// A picture is one on the pixel path.
type picture struct {
	frames []frame
	loop   int // how often an animation plays; 0 is for ever
	extra  codec.Extra
	lossy  bool // it came out of a lossy file, and is to go into one where there is a choice
	coarse bool // there is more in the file: it was decoded at a glance
	bits1  bool // frames have become black and white: *image.Gray, or *image.NRGBA with transparency

	pictures   int        // that the file has, if there are more than this one
	quantised  bool       // it came out of a lossy file, though it is not to go into one
	badProfile bool       // the file has a colour profile of which nothing could be read
	lost       []NoteCode // what else is to be noted, as what decode could not read, or encode could not write
	dropped    exif.Parts // what stood beside the picture and isn't in the result, though nobody asked for that

	orientation int // still to be applied
}

// A frame is a whole picture, and how long it is shown.
type frame struct {
	image image.Image
	delay time.Duration
}

// codecs lists every format.
var codecs = map[Format]formatCodec{
	JPEG: jpegCodec,
	PNG:  pngCodec,
	GIF:  gifCodec,
	BMP:  bmpCodec,
	TIFF: tiffCodec,
	WebP: webpCodec,
	HEIC: heifCodec(heif.HEIC),
	AVIF: heifCodec(heif.AVIF),
	JXL:  heifCodec(heif.JXL),
}
