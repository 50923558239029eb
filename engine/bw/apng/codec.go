package apng

import (
	"bytes"
	"context"
	stdpng "image/png"

	"pretobranco/engine/bw/codec"
	"pretobranco/engine/bw/fault"
	"pretobranco/engine/bw/icc"
	"pretobranco/engine/bw/png"
)

// Codec is the PNG format's entry in the table of package bw: that of package png, with animations.
var Codec = func() codec.Codec {
	c := png.Codec
	c.Decode, c.Encode = decode, encode
	return c
}()

// decode reads the picture, of an animation the one that is shown where animations are not known,
// unless all frames are asked for. Package image/png turns a transparent colour (tRNS) into alpha,
// too.
func decode(ctx context.Context, file []byte, hints codec.Hints) (*codec.Picture, error) {
	if err := png.Fits(file); err != nil {
		return nil, err
	}
	h, err := png.ReadHeader(file)
	if err != nil {
		return nil, err
	}
	p := &codec.Picture{Extra: png.ReadExtra(file), Orientation: png.Orientation(file)}
	p.BadProfile = p.Extra.BadProfile
	p.Dropped.Add(p.Extra.Unknown...)
	if h.ColorType != png.Grayscale && h.ColorType != png.GrayAlpha {
		p.FitProfile(icc.Colour)
	}
	if hints.AllFrames {
		p.Narrowed = h.BitDepth > 8 // frames are drawn one on the other with 8 bits
		p.Frames, p.Loop, err = Decode(ctx, file)
		return p, err
	}
	img, err := stdpng.Decode(bytes.NewReader(file))
	if err != nil {
		return nil, fault.New(fault.Damaged, "the PNG file is damaged: %w", err)
	}
	p.Frames = []codec.Frame{{Image: img}}
	return p, nil
}

func encode(ctx context.Context, p *codec.Picture, _ int) ([]byte, error) {
	if len(p.Frames) == 1 {
		return png.Encode(ctx, p.Frames[0].Image, p.Extra, p.Bilevel)
	}
	return Encode(ctx, p.Frames, p.Loop, p.Extra, p.Bilevel)
}
