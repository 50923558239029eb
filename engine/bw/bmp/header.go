package bmp

import (
	"encoding/binary"
	"math/bits"

	"pretobranco/engine/bw/fault"
)

// Values of biCompression.
const (
	plain     = 0
	rle8      = 1
	rle4      = 2
	bitfields = 3
	alphabits = 6
)

const fileHeader = 14 // bytes of the BITMAPFILEHEADER

// A header is the information before the pixels.
type header struct {
	Header
	size        int // of the header after the file header: 12, 40, 124...
	topDown     bool
	bits        int
	compression uint32
	masks       [4]uint32 // red, green, blue, alpha, of 16 and 32 bits
	palette     int       // offset of the palette
	entries     int
	entrySize   int  // 3 in OS/2's first header, else 4
	pixels      int  // offset of the pixels
	unmanaged   bool // drop the profile
}

// stride is the size of an uncompressed row in bytes.
func (h header) stride() int { return (h.Width*h.bits + 31) / 32 * 4 }

func readHeader(file []byte) (h header, err error) {
	if len(file) < fileHeader+12 {
		return h, breaksOff(file)
	}
	d := file[fileHeader:]
	word := func(at int) int { return int(binary.LittleEndian.Uint16(d[at:])) }
	long := func(at int) uint32 { return binary.LittleEndian.Uint32(d[at:]) }
	size, offset := long(0), binary.LittleEndian.Uint32(file[10:])
	if size < 12 || size > 1<<16 {
		return h, fault.New(fault.Damaged, "the BMP file's header claims a length of %d bytes", size)
	}
	if h.size = int(size); h.size > len(d) {
		return h, breaksOff(file)
	}
	h.palette, h.entrySize = fileHeader+h.size, 4
	used := uint32(0)
	if h.size < 16 {
		h.Width, h.Height, h.bits, h.entrySize = word(4), word(6), word(10), 3
	} else {
		h.Width, h.Height, h.bits = int(int32(long(4))), int(int32(long(8))), word(14)
		if h.size >= 20 {
			h.compression = long(16)
		}
		if h.size >= 36 {
			used = long(32)
		}
	}
	if h.Height < 0 {
		h.topDown, h.Height = true, -h.Height
	}
	h.Bits = h.bits
	if h.Width <= 0 || h.Height <= 0 {
		return h, fault.New(fault.Damaged, "a BMP file of %d x %d pixels", h.Width, h.Height)
	}
	if err := h.kind(); err != nil {
		return h, err
	}
	if err := h.readMasks(file); err != nil {
		return h, err
	}
	h.pixels = int(offset)
	if h.bits <= 8 {
		h.entries = 1 << h.bits
		if used > 0 && used < uint32(h.entries) {
			h.entries = int(used)
		}
	}
	end := h.palette + h.entries*h.entrySize
	if h.pixels < h.palette {
		h.pixels = end // some writers write zero
	}
	// The missing colours of a short palette are black.
	h.entries = min(h.entries, (h.pixels-h.palette)/h.entrySize)
	if h.pixels > len(file) {
		return h, breaksOff(file)
	}
	return h, nil
}

// kind reports whether the combination of bits and compression is supported.
func (h header) kind() error {
	switch {
	case h.compression == plain:
		switch h.bits {
		case 1, 2, 4, 8, 16, 24, 32:
			return nil
		}
	case h.compression == rle8 && h.bits == 8, h.compression == rle4 && h.bits == 4:
		return nil
	case (h.compression == bitfields || h.compression == alphabits) && (h.bits == 16 || h.bits == 32):
		return nil
	case h.compression == 4, h.compression == 5:
		return fault.New(fault.Unsupported, "the BMP file holds a picture of another format")
	}
	return fault.New(fault.Unsupported, "a BMP file with %d bits to a pixel and compression %d", h.bits, h.compression)
}

// readMasks reads the colour masks of a pixel.
func (h *header) readMasks(file []byte) error {
	switch {
	case h.bits == 16:
		h.masks = [4]uint32{0x7c00, 0x3e0, 0x1f}
	case h.bits == 32:
		h.masks = [4]uint32{0xff0000, 0xff00, 0xff}
	}
	if h.compression != bitfields && h.compression != alphabits {
		return nil
	}
	// In the header from version 2 on, otherwise after it.
	n := 3
	if h.compression == alphabits || h.size >= 56 {
		n = 4
	}
	if h.size < 52 {
		h.palette += 4 * n
	}
	if len(file) < fileHeader+40+4*n {
		return breaksOff(file)
	}
	for i := range n {
		m := binary.LittleEndian.Uint32(file[fileHeader+40+4*i:])
		if h.bits == 16 {
			m &= 0xffff
		}
		if m>>bits.TrailingZeros32(m)&(m>>bits.TrailingZeros32(m)+1) != 0 {
			return fault.New(fault.Damaged, "the BMP file's colour mask %#x has a gap", m)
		}
		h.masks[i] = m
		h.Narrows = h.Narrows || bits.OnesCount32(m) > 8
	}
	return nil
}

// complete returns an error if pixels are missing. The padding of the last row may be missing.
func (h header) complete(file []byte) error {
	data := file[h.pixels:]
	if h.compression == rle8 || h.compression == rle4 {
		_, _, err := h.walk(data, nil)
		return err
	}
	if h.stride() > len(data) && h.Height > 1 || (h.Height-1) > len(data)/max(1, h.stride()) ||
		(h.Height-1)*h.stride()+(h.Width*h.bits+7)/8 > len(data) {
		return breaksOff(file)
	}
	return nil
}

// end returns the end of the picture and of its profile, which most files store after it.
func (h header) end(file []byte) int {
	end := int64(len(file))
	if h.compression != rle8 && h.compression != rle4 {
		end = int64(h.pixels) + int64(h.stride())*int64(h.Height)
	} else if h.size >= 40 {
		if size := int64(binary.LittleEndian.Uint32(file[fileHeader+20:])); size > 0 {
			end = int64(h.pixels) + size
		}
	}
	if profile := h.profile(file); profile != nil {
		end = max(end, int64(cap(file)-cap(profile)+len(profile)))
	}
	return int(min(end, int64(len(file))))
}

// profile returns the ICC profile of a version 5 header, or nil.
func (h header) profile(file []byte) []byte {
	const embedded = 0x4d424544 // PROFILE_EMBEDDED
	if h.unmanaged || h.size < 124 || binary.LittleEndian.Uint32(file[fileHeader+56:]) != embedded {
		return nil
	}
	from := int64(binary.LittleEndian.Uint32(file[fileHeader+112:])) + fileHeader
	size := int64(binary.LittleEndian.Uint32(file[fileHeader+116:]))
	if size == 0 || from+size > int64(len(file)) {
		return nil
	}
	return file[from : from+size]
}

// dropProfile replaces the profile of a version 5 header by sRGB.
func dropProfile(out []byte, h header) {
	const sRGB = 0x73524742
	binary.LittleEndian.PutUint32(out[fileHeader+56:], sRGB)
	clear(out[fileHeader+112 : fileHeader+120])
}
