package bw

import (
	"context"
	"image"
	"io"

	"pretobranco/engine/bw/codec"
	"pretobranco/engine/bw/exif"
	"pretobranco/engine/bw/jpeg"
)

// embeddedHead is how much of a JPEG is read for the thumbnail in its EXIF segment: a segment has
// at most 64 KiB.
const embeddedHead = 72 << 10

// EmbeddedThumbnail returns the thumbnail in a JPEG's EXIF block, upright, with at most maxSide
// pixels on the long side (0: all of them). It reads the beginning of r, which has length bytes.
// Size is the photo's own, upright, or zero if the beginning does not include it. The image is nil
// if there is no thumbnail, if its long side has fewer than minSide pixels, or if its shape is not the
// photo's.
func EmbeddedThumbnail(ctx context.Context, r io.ReaderAt, length int64, minSide, maxSide int) (thumbnail image.Image, size image.Point) {
	head := readHead(r, length, embeddedHead)
	if Sniff(head) != JPEG {
		return nil, image.Point{}
	}
	block := jpeg.EXIF(head)
	file := exif.Thumbnail(block)
	if file == nil {
		return nil, image.Point{}
	}
	small, err := ReadHeader(file)
	if err != nil || small.Format != JPEG || max(small.Width, small.Height) < minSide {
		return nil, image.Point{}
	}
	if photo, err := ReadHeader(head); err == nil {
		// Many cameras pad theirs to 4:3 with black bars.
		if !sameShape(photo.Width, photo.Height, small.Width, small.Height) {
			return nil, image.Point{}
		}
		size = image.Pt(photo.Upright())
	}
	// The thumbnail is stored like the photo, so the photo's orientation applies to it.
	thumbnail, _, err = decode(ctx, file, OwnLimits, codec.Hints{MaxSide: maxSide}, exif.Orientation(block))
	if err != nil {
		return nil, image.Point{}
	}
	return thumbnail, size
}

// readHead returns the first n bytes of r, which has length bytes, or as many as can be read.
func readHead(r io.ReaderAt, length int64, n int64) []byte {
	head := make([]byte, min(n, max(0, length)))
	got, _ := r.ReadAt(head, 0)
	return head[:got]
}

// sameShape reports whether two sizes have the same proportions, within the rounding of a small
// one.
func sameShape(w1, h1, w2, h2 int) bool {
	cross := w1*h2 - w2*h1
	return max(cross, -cross) <= max(w1, h1)*2
}
