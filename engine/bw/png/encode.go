package png

import (
	"context"
	"encoding/binary"
	"image"

	"pretobranco/engine/bw/codec"
	"pretobranco/engine/bw/exif"
	"pretobranco/engine/bw/fault"
)

// Encode encodes a gray picture: *image.Gray and *image.Gray16, or with alpha *image.NRGBA and
// *image.NRGBA64, of which it reads red and alpha. The profile must be of a gray space. With bilevel,
// *image.Gray gets 1 bit to a pixel: samples of 128 and more are white. Errors are of package
// fault: TooLarge, Cancelled, or Internal for another type of image.
func Encode(ctx context.Context, img image.Image, e codec.Extra, bilevel bool) ([]byte, error) {
	b := img.Bounds()
	h := Header{Header: codec.Header{Width: b.Dx(), Height: b.Dy()}, BitDepth: 8, ColorType: Grayscale}
	if h.Width <= 0 || h.Height <= 0 {
		return nil, fault.New(fault.Internal, "an empty picture can't be a PNG file")
	}
	var fill func(out []byte, y int)
	switch img := img.(type) {
	case *image.Gray:
		fill = func(out []byte, y int) { copy(out, img.Pix[img.PixOffset(b.Min.X, y):]) }
		if bilevel {
			h.BitDepth = 1
			fill = func(out []byte, y int) { packBits(out, img.Pix[img.PixOffset(b.Min.X, y):][:h.Width]) }
		}
	case *image.Gray16:
		h.BitDepth = 16
		fill = func(out []byte, y int) { copy(out, img.Pix[img.PixOffset(b.Min.X, y):]) }
	case *image.NRGBA:
		h.ColorType = GrayAlpha
		fill = func(out []byte, y int) {
			pix := img.Pix[img.PixOffset(b.Min.X, y):]
			for i := 0; i+1 < len(out) && 2*i+3 < len(pix); i += 2 {
				out[i], out[i+1] = pix[2*i], pix[2*i+3]
			}
		}
	case *image.NRGBA64:
		h.ColorType, h.BitDepth = GrayAlpha, 16
		fill = func(out []byte, y int) {
			pix := img.Pix[img.PixOffset(b.Min.X, y):]
			for i := 0; i+3 < len(out) && 2*i+7 < len(pix); i += 4 {
				out[i], out[i+1], out[i+2], out[i+3] = pix[2*i], pix[2*i+1], pix[2*i+6], pix[2*i+7]
			}
		}
	default:
		return nil, fault.New(fault.Internal, "a %T can't be written as a gray PNG file", img)
	}

	size := h.rowBytes(h.Width)
	out := append(make([]byte, 0, size*h.Height/2+len(e.Profile)+len(e.EXIF)+len(e.XMP)+1024), signature...)
	out = appendExtra(h.appendTo(out), e)
	out, at := openChunk(out, "IDAT")
	d := newDeflater(out, h.rawBytes(h.Width, h.Height), h.pixelBytes())
	d.pass(size)
	done := 0
	for y := b.Min.Y; y < b.Max.Y; y++ {
		if done += size; done >= rowStep {
			done = 0
			if err := ctx.Err(); err != nil {
				d.abandon()
				return nil, fault.New(fault.Cancelled, "cancelled: %w", err)
			}
		}
		fill(d.row(), y)
	}
	out, err := d.finish()
	if err != nil {
		return nil, err
	}
	if len(out)-at-8 > maxChunk {
		return nil, fault.New(fault.TooLarge, "the gray picture takes more than 2 GiB, the most that a PNG chunk holds")
	}
	return appendChunk(closeChunk(out, at), "IEND"), nil
}

// appendExtra appends the chunks of e.
func appendExtra(out []byte, e codec.Extra) []byte {
	if len(e.Profile) > 0 {
		out = appendChunk(out, "iCCP", profileData("ICC profile", e.Profile)...)
	}
	if r := e.Resolution; r.Known() {
		x, y := r.Metre()
		unit := byte(1)
		if r.Relative {
			x, y = r.Proportion()
			unit = 0
		}
		d := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, x), y)
		out = appendChunk(out, "pHYs", append(d, unit)...)
	}
	if len(e.EXIF) > 0 {
		out = appendChunk(out, "eXIf", e.EXIF...)
	}
	if len(e.XMP) > 0 {
		out = appendChunk(out, "iTXt", append([]byte(xmpKeyword+"\x00\x00\x00\x00\x00"), e.XMP...)...)
	}
	if resources := exif.JoinPhotoshop(e.IPTC, e.Photoshop); len(resources) > 0 {
		out = appendText(out, "Raw profile type iptc", rawText("iptc", resources), true)
	}
	if len(e.Comment) > 0 {
		out = appendText(out, "Comment", e.Comment, false)
	}
	return out
}

// appendSRGB appends the chunks for sRGB with perceptual intent, and the nearest gamma for readers
// without sRGB support (11.3.2.5).
func appendSRGB(out []byte) []byte {
	return appendChunk(appendChunk(out, "sRGB", 0), "gAMA", 0, 0, 0xb1, 0x8f)
}

// packBits packs one bit per sample, most significant bit first; unused bits of the last byte are
// zero.
func packBits(out, samples []byte) {
	clear(out)
	i := 0
	for ; i+8 <= len(samples); i += 8 {
		// The multiplication collects the highest bits of eight samples in the last byte of the
		// product.
		const ones, gather = 0x0101010101010101, 0x8040201008040201
		out[i/8] = byte(binary.LittleEndian.Uint64(samples[i:]) >> 7 & ones * gather >> 56)
	}
	for ; i < len(samples); i++ {
		out[i/8] |= samples[i] >> 7 << (7 - i%8)
	}
}
