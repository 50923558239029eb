package bw

import (
	"context"

	"pretobranco/engine/bw/bmp"
	"pretobranco/engine/bw/exif"
	"pretobranco/engine/bw/icc"
)

var bmpCodec = formatCodec{
	header: func(file []byte) (Header, error) {
		h, err := bmp.ReadHeader(file)
		return Header{Width: h.Width, Height: h.Height}, err
	},
	rewrite: func(ctx context.Context, file []byte, o Options) ([]byte, Report, error) {
		through := throughSRGB(o.tone())
		out, info, err := bmp.Gray(ctx, file, bmp.Options{Tone: o.tone(), Unmapped: through.tone})
		report := Report{Width: info.Width, Height: info.Height, Lossless: true, Gray: info.Gray && stays(o.Look)}
		through.note(&report, false)
		if info.Narrows && !report.Gray {
			report.Note(NoteDepth)
		}
		return out, report, err
	},
	decode: func(ctx context.Context, file []byte, _ wish) (*picture, error) {
		h, err := bmp.ReadHeader(file)
		if err != nil {
			return nil, err
		}
		img, extra, err := bmp.Decode(ctx, file)
		if err != nil {
			return nil, err
		}
		p := stillOf(img)
		p.extra = extra
		p.fitProfile(icc.Colour)
		if h.Narrows {
			p.lost = append(p.lost, NoteDepth)
		}
		return p, nil
	},
	repair: func(_ context.Context, file []byte, limits Limits, _ bool) ([]byte, Damage, error) {
		return bmp.Repair(file, limits.Pixels)
	},
	encode: func(_ context.Context, p *picture, _ Options) ([]byte, error) {
		e := p.extra
		p.drop(e.Profile, exif.PartProfile)
		p.drop(e.EXIF, exif.PartEXIF)
		p.drop(e.XMP, exif.PartXMP)
		p.drop(e.IPTC, exif.PartIPTC)
		p.drop(e.Photoshop, exif.PartPhotoshop)
		p.drop(e.Comment, exif.PartComment)
		return bmp.Encode(p.frames[0].image, bmp.Extra{PerInch: p.extra.PerInch, Bilevel: p.bits1})
	},
	clear: true,
}
