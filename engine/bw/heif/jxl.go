package heif

import (
	"bytes"
	"encoding/binary"
	"image"
	"math"
	"sync"

	"pretobranco/engine/bw/codec"
	"pretobranco/engine/bw/exif"
	"pretobranco/engine/bw/icc"
)

// headRoom is larger than any header without a profile.
const headRoom = 1 << 14

// codestream returns the start of a JPEG XL codestream: the file itself, or the content of its
// boxes. Partial boxes may be short; that of a recompressed JPEG has only its size in the first.
func codestream(file []byte) []byte {
	if bytes.HasPrefix(file, []byte{0xff, 0x0a}) {
		return file
	}
	var stream []byte
	boxes(file, func(name string, content []byte) bool {
		switch {
		case name == "jxlc":
			stream = content
			return false
		case name == "jxlp" && len(content) > 4: // after the box's index
			part := content[4:]
			stream = append(stream, part[:min(len(part), headRoom)]...)
		}
		return len(stream) < headRoom
	})
	return stream
}

// jxlExtra reads a file's metadata (ISO/IEC 18181-2, 9). A brob box is another box, compressed with
// Brotli: the name of that box, and its content.
func jxlExtra(file []byte, h jxlHeader) (e codec.Extra) {
	if h.gamma > 0 {
		e.Profile = icc.GrayGamma(1 / h.gamma)
	}
	if bytes.HasPrefix(file, []byte{0xff, 0x0a}) {
		return e
	}
	boxes(file, func(name string, content []byte) bool {
		if name == "brob" && len(content) > 4 {
			name, content = string(content[:4]), decompressed(content[4:], "br")
		}
		switch name {
		case "Exif":
			if e.EXIF = tiffHeader(content); e.EXIF == nil {
				e.Unknown.Add(exif.PartEXIF)
			}
		case "xml ":
			if e.XMP = content; content == nil {
				e.Unknown.Add(exif.PartXMP)
			}
		case "jumb":
			if bytes.Contains(content, []byte("c2pa")) {
				e.Unknown.Add(exif.PartCredentials)
			}
		}
		return true
	})
	return e
}

// straight converts the codec's output to sRGB without premultiplication, in place. Premultiplied
// colours may be brighter than their opacity (flames, glow), which straight ones can't express;
// such a picture is composited onto black.
func (h *jxlHeader) straight(img image.Image) {
	if h.associated && glows(img) {
		h.associated = false
		cover(img)
	}
	switch img := img.(type) {
	case *image.NRGBA:
		for i := 0; i+4 <= len(img.Pix); i += 4 {
			p := img.Pix[i : i+4]
			for k, v := range p[:3] {
				p[k] = uint8(h.value(uint32(v), uint32(p[3]), 0xff))
			}
		}
	case *image.NRGBA64:
		for i := 0; i+8 <= len(img.Pix); i += 8 {
			p := img.Pix[i : i+8]
			alpha := uint32(binary.BigEndian.Uint16(p[6:]))
			for k := 0; k < 6; k += 2 {
				binary.BigEndian.PutUint16(p[k:], uint16(h.value(uint32(binary.BigEndian.Uint16(p[k:])), alpha, 0xffff)))
			}
		}
	}
}

// glows reports whether any colour is clearly brighter than its opacity.
func glows(img image.Image) bool {
	switch img := img.(type) {
	case *image.NRGBA:
		for i := 0; i+4 <= len(img.Pix); i += 4 {
			if p := img.Pix[i : i+4]; int(max(p[0], p[1], p[2])) > int(p[3])+8 {
				return true
			}
		}
	case *image.NRGBA64:
		for i := 0; i+8 <= len(img.Pix); i += 8 {
			if p := img.Pix[i : i+8]; int(max(p[0], p[2], p[4])) > int(p[6])+8 {
				return true
			}
		}
	}
	return false
}

// cover makes all pixels opaque.
func cover(img image.Image) {
	switch img := img.(type) {
	case *image.NRGBA:
		for i := 3; i < len(img.Pix); i += 4 {
			img.Pix[i] = 0xff
		}
	case *image.NRGBA64:
		for i := 6; i+1 < len(img.Pix); i += 8 {
			img.Pix[i], img.Pix[i+1] = 0xff, 0xff
		}
	}
}

// value converts a sample to straight, at most top.
func (h *jxlHeader) value(v, alpha, top uint32) uint32 {
	if h.associated && alpha != 0 && alpha != top {
		v = min(top, (v*top+alpha/2)/alpha)
	}
	if !h.linear {
		return v
	}
	if top == 0xff {
		v *= 257
	}
	v = uint32(encoded()[v])
	if top == 0xff {
		v = (v + 128) / 257
	}
	return v
}

// encoded converts linear light to sRGB (IEC 61966-2-1).
var encoded = sync.OnceValue(func() []uint16 {
	table := make([]uint16, 1<<16)
	for i := range table {
		x := float64(i) / 65535
		y := 12.92 * x
		if x > 0.0031308 {
			y = 1.055*math.Pow(x, 1/2.4) - 0.055
		}
		table[i] = uint16(y*65535 + 0.5)
	}
	return table
})
