package jpeg

import (
	"context"
	"errors"

	"pretobranco/engine/bw/codec"
	"pretobranco/engine/bw/raster"
)

var errThumbnail = errors.New("no thumbnail has so many pixels")

// maxThumbnail is the largest number of pixels of a thumbnail that is decoded.
const maxThumbnail = 1 << 24

// GrayThumbnail converts a small file to gray and drops its metadata. It works on the coefficients,
// or on the pixels of files whose coefficients can't be used.
func GrayThumbnail(ctx context.Context, file []byte) ([]byte, error) {
	out, _, err := Gray(ctx, file, codec.Options{Metadata: codec.DropMetadata})
	if !errors.Is(err, codec.ErrNeedsPixels) {
		return out, err
	}
	h, err := ReadHeader(file)
	if err != nil {
		return nil, err
	}
	if h.Width*h.Height > maxThumbnail {
		return nil, errThumbnail
	}
	img, err := Decode(ctx, file, 1)
	if err != nil {
		return nil, err
	}
	gray, _, err := raster.Gray(ctx, img, nil)
	if err != nil {
		return nil, err
	}
	out, _, err = Encode(ctx, gray, 75, codec.Extra{})
	return out, err
}
