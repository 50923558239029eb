package bw

import (
	"bytes"
	"compress/zlib"
	"context"
	"encoding/binary"
	"errors"
	stdpng "image/png"
	"io"

	"pretobranco/engine/bw/apng"
	"pretobranco/engine/bw/exif"
	"pretobranco/engine/bw/fault"
	"pretobranco/engine/bw/png"
	"pretobranco/engine/bw/raster"
)

var pngCodec = codec{
	header: func(file []byte) (Header, error) {
		h, err := png.ReadHeader(file)
		if err != nil {
			return Header{}, err
		}
		return Header{Width: h.Width, Height: h.Height, Frames: h.Frames, Orientation: exif.Orientation(pngExtra(file).EXIF)}, nil
	},
	rewrite: rewritePNG,
	decode:  decodePNG,
	encode: func(ctx context.Context, p *picture, _ Options) ([]byte, error) {
		e := png.Extra{Profile: p.extra.Profile, EXIF: p.extra.EXIF, XMP: p.extra.XMP, PerInch: p.extra.PerInch, Bilevel: p.bits1}
		if len(p.frames) == 1 {
			return png.Encode(ctx, p.frames[0].image, e)
		}
		var frames []apng.Frame
		for _, f := range p.frames {
			frames = append(frames, apng.Frame{Image: f.image, Delay: f.delay})
		}
		return apng.Encode(ctx, frames, p.loop, e)
	},
	animates: true,
	clear:    true,
	deep:     true,
}

func rewritePNG(ctx context.Context, file []byte, o Options) ([]byte, Report, error) {
	out, info, err := png.Gray(ctx, file, png.Options{
		Metadata:  png.Metadata(o.metadata()),
		Tone:      pngTone(o.tone()),
		Unmapped:  func(profile []byte) *png.Tone { return pngTone(sRGBTone(o.tone(), profile)) },
		Thumbnail: grayThumbnail,
	})
	if errors.Is(err, png.ErrNeedsPixels) {
		err = errNeedsPixels
	}
	return out, Report{Width: info.Width, Height: info.Height, Frames: info.Frames, Lossless: true, Gray: info.Gray && stays(o.Look)}, err
}

// decodePNG reads the picture, of an animation the one that is shown where animations
// aren't known, unless all frames are asked for. image/png turns a transparent colour (tRNS)
// into alpha, too.
func decodePNG(ctx context.Context, file []byte, w wish) (*picture, error) {
	if err := png.Fits(file); err != nil {
		return nil, err
	}
	p := &picture{extra: pngExtra(file)}
	p.orientation = exif.Orientation(p.extra.EXIF)
	if w.all {
		frames, loop, err := apng.Decode(ctx, file)
		for _, f := range frames {
			p.frames = append(p.frames, frame{f.Image, f.Delay})
		}
		p.loop = loop
		return p, err
	}
	img, err := stdpng.Decode(bytes.NewReader(file))
	if err != nil {
		return nil, fault.New(fault.Damaged, "the PNG file is damaged: %w", err)
	}
	p.frames = []frame{{image: img}}
	return p, nil
}

// pngExtra reads what stands beside a PNG's picture (PNG, third edition, 11.3).
func pngExtra(file []byte) (e raster.Extra) {
	for at := 8; at+12 <= len(file); {
		n := int64(binary.BigEndian.Uint32(file[at:]))
		if n+12 > int64(len(file)-at) {
			break
		}
		data := file[at+8 : at+8+int(n)]
		switch string(file[at+4 : at+8]) {
		case "iCCP":
			if _, packed, ok := bytes.Cut(data, []byte{0}); ok && len(packed) > 1 {
				e.Profile = inflated(packed[1:])
			}
		case "eXIf":
			e.EXIF = data
		case "pHYs":
			if len(data) == 9 && data[8] == 1 {
				e.PerInch = float64(binary.BigEndian.Uint32(data)) * 0.0254
			}
		case "iTXt":
			if packet, ok := bytes.CutPrefix(data, []byte("XML:com.adobe.xmp\x00\x00\x00\x00\x00")); ok {
				e.XMP = packet
			}
		}
		at += 12 + int(n)
	}
	return e
}

// inflated returns what a profile's data inflates to, nil if it is damaged or longer than
// any profile.
func inflated(packed []byte) []byte {
	const most = 16 << 20
	z, err := zlib.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil
	}
	data, err := io.ReadAll(io.LimitReader(z, most+1))
	if err != nil || len(data) > most {
		return nil
	}
	return data
}
