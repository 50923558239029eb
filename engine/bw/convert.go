package bw

import (
	"context"
	"errors"

	"pretobranco/engine/bw/codec"
	"pretobranco/engine/bw/fault"
)

// errNeedsPixels is a codec's answer for a picture that it can't rewrite.
var errNeedsPixels = errors.New("needs pixels")

// A pixelsError is an errNeedsPixels with a note that says why.
type pixelsError struct {
	code NoteCode
	args []string
}

func (e *pixelsError) Error() string        { return errNeedsPixels.Error() }
func (e *pixelsError) Is(target error) bool { return target == errNeedsPixels }

// convert is Convert, step by step:
//
//	admit    the header, held against the limits
//	rewrite  if the format stays: coefficients, palette or rows, no picture in memory
//	pixels   for all others
//	repair   of a damaged file what is there; then the same again
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
	if o.Quality <= 0 || o.Quality > 100 {
		o.Quality = DefaultQuality
	}
	c := codecs[h.Format]
	var why *pixelsError
	if keeps(o.Format, h.Format) && c.rewrite != nil && (c.bilevel || !bilevel(o.Look)) {
		out, report, err := c.rewrite(ctx, file, o)
		if err == nil {
			report.Format, report.Frames = h.Format, max(1, report.Frames)
			return Result{File: out, Report: report}, nil
		}
		if !errors.Is(err, errNeedsPixels) {
			return Result{}, err
		}
		errors.As(err, &why)
	}
	result, err := convertPixels(ctx, file, h, o)
	if err == nil && why != nil {
		result.Report.Note(why.code, why.args...)
	}
	return result, err
}

// keeps tells whether the result is to have the format of the file.
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
