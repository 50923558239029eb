package bw

import (
	"context"
	"image"

	"pretobranco/engine/bw/icc"
	"pretobranco/engine/bw/raster"
)

// managed tells whether a gray profile can describe gray of pixels of this one, if not of
// inks, or whether there is nothing to describe.
func managed(profile []byte) bool {
	_, ok := icc.Gray(profile)
	return ok || len(profile) == 0
}

// manage returns a picture whose luma a gray profile can describe: itself in most cases,
// and in sRGB if its profile has no gray counterpart. A profile that can't be
// read, or that is for another kind of pixel, is no profile, as viewers have it.
func manage(ctx context.Context, img image.Image, profile []byte) (image.Image, error) {
	if len(profile) == 0 {
		return img, nil
	}
	_, inks := img.(*image.CMYK)
	if _, ok := icc.Gray(profile); ok && !inks {
		return img, nil
	}
	p, err := icc.Parse(profile)
	if err != nil || (p.Space == "CMYK") != inks || p.Space != "CMYK" && p.Space != "RGB" {
		return img, nil
	}
	t, err := p.ToSRGB()
	if err != nil {
		return img, nil
	}
	return raster.Transform(ctx, img, t)
}

// grayProfile returns the profile for the gray of a picture with this one.
func grayProfile(profile []byte) []byte {
	if len(profile) == 0 {
		return nil
	}
	if gray, ok := icc.Gray(profile); ok {
		return gray
	}
	if p, err := icc.Parse(profile); err == nil {
		if _, err := p.ToSRGB(); err == nil && (p.Space == "RGB" || p.Space == "CMYK") {
			return icc.SRGBGray()
		}
	}
	return nil
}

// throughSRGB makes of a tone one for pixels of a profile, whose gray is that of sRGB, or nil
// if the profile has no way there.
func throughSRGB(tone *raster.Tone) func(profile []byte) *raster.Tone {
	return func(profile []byte) *raster.Tone { return sRGBTone(tone, profile) }
}

func sRGBTone(tone *raster.Tone, profile []byte) *raster.Tone {
	p, err := icc.Parse(profile)
	if err != nil || p.Space != "RGB" {
		return nil
	}
	t, err := p.ToSRGB()
	if err != nil {
		return nil
	}
	return &raster.Tone{
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
