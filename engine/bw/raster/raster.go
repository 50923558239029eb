// Package raster processes the pixels of decoded pictures, whatever their format: it makes them gray,
// turns them upright, and makes them smaller.
//
//	decoder -> image -> [ToSRGB] -> Gray -> Orient -> encoder
//	              |
//	              +---> Shrink -> Orient -> preview
//
// A gray picture has one of four types, which every encoder accepts: *image.Gray,
// *image.Gray16, and with transparency *image.NRGBA and *image.NRGBA64, of which red,
// green and blue are then equal.
package raster

import (
	"context"
	"image"
	"runtime"
	"sync"

	"pretobranco/engine/bw/fault"
)

// bandPixels is how many pixels a band has at least: below it, a goroutine costs
// more than it gains.
const bandPixels = 1 << 16

// Bands calls work for bands of rows, y0 up to but not including y1, that together
// make a picture of that size, on all cores. A band ends early, and Bands returns
// Cancelled, when ctx is done between two bands; a panic in work comes back as Internal.
func Bands(ctx context.Context, width, height int, work func(y0, y1 int)) error {
	rows := max(1, bandPixels/max(1, width))
	bands := (height + rows - 1) / rows
	workers := min(runtime.GOMAXPROCS(0), bands)
	if workers < 1 {
		return nil
	}
	next := make(chan int, bands)
	for b := range bands {
		next <- b
	}
	close(next)
	failed := make(chan error, workers)
	run := func() {
		defer func() {
			if v := recover(); v != nil {
				failed <- fault.Recovered(v, "the converter failed on this picture")
			}
		}()
		for b := range next {
			if err := ctx.Err(); err != nil {
				failed <- fault.New(fault.Cancelled, "cancelled: %w", err)
				return
			}
			work(b*rows, min(height, (b+1)*rows))
		}
	}
	var all sync.WaitGroup
	for range workers - 1 {
		all.Go(run)
	}
	run()
	all.Wait()
	select {
	case err := <-failed:
		return err
	default:
		return nil
	}
}

// Opaque reports whether every pixel of a picture is opaque.
func Opaque(img image.Image) bool {
	if o, ok := img.(interface{ Opaque() bool }); ok {
		return o.Opaque()
	}
	b := img.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			if _, _, _, a := img.At(x, y).RGBA(); a != 0xffff {
				return false
			}
		}
	}
	return true
}
