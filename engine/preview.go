package engine

import (
	"bytes"
	"context"
	"image"
	"io"
	"os"

	"pretobranco/engine/bw"
	"pretobranco/engine/bw/fault"
	"pretobranco/engine/safefile"
)

// Original returns a photo as a viewer shows it: upright, in sRGB, with at most maxSide
// pixels on the long side (0: all of them). Size is that of the whole photo, upright. Of a damaged
// photo it returns the readable part, and damage is how much is missing; the error is Damaged if
// nothing is readable.
func Original(ctx context.Context, path string, maxSide int) (img image.Image, size image.Point, damage Damage, err error) {
	file, err := readPhoto(path, bw.OwnLimits)
	if err == nil {
		img, damage, err = bw.Salvage(ctx, file, bw.OwnLimits, maxSide)
	}
	if err != nil {
		return nil, image.Point{}, Damage{}, err
	}
	return img, wholeSize(file, img), damage, nil
}

// A JPEG with so many bytes takes longer than a blink to decode, at any size. The thumbnail that
// a camera put into it does not, and is worth a glance with so many pixels on its long side.
const (
	slowBytes  = 3 << 20
	glanceSide = 160
)

// Glance is Original as soon as there is anything: whole is false if Original has finer colours
// or more pixels. A damaged photo is an error, which Original may see otherwise.
func Glance(ctx context.Context, path string, maxSide int) (img image.Image, size image.Point, whole bool, err error) {
	if info, err := os.Stat(path); err == nil && info.Size() >= slowBytes {
		if small, size := embedded(ctx, path, glanceSide, maxSide); small != nil && size != (image.Point{}) {
			return small, size, false, nil
		}
	}
	file, err := readPhoto(path, bw.OwnLimits)
	if err == nil {
		img, whole, err = bw.Glance(ctx, file, bw.OwnLimits, maxSide)
	}
	if err != nil {
		return nil, image.Point{}, false, err
	}
	return img, wholeSize(file, img), whole, nil
}

// wholeSize is a photo's size, upright, of which img may be a smaller picture.
func wholeSize(file []byte, img image.Image) image.Point {
	h, err := bw.ReadHeader(file)
	if err != nil {
		return img.Bounds().Size()
	}
	return image.Pt(h.Upright())
}

// Result returns the converted photo, in the form of Original. It is computed on this computer,
// by the same code as on every server: these are the pixels that the result's file has.
func Result(ctx context.Context, path string, o Options, maxSide int) (image.Image, Report, error) {
	file, err := readPhoto(path, bw.OwnLimits)
	if err != nil {
		return nil, Report{}, err
	}
	if o.Format == "" {
		o.Format = bw.Keep
	}
	result, err := bw.Convert(ctx, file, o, bw.OwnLimits)
	if err != nil {
		return nil, Report{}, err
	}
	img, err := bw.Decode(ctx, result.File, bw.OwnLimits, maxSide)
	return img, result.Report, err
}

// readPhoto reads a picture file whole, within limits.
func readPhoto(path string, limits Limits) ([]byte, error) {
	f, info, err := safefile.Open(path)
	if err != nil {
		return nil, readError(err)
	}
	defer f.Close()
	if limits.Bytes > 0 && info.Size() > limits.Bytes {
		return nil, tooBig(info.Size(), limits.Bytes)
	}
	file := make([]byte, info.Size())
	if _, err := io.ReadFull(f, file); err != nil {
		return nil, readError(err)
	}
	return file, nil
}

func tooBig(size, most int64) error {
	return fault.New(fault.TooLarge, "the file has %d MB, over this computer's limit of %d MB", size>>20, most>>20)
}

// Thumbnail returns a small picture of a photo in colour, upright, with at most side
// pixels on the long side: the camera's own thumbnail if it is big enough.
func Thumbnail(ctx context.Context, path string, side int) (image.Image, error) {
	if small, _ := embedded(ctx, path, side, side); small != nil {
		return small, nil
	}
	file, err := readPhoto(path, bw.OwnLimits)
	if err != nil {
		return nil, err
	}
	if _, _, err := formatOf(bytes.NewReader(file), int64(len(file))); err != nil {
		return nil, err
	}
	img, _, err := bw.Glance(ctx, file, bw.OwnLimits, side)
	if err != nil && KindOf(err) == Damaged {
		img, _, err = bw.Salvage(ctx, file, bw.OwnLimits, side)
	}
	return img, err
}

// embedded returns the thumbnail in a JPEG's EXIF block, and the photo's size; see
// bw.EmbeddedThumbnail.
func embedded(ctx context.Context, path string, least, most int) (small image.Image, size image.Point) {
	f, info, err := safefile.Open(path)
	if err != nil {
		return nil, image.Point{}
	}
	defer f.Close()
	return bw.EmbeddedThumbnail(ctx, f, info.Size(), least, most)
}
