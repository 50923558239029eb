package jpeg

import (
	"context"
	"errors"
	"math"

	"pretobranco/engine/bw/codec"
)

// A Mix is a gray that is linear in the samples of luma and chroma, which run from 0 to 255:
//
//	gray = Y·y + Cb·(cb − 128) + Cr·(cr − 128) + Offset
//
// It equals the same mix of red, green and blue, each clipped to the range of a sample first. If Cb
// and Cr are 0, luma is clipped instead.
type Mix struct{ Y, Cb, Cr, Offset float64 }

// The limits of a mix on coefficients. Beyond them, most of the picture would be clipped or
// amplified.
const (
	leastMix, mostMix = 0.1, 4
	mostChroma        = 8
	mostOffset        = 768
)

func (m Mix) check() error {
	y, chroma := math.Abs(m.Y), max(math.Abs(m.Cb), math.Abs(m.Cr))
	if !(y >= leastMix && y <= mostMix && chroma <= mostChroma && math.Abs(m.Offset) <= mostOffset) {
		return codec.NeedsPixels(codec.ForMix)
	}
	return nil
}

// neutral reports whether the mix is unchanged luma.
func (m Mix) neutral() bool { return m == Mix{Y: 1} }

// colours returns the weights of red, green and blue (ITU-T T.871).
func (m Mix) colours() (red, green, blue float64) {
	green = (m.Y - m.Cr/toRed - m.Cb/toBlue) / (1 + greenCr/toRed + greenCb/toBlue)
	return (m.Cr + greenCr*green) / toRed, green, (m.Cb + greenCb*green) / toBlue
}

// Red is y + toRed·cr, blue y + toBlue·cb, green y - greenCb·cb - greenCr·cr.
const (
	toRed   = 2 - 2*0.299
	toBlue  = 2 - 2*0.114
	greenCb = 0.114 * toBlue / 0.587
	greenCr = 0.299 * toRed / 0.587
)

// GrayMix is Gray for a gray other than luma. It mixes the coefficients of luma and chroma, and
// decodes only blocks in which a colour is clipped. Only coefficients to which chroma contributes
// are rounded again. The result is a baseline file. Errors are those of Gray; codec.ErrNeedsPixels
// also for unusual chroma subsampling and for mixes beyond the limits.
func GrayMix(ctx context.Context, file []byte, m Mix, o codec.Options) ([]byte, codec.Info, error) {
	if m.neutral() {
		return Gray(ctx, file, o)
	}
	p, err := lumaHeaders(file)
	if err != nil {
		return nil, codec.Info{}, err
	}
	if err := m.check(); err != nil {
		return nil, codec.Info{}, err
	}
	info := codec.Info{Header: p.header().Header, Gray: p.model == Grayscale}
	if info.Gray {
		m.Cb, m.Cr = 0, 0
	}
	x, err := newMixer(ctx, p.frame, m)
	if err != nil {
		return nil, codec.Info{}, err
	}
	if blocks := x.across * x.rows; blocks/8 > len(file) { // a DC code has at least one bit
		return nil, codec.Info{}, errShort(p.frame)
	}
	filter, err := newSegmentFilter(ctx, p, o.Metadata)
	if err != nil {
		return nil, codec.Info{}, err
	}
	r := &rewriter{ctx: ctx, file: file, filter: filter, height: p.frame.height, mix: x}
	out, err := r.run()
	info.Endless = r.endless
	if errors.Is(err, errColourless) {
		return GrayMix(ctx, file, Mix{Y: m.Y, Offset: m.Offset}, o)
	}
	filter.caveats(&info, r, p)
	return out, info, err
}

// errColourless stops a mix if the picture turns out to have no chroma.
var errColourless = errors.New("the picture has no colour")
