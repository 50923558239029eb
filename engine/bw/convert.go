package bw

import (
	"context"
	"errors"

	"pretobranco/engine/bw/codec"
	"pretobranco/engine/bw/fault"
	"pretobranco/engine/bw/jpeg"
)

// convert is Convert, step by step:
//
//	admit    the header, checked against the limits
//	measure  the photo's levels, if the look's are automatic
//	rewrite  if the format stays: coefficients, palette or rows, no picture in memory
//	pixels   for all others
//	repair   a damaged file as far as it can be read, then the same again
func convert(ctx context.Context, file []byte, o Options, limits Limits) (Result, error) {
	result, err := convertWhole(ctx, file, o, limits)
	if err != nil {
		return convertDamaged(ctx, file, o, limits, err)
	}
	return result, nil
}

func convertWhole(ctx context.Context, file []byte, o Options, limits Limits) (Result, error) {
	if err := ctx.Err(); err != nil {
		return Result{}, fault.New(fault.Cancelled, "cancelled: %w", err)
	}
	h, err := admit(file, limits)
	if err != nil {
		return Result{}, err
	}
	if o.Look, err = measured(ctx, file, h, o.Look); err != nil {
		return Result{}, err
	}
	if o.Quality <= 0 || o.Quality > 100 {
		o.Quality = DefaultQuality
	}
	var why *codec.PixelsError
	if c := h.Format.Info().codec; keeps(o.Format, h.Format) && c.Rewrite != nil && (c.RewritesBilevel || !bilevel(o.Look)) {
		result, err := rewrite(ctx, c, file, h.Format, o)
		if err == nil || !errors.Is(err, codec.ErrNeedsPixels) {
			return result, err
		}
		errors.As(err, &why)
	}
	result, err := convertPixels(ctx, file, h, o)
	if err == nil && why != nil {
		result.Report.needsPixels(why)
	}
	return result, err
}

// rewrite lets a codec make a file gray in its own format.
func rewrite(ctx context.Context, c codec.Codec, file []byte, format Format, o Options) (Result, error) {
	through := throughSRGB(o.tone())
	out, info, err := c.Rewrite(ctx, file, codec.Options{
		Metadata: o.metadata(), Quality: o.Quality, Tone: o.tone(), Bilevel: o.bilevel(), Unmapped: through.tone, Thumbnail: grayThumbnail,
	})
	if err != nil {
		return Result{}, err
	}
	report := Report{
		Format: format, Width: info.Width, Height: info.Height, Frames: max(1, info.Frames),
		Lossless: true, Gray: info.Gray && stays(o.Look),
	}
	through.caveats(&info.Caveats, report.Gray)
	report.caveats(info.Caveats)
	return Result{File: out, Report: report}, nil
}

// grayThumbnail makes a thumbnail inside the metadata gray.
func grayThumbnail(file []byte) ([]byte, error) {
	return jpeg.GrayThumbnail(context.Background(), file)
}

// keeps reports whether the result is to have the format of the file.
func keeps(asked, is Format) bool { return asked == "" || asked == Keep || asked == is }

// metadata is o's choice in the terms of the codecs.
func (o Options) metadata() codec.Metadata {
	switch o.Metadata {
	case WithoutLocation:
		return codec.DropLocation
	case DropMetadata:
		return codec.DropMetadata
	}
	return codec.KeepMetadata
}
