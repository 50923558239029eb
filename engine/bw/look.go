package bw

import (
	"context"
	"image"

	"pretobranco/engine/bw/codec"
	"pretobranco/engine/bw/fault"
	"pretobranco/engine/bw/look"
	"pretobranco/engine/bw/raster"
)

// A Look is a named, reproducible recipe for turning colour into gray; see package look.
// The zero value is the neutral look.
type Look = look.Look

// Neutral is BT.601 luma, the gray of Pillow's "L" and of the older system.
var Neutral = Look{}

// Looks returns the looks with a name, in the order in which to show them.
func Looks() []Look { return look.All() }

// ParseLook parses a look in its text form: red, mix(80,30,-10) contrast=1.2. An unknown
// name or setting is Unsupported, and the reason lists those that exist.
func ParseLook(text string) (Look, error) { return look.Parse(text) }

// ParseLookField parses a look of a wire or a file: a text, or a struct of fields.
func ParseLookField(value any) (Look, error) { return look.ParseAny(value) }

// ReadLook reads a look from a file, in JSON or in its text form.
func ReadLook(file []byte) (Look, error) { return look.Read(file) }

// bilevel reports whether a look ends in pure black and white.
func bilevel(l Look) bool { return l.OneBit().Method != look.None }

// grayOf returns a look without its 1-bit method.
func grayOf(l Look) Look {
	l, _ = l.WithOneBit(look.OneBit{}) // never an error for the zero value
	return l
}

// toneOf returns the tone of a look without its 1-bit method.
func toneOf(l Look) *codec.Tone {
	l = grayOf(l)
	if l.Neutral() {
		return codec.Neutral
	}
	row8, row16, stays := l.Rows()
	tone := &codec.Tone{Row8: row8, Row16: row16, GrayStays: stays, OfLuma: ofLuma(l)}
	if y, cb, cr, offset, ok := l.LinearYCbCr(); ok {
		tone.Linear = &codec.Linear{Y: y, Cb: cb, Cr: cr, Offset: offset}
	}
	return tone
}

// tone returns the tone of the options' look, without its 1-bit method.
func (o Options) tone() *codec.Tone { return toneOf(o.Look) }

// bilevel returns the look's 1-bit method, nil if it has none.
func (o Options) bilevel() func(context.Context, image.Image) (image.Image, error) {
	if !bilevel(o.Look) {
		return nil
	}
	return func(ctx context.Context, gray image.Image) (image.Image, error) {
		return blackAndWhite(ctx, gray, o.Look)
	}
}

// ofLuma reports whether a look depends on nothing but BT.601 luma, whatever it does to it.
func ofLuma(l Look) bool {
	l, _ = grayOf(l).WithCurve(look.Curve{}).WithGamma(1)
	_, cb, cr, _, linear := l.LinearYCbCr()
	return linear && max(cb, -cb, cr, -cr) < 1e-9
}

// stays reports whether a look leaves a gray picture as it is.
func stays(l Look) bool { return !bilevel(l) && toneOf(l).GrayStays }

// Preview applies a look to a decoded picture, as Decode returns it, with the code of Convert. The
// result is gray, in the types that package raster lists, and pure black and white for a look of 1 bit. Errors are Cancelled and Internal.
func Preview(ctx context.Context, img image.Image, o Options) (image.Image, error) {
	var err error
	if o.Look, err = Measured(ctx, img, o.Look); err != nil {
		return nil, err
	}
	gray, _, err := raster.Gray(ctx, img, toneOf(o.Look))
	if err != nil || !bilevel(o.Look) {
		return gray, err
	}
	return blackAndWhite(ctx, gray, o.Look)
}

// blackAndWhite applies the look's 1-bit method to a gray picture. The result has 8 bits a sample and the
// same transparency.
func blackAndWhite(ctx context.Context, img image.Image, l Look) (image.Image, error) {
	switch img := raster.In8Bits(img).(type) {
	case *image.Gray:
		return l.Bilevel(ctx, img)
	case *image.NRGBA:
		gray, err := l.Bilevel(ctx, raster.WithoutAlpha(img))
		if err != nil {
			return nil, err
		}
		return raster.SetAlpha(gray, img), nil
	}
	return nil, fault.New(fault.Internal, "a %T has no gray", img)
}
