package bw

import (
	"context"

	"pretobranco/engine/bw/heif"
)

// heifCodec is that of a format which is only read, by a codec of its own.
func heifCodec(kind heif.Kind) codec {
	return codec{
		header: func(file []byte) (Header, error) {
			h, err := heif.ReadHeader(kind, file)
			return Header{Width: h.Width, Height: h.Height, Orientation: h.Orientation}, err
		},
		decode: func(ctx context.Context, file []byte, _ wish) (*picture, error) {
			h, err := heif.ReadHeader(kind, file)
			if err != nil {
				return nil, err
			}
			img, extra, err := heif.Decode(ctx, kind, file)
			if err != nil {
				return nil, err
			}
			p := stillOf(img)
			p.extra, p.orientation, p.lossy = extra, h.Orientation, true
			if h.Flat {
				p.lost = append(p.lost, NoteOpacity)
			}
			return p, nil
		},
	}
}
