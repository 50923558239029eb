package bw

import (
	"context"
	"image"

	"pretobranco/engine/bw/codec"
	"pretobranco/engine/bw/jpeg"
	"pretobranco/engine/bw/tiff"
)

var tiffCodec = formatCodec{
	header: func(file []byte) (Header, error) {
		h, err := tiff.ReadHeader(file)
		return Header{Width: h.Width, Height: h.Height, Frames: h.Pages, Orientation: h.Orientation, Pixels: h.Pixels}, err
	},
	repair: func(ctx context.Context, file []byte, limits Limits, _ bool) ([]byte, Damage, error) {
		return tiff.Repair(ctx, file, limits.Pixels)
	},
	rewrite: func(ctx context.Context, file []byte, o Options) ([]byte, Report, error) {
		out, info, err := tiff.Gray(ctx, file, tiff.Options{
			Metadata:  o.metadata(),
			Quality:   o.Quality,
			Tone:      o.tone(),
			Bilevel:   o.bilevel(),
			Thumbnail: grayThumbnail,
			GrayJPEG: func(ctx context.Context, file []byte) ([]byte, error) {
				if !o.Look.Neutral() {
					return nil, errNeedsPixels
				}
				out, _, err := jpeg.Gray(ctx, file, jpeg.Options{Metadata: codec.DropMetadata})
				return out, err
			},
		})
		r := Report{Width: info.Width, Height: info.Height, Frames: info.Pages, Lossless: true, Gray: info.Gray && stays(o.Look)}
		r.noteParts(info.Dropped)
		if info.Rounded {
			r.Note(NoteRounded)
		}
		if !info.Lossless {
			r.Note(NotePieces)
		}
		if info.Converted {
			r.Note(NoteConverted)
		}
		if info.BadProfile {
			r.Note(NoteProfile)
		}
		if info.Decoded {
			r.Note(NoteDecoded)
			r.Lossless = false
		}
		return out, r, err
	},
	decode: func(ctx context.Context, file []byte, _ wish) (*picture, error) {
		h, err := tiff.ReadHeader(file)
		if err != nil {
			return nil, err
		}
		img, extra, err := tiff.Decode(ctx, file)
		if err != nil {
			return nil, err
		}
		p := stillOf(img)
		p.extra, p.orientation, p.quantised = extra, h.Orientation, h.Lossy
		p.dropped.Add(extra.Unknown...)
		if h.Rounds {
			p.lost = append(p.lost, NoteRounded)
		}
		if h.Narrows {
			p.lost = append(p.lost, NoteDepth)
		}
		return p, nil
	},
	encode: func(ctx context.Context, p *picture, _ Options) ([]byte, error) {
		var pages []image.Image
		for _, f := range p.frames {
			pages = append(pages, f.image)
		}
		out, dropped, err := tiff.Encode(ctx, pages, p.extra, p.bits1)
		p.dropped.Add(dropped...)
		return out, err
	},
	animates: true, // without its times
	bilevel:  true,
	clear:    true,
	deep:     true,
}
