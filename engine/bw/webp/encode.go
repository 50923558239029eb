package webp

import (
	"context"
	"encoding/binary"
	"image"
	"time"

	"pretobranco/engine/bw/codec"
	"pretobranco/engine/bw/fault"
	"pretobranco/engine/bw/raster"
	"pretobranco/engine/bw/wasm"
)

// Encode encodes gray frames, all of the same size, with an encoder for still pictures. Quality is
// 1 to 100, or 0 for lossless; loop is the number of plays, 0 for infinite. Errors are those of the
// encoder, or TooLarge.
func Encode(ctx context.Context, frames []codec.Frame, quality, loop int, e codec.Extra) ([]byte, error) {
	if len(frames) == 0 {
		return nil, fault.New(fault.Internal, "an animation without frames")
	}
	size := frames[0].Image.Bounds().Size()
	header := make([]byte, 10)
	put24(header[4:], size.X-1)
	put24(header[7:], size.Y-1)
	var pictures []chunk
	for _, f := range frames {
		file, err := wasm.WebP(ctx, f.Image, quality)
		if err != nil {
			return nil, err
		}
		still, err := open(file)
		if err != nil {
			return nil, err
		}
		var inner []chunk
		for _, c := range still.chunks {
			if c.name == "ALPH" || c.name == "VP8 " || c.name == "VP8L" {
				inner = append(inner, c)
			}
		}
		if !raster.Opaque(f.Image) {
			header[0] |= hasAlpha
		}
		if len(frames) == 1 {
			pictures = inner
			break
		}
		pictures = append(pictures, frameChunk(f, size, inner))
	}
	chunks := []chunk{{name: "VP8X", data: header}}
	if len(e.Profile) > 0 {
		header[0] |= hasProfile
		chunks = append(chunks, chunk{name: "ICCP", data: e.Profile})
	}
	if len(frames) > 1 {
		header[0] |= hasAnimation
		chunks = append(chunks, chunk{name: "ANIM", data: binary.LittleEndian.AppendUint16(make([]byte, 4), uint16(loop))})
	}
	chunks = append(chunks, pictures...)
	if len(e.EXIF) > 0 {
		header[0] |= hasEXIF
		chunks = append(chunks, chunk{name: "EXIF", data: e.EXIF})
	}
	if len(e.XMP) > 0 {
		header[0] |= hasXMP
		chunks = append(chunks, chunk{name: "XMP ", data: e.XMP})
	}
	if header[0]&^hasAlpha == 0 && len(pictures) == 1 { // no need for the extended header
		chunks = pictures
	}
	return join(chunks)
}

// frameChunk returns a frame of an animation that replaces the previous one.
func frameChunk(f codec.Frame, size image.Point, inner []chunk) chunk {
	const noBlend = 2
	d := make([]byte, frameHeader)
	put24(d[6:], size.X-1)
	put24(d[9:], size.Y-1)
	put24(d[12:], int(min(f.Delay/time.Millisecond, 1<<24-1)))
	d[15] = noBlend
	for _, c := range inner {
		d = appendChunk(d, c.name, c.data)
	}
	return chunk{name: "ANMF", data: d}
}
