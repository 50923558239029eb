package bw

import (
	"context"
	"errors"

	"pretobranco/engine/bw/exif"
	"pretobranco/engine/bw/icc"
	"pretobranco/engine/bw/wasm"
	"pretobranco/engine/bw/webp"
)

var webpCodec = formatCodec{
	header: func(file []byte) (Header, error) {
		h, err := webp.ReadHeader(file)
		return Header{Width: h.Width, Height: h.Height, Frames: h.Frames, Orientation: h.Orientation}, err
	},
	rewrite: func(ctx context.Context, file []byte, o Options) ([]byte, Report, error) {
		if !o.Look.Neutral() { // what lossy frames have of gray is luma
			return nil, Report{}, errNeedsPixels
		}
		out, info, err := webp.Gray(ctx, file, webp.Options{Metadata: o.metadata(), Thumbnail: grayThumbnail, Encode: wasm.WebP})
		if errors.Is(err, webp.ErrNeedsPixels) {
			err = errNeedsPixels
		}
		report := Report{Width: info.Width, Height: info.Height, Frames: info.Frames, Lossless: true, Gray: info.Gray}
		if info.BadProfile {
			report.Note(NoteProfile)
		}
		report.noteParts(info.Dropped)
		return out, report, err
	},
	decode: func(ctx context.Context, file []byte, w wish) (*picture, error) {
		h, err := webp.ReadHeader(file)
		if err != nil {
			return nil, err
		}
		frames, extra, err := webp.Decode(ctx, file, w.all)
		if err != nil {
			return nil, err
		}
		p := &picture{loop: h.Loop, lossy: h.Lossy, orientation: h.Orientation, extra: extra}
		p.dropped.Add(extra.Unknown...)
		p.fitProfile(icc.Colour)
		for _, f := range frames {
			p.frames = append(p.frames, frame{f.Image, f.Delay})
		}
		return p, nil
	},
	encode:   encodeWebP,
	animates: true,
	clear:    true,
}

// encodeWebP writes lossy frames of a picture that came out of a lossy file, else lossless
// ones.
func encodeWebP(ctx context.Context, p *picture, o Options) ([]byte, error) {
	quality := 0
	if p.lossy && !p.bits1 { // lossless is the smaller way to keep black and white
		quality = o.Quality
	}
	var frames []webp.Frame
	for _, f := range p.frames {
		frames = append(frames, webp.Frame{Image: f.image, Delay: f.delay})
	}
	e := p.extra
	if e.Profile = icc.Colours(e.Profile); e.Profile == nil {
		p.drop(p.extra.Profile, exif.PartProfile)
	}
	p.drop(e.IPTC, exif.PartIPTC)
	p.drop(e.Photoshop, exif.PartPhotoshop)
	p.drop(e.Comment, exif.PartComment)
	return webp.Encode(ctx, frames, wasm.WebP, quality, p.loop, e)
}
