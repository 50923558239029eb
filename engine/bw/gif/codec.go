package gif

import (
	"bytes"
	"context"

	"pretobranco/engine/bw/codec"
	"pretobranco/engine/bw/exif"
	"pretobranco/engine/bw/fault"
	"pretobranco/engine/bw/icc"
)

// Codec is the format's entry in the table of package bw.
var Codec = codec.Codec{
	Sniff: func(head []byte) bool {
		return bytes.HasPrefix(head, []byte("GIF87a")) || bytes.HasPrefix(head, []byte("GIF89a"))
	},
	ReadHeader: func(file []byte) (codec.Header, error) {
		h, err := ReadHeader(file)
		return h.Header, err
	},
	Rewrite: Gray,
	Decode:  decode,
	Encode:  encode,
	Repair: func(ctx context.Context, file []byte, pixels int64, _ bool) ([]byte, fault.Damage, error) {
		return Repair(ctx, file, pixels)
	},
	Complete: func(file []byte) bool { return bytes.HasSuffix(codec.TrimPadding(file), []byte{trailer}) },
}

func decode(ctx context.Context, file []byte, hints codec.Hints) (*codec.Picture, error) {
	h, err := ReadHeader(file)
	if err != nil {
		return nil, err
	}
	frames, err := Decode(ctx, file, hints.AllFrames)
	if err != nil {
		return nil, err
	}
	p := &codec.Picture{Frames: frames, Loop: h.Loop, Orientation: 1, Extra: ReadExtra(file)}
	p.Endless = h.Endless
	p.Dropped.Add(p.Extra.Unknown...)
	p.FitProfile(icc.Colour)
	return p, nil
}

func encode(_ context.Context, p *codec.Picture, _ int) ([]byte, error) {
	e := p.Extra
	if e.Profile = icc.Colours(e.Profile); e.Profile == nil {
		p.Drop(p.Extra.Profile, exif.PartProfile)
	}
	if bytes.IndexByte(e.XMP, 0) >= 0 { // it would end the packet
		p.Drop(e.XMP, exif.PartXMP)
	}
	if e.Resolution.Informative() && !e.Resolution.Relative {
		p.Dropped.Add(exif.PartResolution)
	}
	p.Drop(e.EXIF, exif.PartEXIF)
	p.Drop(e.IPTC, exif.PartIPTC)
	p.Drop(e.Photoshop, exif.PartPhotoshop)
	out, lightened, err := Encode(p.Frames, p.Loop, e, p.Bilevel)
	p.Lightened = lightened
	return out, err
}
