package webp

import (
	"bytes"
	"context"
	"image"
	"image/draw"
	"time"

	"golang.org/x/image/vp8"
	"golang.org/x/image/vp8l"
	"golang.org/x/image/webp"

	"pretobranco/engine/bw/codec"
	"pretobranco/engine/bw/exif"
	"pretobranco/engine/bw/fault"
	"pretobranco/engine/bw/raster"
)

// Decode returns a file's frames as displayed, all of them or the first, and its metadata. Callers
// should check ReadHeader against their limits first. Errors are Damaged and Cancelled.
func Decode(ctx context.Context, file []byte, all bool) ([]codec.Frame, codec.Extra, error) {
	var extra codec.Extra
	f, err := open(file)
	if err != nil {
		return nil, extra, err
	}
	var frames []codec.Frame
	var alpha *chunk
	var canvas *image.NRGBA
	for _, c := range f.chunks {
		switch c.name {
		case "ICCP":
			extra.Profile = c.data
		case "EXIF":
			extra.EXIF = exifBlock(c.data)
		case "XMP ":
			extra.XMP = c.data
		case "ALPH":
			alpha = &c
		case "VP8 ", "VP8L":
			if len(frames) > 0 {
				continue
			}
			img, err := decodePicture(c, alpha)
			if err != nil {
				return nil, extra, err
			}
			frames = append(frames, codec.Frame{Image: img})
		case "ANMF":
			if err := ctx.Err(); err != nil {
				return nil, extra, fault.New(fault.Cancelled, "cancelled: %w", err)
			}
			if len(frames) > 0 && !all {
				continue
			}
			if canvas == nil {
				canvas = image.NewNRGBA(image.Rect(0, 0, f.width, f.height))
			}
			frame, err := drawFrame(ctx, canvas, c)
			if err != nil {
				return nil, extra, err
			}
			frames = append(frames, frame)
		case "C2PA":
			extra.Unknown.Add(exif.PartCredentials)
		case "VP8X", "ANIM":
		default:
			extra.Unknown.Add(exif.PartOther)
		}
	}
	if len(frames) == 0 {
		return nil, extra, errFrame
	}
	return frames, extra, nil
}

// drawFrame draws a frame of an animation, returns the canvas, and disposes of the frame.
func drawFrame(ctx context.Context, canvas *image.NRGBA, c chunk) (codec.Frame, error) {
	const dispose, noBlend = 1, 2
	d := c.data
	if len(d) < frameHeader || c.cut {
		return codec.Frame{}, errFrame
	}
	inner, err := split(d, frameHeader)
	if err != nil {
		return codec.Frame{}, err
	}
	var img image.Image
	var alpha *chunk
	for _, i := range inner {
		switch i.name {
		case "ALPH":
			alpha = &i
		case "VP8 ", "VP8L":
			if img, err = decodePicture(i, alpha); err != nil {
				return codec.Frame{}, err
			}
		}
	}
	if img == nil {
		return codec.Frame{}, errFrame
	}
	if img, err = raster.Straight(ctx, img); err != nil { // interpolates chroma
		return codec.Frame{}, err
	}
	at := image.Pt(2*number24(d), 2*number24(d[3:]))
	place := img.Bounds().Sub(img.Bounds().Min).Add(at)
	op := draw.Over
	if d[15]&noBlend != 0 {
		op = draw.Src
	}
	draw.Draw(canvas, place, img, img.Bounds().Min, op)
	seen := *canvas
	seen.Pix = bytes.Clone(canvas.Pix)
	if d[15]&dispose != 0 {
		draw.Draw(canvas, place, image.Transparent, image.Point{}, draw.Src)
	}
	return codec.Frame{Image: &seen, Delay: time.Duration(number24(d[12:])) * time.Millisecond}, nil
}

// decodePicture decodes a bitstream and its ALPH chunk, if any.
func decodePicture(c chunk, alpha *chunk) (image.Image, error) {
	if c.cut || alpha != nil && alpha.cut {
		return nil, fault.New(fault.Damaged, "the WebP file ends in its picture")
	}
	img, err := decodeBitstream(c, alpha)
	if err != nil {
		return nil, fault.New(fault.Damaged, "the WebP file's picture is damaged: %w", err)
	}
	switch img := img.(type) {
	case *image.YCbCr:
		fullRange(img)
	case *image.NYCbCrA:
		fullRange(&img.YCbCr)
	}
	return img, nil
}

func decodeBitstream(c chunk, alpha *chunk) (image.Image, error) {
	if c.name == "VP8L" {
		return vp8l.Decode(bytes.NewReader(c.data))
	}
	if alpha == nil {
		d := vp8.NewDecoder()
		d.Init(bytes.NewReader(c.data), len(c.data))
		if _, err := d.DecodeFrameHeader(); err != nil {
			return nil, err
		}
		return d.DecodeFrame()
	}
	width, height, err := pictureSize(c)
	if err != nil {
		return nil, err
	}
	header := make([]byte, 10)
	header[0] = hasAlpha
	put24(header[4:], width-1)
	put24(header[7:], height-1)
	file, err := join([]chunk{{name: "VP8X", data: header}, *alpha, c})
	if err != nil {
		return nil, err
	}
	return webp.Decode(bytes.NewReader(file))
}

// fullRange scales VP8's luma of 16 to 235 and chroma of 16 to 240 to full range; luma exactly as
// libwebp converts it to gray.
func fullRange(img *image.YCbCr) {
	var luma, chroma [256]uint8
	for i := range 256 {
		luma[i] = uint8(max(0, min(255, (i*19077>>8-1160)>>6)))
		chroma[i] = uint8(max(0, min(255, 128+((i-128)*255+112*sign(i-128))/224)))
	}
	for i, v := range img.Y {
		img.Y[i] = luma[v]
	}
	for i, v := range img.Cb {
		img.Cb[i] = chroma[v]
	}
	for i, v := range img.Cr {
		img.Cr[i] = chroma[v]
	}
}

func sign(v int) int {
	if v < 0 {
		return -1
	}
	return 1
}
