package bw

import (
	"context"
	"image"

	"pretobranco/engine/bw/codec"
	"pretobranco/engine/bw/icc"
	"pretobranco/engine/bw/raster"
)

// manage returns a picture whose luma the plan's gray profile describes: itself in most cases,
// and converted to sRGB if its profile has no gray counterpart.
func manage(ctx context.Context, img image.Image, profile []byte) (image.Image, icc.Plan, error) {
	pixels := icc.Mono // the decoder has dropped profiles of other kinds
	if _, inks := img.(*image.CMYK); inks {
		pixels = icc.Inks
	}
	plan := icc.PlanFor(profile, pixels)
	if plan.ToSRGB == nil {
		return img, plan, nil
	}
	img, err := raster.Transform(ctx, img, plan.ToSRGB)
	return img, plan, err
}

// An sRGBWay adapts a tone to colours that have no gray profile, and records which kinds of profile it
// was called with.
type sRGBWay struct {
	from     *codec.Tone
	took     bool // colours were converted
	unusable bool // there was an invalid profile
}

func throughSRGB(tone *codec.Tone) *sRGBWay { return &sRGBWay{from: tone} }

// tone is the tone for colours of a profile, whose gray is that of sRGB; nil if the profile is
// invalid.
func (w *sRGBWay) tone(profile []byte) *codec.Tone {
	t := icc.PlanFor(profile, icc.Colour).ToSRGB
	if t == nil || t.Channels() != 3 {
		w.unusable = true
		return nil
	}
	w.took = true
	tone := w.from
	return &codec.Tone{
		Row8: func(gray, rgb []uint8) {
			s := make([]uint8, len(rgb))
			t.Bytes(s, rgb)
			tone.Row8(gray, s)
		},
		Row16: func(gray, rgb []uint16) {
			s := make([]uint16, len(rgb))
			t.Words(s, rgb)
			tone.Row16(gray, s)
		},
	}
}

// caveats adds what became of the profile. A picture that was gray already kept it.
func (w *sRGBWay) caveats(c *codec.Caveats, gray bool) {
	c.Converted = c.Converted || w.took && !gray
	c.BadProfile = c.BadProfile || w.unusable && !gray
}
