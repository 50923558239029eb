package bw

import (
	"context"

	"pretobranco/engine/bw/gif"
)

var gifCodec = codec{
	header: func(file []byte) (Header, error) {
		h, err := gif.ReadHeader(file)
		return Header{Width: h.Width, Height: h.Height, Frames: h.Frames}, err
	},
	rewrite: func(ctx context.Context, file []byte, o Options) ([]byte, Report, error) {
		through := throughSRGB(o.tone())
		out, info, err := gif.Gray(ctx, file, gif.Options{Metadata: o.metadata(), Tone: o.tone(), Unmapped: through.tone})
		report := Report{Width: info.Width, Height: info.Height, Frames: info.Frames, Lossless: true, Gray: info.Gray && stays(o.Look)}
		if info.Endless {
			report.Note(NoteEnd)
		}
		through.note(&report, through.unusable) // which goes, whatever the colours
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
		p := &picture{loop: h.Loop, orientation: 1}
		if h.Endless {
			p.lost = append(p.lost, NoteEnd)
		}
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
		out, squeezed, err := gif.Encode(frames, gif.Extra{Loop: p.loop, XMP: p.extra.XMP, Bilevel: p.bits1})
		if squeezed {
			p.lost = append(p.lost, NoteLevels)
		}
		return out, err
	},
	animates: true,
	clear:    true,
}
