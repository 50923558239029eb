package bw

import (
	"context"
	"image"

	"pretobranco/engine/bw/codec"
	"pretobranco/engine/bw/fault"
	"pretobranco/engine/bw/icc"
	"pretobranco/engine/bw/raster"
)

// Decode returns a picture in colour, the first frame or page of several, as a viewer
// shows it: upright, and in sRGB. If maxSide is not 0, the long side has at most that many
// pixels, and decoding is faster. Errors are those of Convert.
func Decode(ctx context.Context, file []byte, limits Limits, maxSide int) (image.Image, error) {
	img, _, err := decode(ctx, file, limits, codec.Hints{MaxSide: maxSide}, 0)
	return img, err
}

// Salvage is Decode for a file that may be damaged: it decodes what is intact, and reports how much that is.
// Errors are those of Decode: Damaged if nothing is intact, or if the codec cannot repair files.
func Salvage(ctx context.Context, file []byte, limits Limits, maxSide int) (image.Image, Damage, error) {
	img, _, err := decode(ctx, file, limits, codec.Hints{MaxSide: maxSide}, 0)
	if err == nil || fault.KindOf(err) != fault.Damaged {
		return img, Damage{}, err
	}
	mended, d, err := repair(ctx, file, limits, false, err)
	if err != nil {
		return nil, Damage{}, err
	}
	img, _, err = decode(ctx, mended, limits.whole(), codec.Hints{MaxSide: maxSide}, 0)
	return img, d, err
}

// Glance is a faster Decode for small pictures: of a large progressive JPEG it reads only the first
// scans that have colours. Whole reports that the file has no finer detail.
func Glance(ctx context.Context, file []byte, limits Limits, maxSide int) (img image.Image, whole bool, err error) {
	return decode(ctx, file, limits, codec.Hints{MaxSide: maxSide, Glance: true}, 0)
}

// decode is Glance with any hints. An orientation that is not 0 replaces the file's own.
func decode(ctx context.Context, file []byte, limits Limits, hints codec.Hints, orientation int) (img image.Image, whole bool, err error) {
	defer func() {
		if v := recover(); v != nil {
			img, whole, err = nil, false, fault.Recovered(v, "the decoder failed on this picture")
		}
	}()
	h, err := admit(file, limits)
	if err != nil {
		return nil, false, err
	}
	p, err := h.Format.Info().codec.Decode(ctx, file, hints)
	if err != nil {
		return nil, false, err
	}
	if orientation == 0 {
		orientation = p.Orientation
	}
	img = p.Frames[0].Image
	profile := p.Extra.Profile
	if _, inks := img.(*image.CMYK); inks { // converted from ink to RGB
		if img, _, err = manage(ctx, img, profile); err != nil {
			return nil, false, err
		}
		profile = nil
	}
	if long := max(img.Bounds().Dx(), img.Bounds().Dy()); hints.MaxSide > 0 && long > hints.MaxSide || raster.Deep(img) {
		if img, err = raster.Shrink(ctx, img, hints.MaxSide); err != nil {
			return nil, false, err
		}
	}
	if img, err = inSRGB(ctx, img, profile); err != nil {
		return nil, false, err
	}
	return raster.Orient(img, orientation), !p.Coarse, nil
}

// inSRGB returns a picture of a profile as a screen shows it.
func inSRGB(ctx context.Context, img image.Image, profile []byte) (image.Image, error) {
	p, err := icc.Parse(profile)
	if err != nil || p.Space != "RGB" && p.Space != "GRAY" {
		return img, nil
	}
	transform, err := p.ToSRGB()
	if err != nil {
		return img, nil
	}
	var t raster.Transformer = transform
	if p.Space == "GRAY" {
		t = grayShown{transform}
	}
	if leaves(t) {
		return img, nil
	}
	return raster.Transform(ctx, img, t)
}

// grayShown converts gray, as equal red, green and blue, to that of a screen. A picture in colour has no gray
// profile and is returned as it is.
type grayShown struct{ *icc.Transform }

func (grayShown) Channels() int { return 3 }

func (g grayShown) Bytes(dst, src []uint8) { shown(dst, src, g.Transform.Bytes) }

func (g grayShown) Words(dst, src []uint16) { shown(dst, src, g.Transform.Words) }

func shown[T uint8 | uint16](dst, src []T, transform func(dst, src []T)) {
	gray := make([]T, len(src)/3)
	for i := range gray {
		gray[i] = src[3*i]
	}
	transform(dst, gray)
	for i := 0; i+2 < len(src); i += 3 {
		if src[i] == src[i+1] && src[i] == src[i+2] {
			dst[i], dst[i+2] = dst[i+1], dst[i+1] // green is nearest to light
		} else {
			copy(dst[i:i+3], src[i:i+3])
		}
	}
}

// leaves reports whether a transform leaves 8-bit colours as they are, but for rounding: that of
// sRGB's own profile, which most photos carry.
func leaves(t raster.Transformer) bool {
	const step = 17
	var rgb []byte
	for r := 0; r < 256; r += step {
		for g := 0; g < 256; g += step {
			for b := 0; b < 256; b += step {
				rgb = append(rgb, byte(r), byte(g), byte(b))
			}
		}
	}
	srgb := make([]byte, len(rgb))
	t.Bytes(srgb, rgb)
	for i, v := range rgb {
		if d := int(v) - int(srgb[i]); d < -1 || d > 1 {
			return false
		}
	}
	return true
}
