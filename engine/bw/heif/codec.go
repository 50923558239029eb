package heif

import (
	"bytes"
	"context"

	"pretobranco/engine/bw/codec"
)

// Codec returns a kind's entry in the table of package bw. All kinds are only read.
func Codec(kind Kind) codec.Codec {
	return codec.Codec{
		Sniff: func(head []byte) bool {
			if kind == JXL {
				return bytes.HasPrefix(head, []byte("\xff\x0a")) || bytes.HasPrefix(head, []byte("\x00\x00\x00\x0cJXL \r\n\x87\n"))
			}
			k, ok := Sniff(head)
			return ok && k == kind
		},
		ReadHeader: func(file []byte) (codec.Header, error) {
			h, err := ReadHeader(kind, file)
			return h.Header, err
		},
		Decode: func(ctx context.Context, file []byte, hints codec.Hints) (*codec.Picture, error) {
			img, h, extra, err := Decode(ctx, kind, file, hints.Luma)
			if err != nil {
				return nil, err
			}
			p := codec.Still(img)
			p.Extra, p.Orientation, p.Lossy = extra, h.Orientation, true
			p.Pictures, p.Opaque, p.GainMap = h.Pictures, h.Flat, h.GainMap
			p.Dropped.Add(extra.Unknown...)
			return p, nil
		},
	}
}
