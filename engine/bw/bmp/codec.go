package bmp

import (
	"context"

	"pretobranco/engine/bw/codec"
	"pretobranco/engine/bw/exif"
	"pretobranco/engine/bw/fault"
	"pretobranco/engine/bw/icc"
)

// Codec is the format's entry in the table of package bw.
var Codec = codec.Codec{
	Sniff: func(head []byte) bool {
		return len(head) >= 18 && string(head[:2]) == "BM" && string(head[6:10]) == "\x00\x00\x00\x00"
	},
	ReadHeader: func(file []byte) (codec.Header, error) {
		h, err := ReadHeader(file)
		return h.Header, err
	},
	Rewrite: Gray,
	Decode:  decode,
	Encode:  encode,
	Repair: func(_ context.Context, file []byte, pixels int64, _ bool) ([]byte, fault.Damage, error) {
		return Repair(file, pixels)
	},
}

func decode(ctx context.Context, file []byte, _ codec.Hints) (*codec.Picture, error) {
	h, err := ReadHeader(file)
	if err != nil {
		return nil, err
	}
	img, extra, err := Decode(ctx, file)
	if err != nil {
		return nil, err
	}
	p := codec.Still(img)
	p.Extra, p.Narrowed = extra, h.Narrows
	p.FitProfile(icc.Colour)
	return p, nil
}

// encode writes the first frame. Of the metadata, a BMP file holds the resolution alone.
func encode(_ context.Context, p *codec.Picture, _ int) ([]byte, error) {
	e := p.Extra
	p.Drop(e.Profile, exif.PartProfile)
	p.Drop(e.EXIF, exif.PartEXIF)
	p.Drop(e.XMP, exif.PartXMP)
	p.Drop(e.IPTC, exif.PartIPTC)
	p.Drop(e.Photoshop, exif.PartPhotoshop)
	p.Drop(e.Comment, exif.PartComment)
	return Encode(p.Frames[0].Image, e.Resolution, p.Bilevel)
}
