package tiff

import (
	"context"
	"image"

	"pretobranco/engine/bw/codec"
	"pretobranco/engine/bw/fault"
)

// Codec is the format's entry in the table of package bw.
var Codec = codec.Codec{
	Sniff: func(head []byte) bool { // both byte orders, and BigTIFF in both
		switch string(head[:min(4, len(head))]) {
		case "II*\x00", "MM\x00*", "II+\x00", "MM\x00+":
			return true
		}
		return false
	},
	ReadHeader: func(file []byte) (codec.Header, error) {
		h, err := ReadHeader(file)
		return h.Header, err
	},
	Rewrite:         Gray,
	RewritesBilevel: true,
	Decode:          decodePicture,
	Encode: func(ctx context.Context, p *codec.Picture, _ int) ([]byte, error) {
		var pages []image.Image
		for _, f := range p.Frames {
			pages = append(pages, f.Image)
		}
		out, dropped, err := Encode(ctx, pages, p.Extra, p.Bilevel)
		p.Dropped.Add(dropped...)
		return out, err
	},
	Repair: func(ctx context.Context, file []byte, pixels int64, _ bool) ([]byte, fault.Damage, error) {
		return Repair(ctx, file, pixels)
	},
}

// decodePicture decodes the first page.
func decodePicture(ctx context.Context, file []byte, _ codec.Hints) (*codec.Picture, error) {
	h, err := ReadHeader(file)
	if err != nil {
		return nil, err
	}
	img, extra, err := Decode(ctx, file)
	if err != nil {
		return nil, err
	}
	p := codec.Still(img)
	p.Extra, p.Orientation, p.Quantised = extra, h.Orientation, h.Lossy
	p.Rounded, p.Narrowed = h.Rounds, h.Narrows
	p.Dropped.Add(extra.Unknown...)
	return p, nil
}
