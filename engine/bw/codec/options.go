package codec

import (
	"context"
	"image"
)

// Options control how Rewrite makes a file gray. The zero value is the neutral tone with all metadata.
type Options struct {
	Metadata Metadata
	Quality  int   // of lossy parts that must be compressed again, 1 to 100; 0 is the codec's default
	Tone     *Tone // nil is Neutral

	// Bilevel, if it is not nil, makes a gray picture pure black and white. Only codecs with
	// RewritesBilevel get it.
	Bilevel func(ctx context.Context, gray image.Image) (image.Image, error)

	// Unmapped returns the tone for colours of an ICC profile that has no gray counterpart. Its gray is
	// that of sRGB. Nil, the function or its result, means that the profile is ignored and dropped,
	// or that the pixels are needed, whichever the codec documents.
	Unmapped func(profile []byte) *Tone

	// Thumbnail makes JPEG thumbnails and previews inside the metadata gray. They are dropped if it
	// returns an error, and left alone if it is nil, unless the codec documents otherwise.
	Thumbnail func(jpeg []byte) ([]byte, error)
}

// GrayTone returns the tone to use, which is never nil.
func (o Options) GrayTone() *Tone {
	if o.Tone == nil {
		return Neutral
	}
	return o.Tone
}
