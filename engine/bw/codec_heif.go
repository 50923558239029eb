package bw

import (
	"context"

	"pretobranco/engine/bw/heif"
)

// heifCodec is that of a format which is only read, by a codec of its own.
func heifCodec(kind heif.Kind) formatCodec {
	return formatCodec{
		header: func(file []byte) (Header, error) {
			h, err := heif.ReadHeader(kind, file)
			return Header{Width: h.Width, Height: h.Height, Orientation: h.Orientation, Pixels: h.Pixels}, err
		},
		decode: func(ctx context.Context, file []byte, w wish) (*picture, error) {
			img, h, extra, err := heif.Decode(ctx, kind, file, w.luma)
			if err != nil {
				return nil, err
			}
			p := stillOf(img)
			p.extra, p.orientation, p.lossy, p.pictures = extra, h.Orientation, true, h.Pictures
			if h.Flat {
				p.lost = append(p.lost, NoteOpacity)
			}
			if h.GainMap {
				p.lost = append(p.lost, NoteGainMap)
			}
			return p, nil
		},
	}
}
