package bw

import (
	"bytes"
	"context"
	"errors"
	stdpng "image/png"

	"pretobranco/engine/bw/apng"
	"pretobranco/engine/bw/codec"
	"pretobranco/engine/bw/fault"
	"pretobranco/engine/bw/icc"
	"pretobranco/engine/bw/png"
)

var pngCodec = formatCodec{
	header: func(file []byte) (Header, error) {
		h, err := png.ReadHeader(file)
		if err != nil {
			return Header{}, err
		}
		return Header{Width: h.Width, Height: h.Height, Frames: h.Frames, Orientation: png.Orientation(file)}, nil
	},
	rewrite: rewritePNG,
	decode:  decodePNG,
	repair: func(ctx context.Context, file []byte, limits Limits, _ bool) ([]byte, Damage, error) {
		return png.Repair(ctx, file, limits.Pixels)
	},
	encode: func(ctx context.Context, p *picture, _ Options) ([]byte, error) {
		e := png.Extra{Profile: p.extra.Profile, EXIF: p.extra.EXIF, XMP: p.extra.XMP, IPTC: p.extra.IPTC, Photoshop: p.extra.Photoshop,
			Comment: p.extra.Comment, PerInch: p.extra.PerInch, Bilevel: p.bits1}
		if len(p.frames) == 1 {
			return png.Encode(ctx, p.frames[0].image, e)
		}
		var frames []apng.Frame
		for _, f := range p.frames {
			frames = append(frames, apng.Frame{Image: f.image, Delay: f.delay})
		}
		return apng.Encode(ctx, frames, p.loop, e)
	},
	animates: true,
	clear:    true,
	deep:     true,
}

func rewritePNG(ctx context.Context, file []byte, o Options) ([]byte, Report, error) {
	through := throughSRGB(o.tone())
	out, info, err := png.Gray(ctx, file, png.Options{
		Metadata:  o.metadata(),
		Tone:      o.tone(),
		Unmapped:  through.tone,
		Thumbnail: grayThumbnail,
	})
	if errors.Is(err, png.ErrNeedsPixels) {
		err = errNeedsPixels
	}
	report := Report{Width: info.Width, Height: info.Height, Frames: info.Frames, Lossless: true, Gray: info.Gray && stays(o.Look)}
	through.note(&report, info.BadProfile)
	report.noteParts(info.Dropped)
	return out, report, err
}

// decodePNG reads the picture, of an animation the one that is shown where animations
// aren't known, unless all frames are asked for. image/png turns a transparent colour (tRNS)
// into alpha, too.
func decodePNG(ctx context.Context, file []byte, w wish) (*picture, error) {
	if err := png.Fits(file); err != nil {
		return nil, err
	}
	h, err := png.ReadHeader(file)
	if err != nil {
		return nil, err
	}
	e := png.ReadExtra(file)
	p := &picture{badProfile: e.BadProfile, orientation: png.Orientation(file)}
	p.extra = codec.Extra{Profile: e.Profile, EXIF: e.EXIF, XMP: e.XMP, IPTC: e.IPTC, Photoshop: e.Photoshop, Comment: e.Comment, PerInch: e.PerInch}
	p.dropped.Add(e.Unknown...)
	if h.ColorType != png.Grayscale && h.ColorType != png.GrayAlpha {
		p.fitProfile(icc.Colour)
	}
	if w.all {
		if h.BitDepth > 8 { // frames are drawn one on the other with 8 bits
			p.lost = append(p.lost, NoteDepth)
		}
		frames, loop, err := apng.Decode(ctx, file)
		for _, f := range frames {
			p.frames = append(p.frames, frame{f.Image, f.Delay})
		}
		p.loop = loop
		return p, err
	}
	img, err := stdpng.Decode(bytes.NewReader(file))
	if err != nil {
		return nil, fault.New(fault.Damaged, "the PNG file is damaged: %w", err)
	}
	p.frames = []frame{{image: img}}
	return p, nil
}
