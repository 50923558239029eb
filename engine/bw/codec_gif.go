package bw

import (
	"bytes"
	"context"

	"pretobranco/engine/bw/codec"
	"pretobranco/engine/bw/exif"
	"pretobranco/engine/bw/gif"
	"pretobranco/engine/bw/icc"
)

var gifCodec = formatCodec{
	header: func(file []byte) (Header, error) {
		h, err := gif.ReadHeader(file)
		return Header{Width: h.Width, Height: h.Height, Frames: h.Frames}, err
	},
	rewrite: func(ctx context.Context, file []byte, o Options) ([]byte, Report, error) {
		through := throughSRGB(o.tone())
		out, info, err := gif.Gray(ctx, file, gif.Options{Metadata: o.metadata(), Tone: o.tone(), Unmapped: through.tone, Thumbnail: grayThumbnail})
		report := Report{Width: info.Width, Height: info.Height, Frames: info.Frames, Lossless: true, Gray: info.Gray && stays(o.Look)}
		if info.Endless {
			report.Note(NoteEnd)
		}
		through.note(&report, through.unusable) // which goes, whatever the colours
		report.noteParts(info.Dropped)
		return out, report, err
	},
	repair: func(ctx context.Context, file []byte, limits Limits, _ bool) ([]byte, Damage, error) {
		return gif.Repair(ctx, file, limits.Pixels)
	},
	decode: func(ctx context.Context, file []byte, w wish) (*picture, error) {
		h, err := gif.ReadHeader(file)
		if err != nil {
			return nil, err
		}
		frames, err := gif.Decode(ctx, file, w.all)
		if err != nil {
			return nil, err
		}
		e := gif.ReadExtra(file)
		p := &picture{loop: h.Loop, orientation: 1}
		if h.Endless {
			p.lost = append(p.lost, NoteEnd)
		}
		p.extra = codec.Extra{Profile: e.Profile, XMP: e.XMP, IPTC: e.IPTC, Photoshop: e.Photoshop, Comment: e.Comment}
		p.dropped.Add(e.Unknown...)
		p.fitProfile(icc.Colour)
		for _, f := range frames {
			p.frames = append(p.frames, frame{f.Image, f.Delay})
		}
		return p, nil
	},
	encode: func(_ context.Context, p *picture, _ Options) ([]byte, error) {
		var frames []gif.Frame
		for _, f := range p.frames {
			frames = append(frames, gif.Frame{Image: f.image, Delay: f.delay})
		}
		e := gif.Extra{Loop: p.loop, Profile: icc.Colours(p.extra.Profile), XMP: p.extra.XMP, Comment: p.extra.Comment, Bilevel: p.bits1}
		if e.Profile == nil {
			p.drop(p.extra.Profile, exif.PartProfile)
		}
		if bytes.IndexByte(e.XMP, 0) >= 0 { // it would end the packet
			p.drop(e.XMP, exif.PartXMP)
		}
		p.drop(p.extra.EXIF, exif.PartEXIF)
		p.drop(p.extra.IPTC, exif.PartIPTC)
		p.drop(p.extra.Photoshop, exif.PartPhotoshop)
		out, squeezed, err := gif.Encode(frames, e)
		if squeezed {
			p.lost = append(p.lost, NoteLevels)
		}
		return out, err
	},
	animates: true,
	clear:    true,
}
