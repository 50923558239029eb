package bw

import (
	"context"

	"pretobranco/engine/bw/bmp"
)

var bmpCodec = codec{
	header: func(file []byte) (Header, error) {
		h, err := bmp.ReadHeader(file)
		return Header{Width: h.Width, Height: h.Height}, err
	},
	rewrite: func(ctx context.Context, file []byte, o Options) ([]byte, Report, error) {
		out, info, err := bmp.Gray(ctx, file, bmp.Options{Tone: o.tone(), Unmapped: throughSRGB(o.tone())})
		return out, Report{Width: info.Width, Height: info.Height, Lossless: true, Gray: info.Gray && stays(o.Look)}, err
	},
	decode: func(ctx context.Context, file []byte, _ wish) (*picture, error) {
		img, extra, err := bmp.Decode(ctx, file)
		if err != nil {
			return nil, err
		}
		p := stillOf(img)
		p.extra = extra
		return p, nil
	},
	encode: func(_ context.Context, p *picture, _ Options) ([]byte, error) {
		return bmp.Encode(p.frames[0].image, bmp.Extra{PerInch: p.extra.PerInch, Bilevel: p.bits1})
	},
	clear: true,
}
