package jpeg

import (
	"bytes"
	"context"
	"errors"
	"image"

	"pretobranco/engine/bw/codec"
	"pretobranco/engine/bw/fault"
	"pretobranco/engine/bw/icc"
)

// Codec is the format's entry in the table of package bw.
var Codec = codec.Codec{
	Sniff: func(head []byte) bool { // not JPEG-LS, which begins with marker f7
		return bytes.HasPrefix(head, []byte("\xff\xd8\xff")) && !bytes.HasPrefix(head, []byte("\xff\xd8\xff\xf7"))
	},
	ReadHeader: func(file []byte) (codec.Header, error) {
		h, err := ReadHeader(file)
		return h.Header, err
	},
	Rewrite: rewrite,
	Decode:  decodePicture,
	Encode: func(ctx context.Context, p *codec.Picture, quality int) ([]byte, error) {
		out, dropped, err := Encode(ctx, p.Frames[0].Image, quality, p.Extra)
		p.Dropped.Add(dropped...)
		return out, err
	},
	Repair: func(ctx context.Context, file []byte, _ int64, luma bool) ([]byte, fault.Damage, error) {
		mended, all, first, err := Repair(ctx, file)
		return mended, relevant(file, luma, all, first), err
	},
	Assess: func(ctx context.Context, file []byte, _ int64, luma bool) (fault.Damage, error) {
		all, first, err := Assess(ctx, file)
		return relevant(file, luma, all, first), err
	},
	Complete:     func(file []byte) bool { return bytes.HasSuffix(codec.TrimPadding(file), []byte{0xff, mEOI}) },
	MetadataSize: metadataSize,
}

// relevant returns the damage to the first component if only luma counts and it is luma, else to all.
func relevant(file []byte, luma bool, all, first fault.Damage) fault.Damage {
	if h, _ := ReadHeader(file); luma && (h.Model == YCbCr || h.Model == Grayscale) {
		return first
	}
	return all
}

// rewrite works on coefficients: those of luma as they are for the neutral look, those of luma
// and chroma mixed for any other linear one.
func rewrite(ctx context.Context, file []byte, o codec.Options) ([]byte, codec.Info, error) {
	h, err := ReadHeader(file)
	if err != nil {
		return nil, codec.Info{}, err
	}
	tone := o.GrayTone()
	switch {
	case tone == codec.Neutral, h.Model == Grayscale && tone.GrayStays:
		return Gray(ctx, file, o)
	case tone.Linear != nil:
		l := tone.Linear
		out, info, err := GrayMix(ctx, file, Mix{Y: l.Y, Cb: l.Cb, Cr: l.Cr, Offset: 255 * l.Offset}, o)
		info.Gray, info.Mixed = false, true
		return out, info, err
	}
	return nil, codec.Info{}, codec.NeedsPixels(codec.ForLook)
}

func decodePicture(ctx context.Context, file []byte, hints codec.Hints) (*codec.Picture, error) {
	h, err := ReadHeader(file)
	if err != nil {
		return nil, err
	}
	e := ReadExtra(file)
	scale := 1
	for hints.MaxSide > 0 && scale < 8 && max(h.Width, h.Height) >= 2*scale*hints.MaxSide {
		scale *= 2
	}
	var img image.Image
	whole := true
	err = codec.ErrNeedsPixels
	if hints.Luma && icc.PlanFor(e.Profile, icc.Mono).ToSRGB == nil {
		img, err = DecodeGray(ctx, file, scale)
	}
	switch {
	case !errors.Is(err, codec.ErrNeedsPixels):
	case hints.Glance && scale == 8:
		img, whole, err = Glance(ctx, file)
	default:
		img, err = Decode(ctx, file, scale)
	}
	if err != nil {
		return nil, err
	}
	p := codec.Still(img)
	p.Extra, p.Orientation, p.Lossy, p.Coarse = e, h.Orientation, true, !whole
	p.BadProfile = e.BadProfile
	p.Dropped.Add(e.Unknown...)
	if hints.MaxSide == 0 { // a preview has no caveats
		p.Endless = Endless(file)
		behind := ReadBehind(file)
		p.Dropped.Add(behind.Parts...)
		p.Pictures, p.GainMap = behind.Pictures, behind.GainMap
	}
	if h.Model == YCbCr || h.Model == RGB {
		p.FitProfile(icc.Colour)
	}
	return p, nil
}
