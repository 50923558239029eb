package webp

import (
	"context"
	"encoding/binary"

	"pretobranco/engine/bw/codec"
	"pretobranco/engine/bw/exif"
	"pretobranco/engine/bw/icc"
)

// Codec is the format's entry in the table of package bw.
var Codec = codec.Codec{
	Sniff: func(head []byte) bool {
		return len(head) >= riffHeader && string(head[:4]) == "RIFF" && string(head[8:12]) == "WEBP"
	},
	ReadHeader: func(file []byte) (codec.Header, error) {
		h, err := ReadHeader(file)
		return h.Header, err
	},
	Rewrite: Gray,
	Decode:  decodeAll,
	Encode:  encode,
	Complete: func(file []byte) bool {
		return len(file) >= riffHeader && int64(len(file)) >= 8+int64(binary.LittleEndian.Uint32(file[4:]))
	},
	MetadataSize: metadataSize,
}

func decodeAll(ctx context.Context, file []byte, hints codec.Hints) (*codec.Picture, error) {
	h, err := ReadHeader(file)
	if err != nil {
		return nil, err
	}
	frames, extra, err := Decode(ctx, file, hints.AllFrames)
	if err != nil {
		return nil, err
	}
	p := &codec.Picture{Frames: frames, Loop: h.Loop, Lossy: h.Lossy, Orientation: h.Orientation, Extra: extra}
	p.Dropped.Add(extra.Unknown...)
	p.FitProfile(icc.Colour)
	return p, nil
}

// encode writes lossy frames of a picture from a lossy file, otherwise lossless ones.
func encode(ctx context.Context, p *codec.Picture, quality int) ([]byte, error) {
	if !p.Lossy || p.Bilevel { // black and white is smaller if it is lossless
		quality = 0
	}
	e := p.Extra
	if e.Profile = icc.Colours(e.Profile); e.Profile == nil {
		p.Drop(p.Extra.Profile, exif.PartProfile)
	}
	if len(e.EXIF) > 0 || e.Resolution.Informative() { // it has no other place
		e.EXIF = exif.WithResolution(e.EXIF, e.Resolution)
	}
	p.Drop(e.IPTC, exif.PartIPTC)
	p.Drop(e.Photoshop, exif.PartPhotoshop)
	p.Drop(e.Comment, exif.PartComment)
	return Encode(ctx, p.Frames, quality, p.Loop, e)
}
