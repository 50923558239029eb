package png

import (
	"bytes"
	"encoding/binary"
	"fmt"

	"pretobranco/engine/bw/codec"
	"pretobranco/engine/bw/fault"
)

// A ColorType is the kind of a picture's pixels, with the values of the header.
type ColorType byte

const (
	Grayscale ColorType = 0
	RGB       ColorType = 2
	Palette   ColorType = 3
	GrayAlpha ColorType = 4
	RGBAlpha  ColorType = 6
)

// A Header describes a picture (11.2.1).
type Header struct {
	codec.Header     // without orientation: see Orientation
	BitDepth     int // of one sample, or of a palette's index: 1, 2, 4, 8, 16
	ColorType    ColorType
	Interlaced   bool
}

// samples returns how many samples a pixel has.
func (t ColorType) samples() int {
	switch t {
	case RGB:
		return 3
	case GrayAlpha:
		return 2
	case RGBAlpha:
		return 4
	}
	return 1
}

// colour reports whether pixels hold red, green and blue.
func (t ColorType) colour() bool { return t == RGB || t == RGBAlpha }

// alpha reports whether pixels hold alpha.
func (t ColorType) alpha() bool { return t == GrayAlpha || t == RGBAlpha }

// depths lists the bit depths of each colour type (table 11.1).
var depths = map[ColorType][]byte{
	Grayscale: {1, 2, 4, 8, 16},
	RGB:       {8, 16},
	Palette:   {1, 2, 4, 8},
	GrayAlpha: {8, 16},
	RGBAlpha:  {8, 16},
}

// pixelBits returns the bits of one pixel.
func (h Header) pixelBits() int { return h.BitDepth * h.ColorType.samples() }

// rowBytes returns the bytes of a row, without the filter byte.
func (h Header) rowBytes(pixels int) int {
	return int((int64(pixels)*int64(h.pixelBits()) + 7) / 8)
}

// pixelBytes returns the distance to the previous pixel for filters (9.2).
func (h Header) pixelBytes() int { return max(1, h.pixelBits()/8) }

// String names the kind of picture in messages.
func (h Header) String() string {
	return fmt.Sprintf("%d x %d, colour type %d, %d bits", h.Width, h.Height, h.ColorType, h.BitDepth)
}

// ReadHeader reads a file's header without reading the picture, for checks against limits. It fails
// where Gray would.
func ReadHeader(file []byte) (Header, error) {
	if !bytes.HasPrefix(file, signature) {
		return Header{}, fault.New(fault.Damaged, "the first eight bytes are not those of a PNG file")
	}
	first, ok := chunkAt(file, len(signature))
	switch {
	case !ok && len(file) < len(signature)+chunkOverhead+13:
		return Header{}, fault.New(fault.Damaged, "the file ends before the picture")
	case !ok || first.kind() != "IHDR" && first.kind() != "CgBI":
		return Header{}, fault.New(fault.Damaged, "the file does not start with a PNG header")
	case first.kind() == "CgBI":
		return Header{}, fault.New(fault.Unsupported, "this is Apple's variant of PNG, which only its own devices read")
	case !first.intact():
		return Header{}, fault.New(fault.Damaged, "the header is damaged: its checksum is wrong")
	}
	h, err := parseHeader(first.data())
	if err != nil {
		return Header{}, err
	}
	for _, c := range chunks(file) {
		switch c.kind() {
		case "IDAT", "IEND":
			return h, nil
		case "acTL":
			if d := c.data(); len(d) == 8 && c.intact() {
				h.Frames = int(max(1, binary.BigEndian.Uint32(d)))
			}
		}
	}
	return h, nil
}

// parseHeader reads the data of IHDR.
func parseHeader(d []byte) (Header, error) {
	if len(d) != 13 {
		return Header{}, fault.New(fault.Damaged, "the header has the wrong length")
	}
	width, height := binary.BigEndian.Uint32(d), binary.BigEndian.Uint32(d[4:])
	depth, kind := d[8], ColorType(d[9])
	switch {
	case width == 0 || height == 0 || width > maxChunk || height > maxChunk:
		return Header{}, fault.New(fault.Damaged, "the header gives an impossible size of %d x %d pixels", width, height)
	case bytes.IndexByte(depths[kind], depth) < 0:
		return Header{}, fault.New(fault.Damaged, "the header gives an impossible colour type %d with %d bits", kind, depth)
	case d[10] != 0 || d[11] != 0:
		return Header{}, fault.New(fault.Unsupported, "the picture is compressed or filtered in a way that PNG does not define")
	case d[12] > 1:
		return Header{}, fault.New(fault.Unsupported, "the picture is interlaced in a way that PNG does not define")
	}
	return Header{
		Header:   codec.Header{Width: int(width), Height: int(height), Frames: 1},
		BitDepth: int(depth), ColorType: kind, Interlaced: d[12] == 1,
	}, nil
}

// appendTo appends IHDR.
func (h Header) appendTo(out []byte) []byte {
	var d [13]byte
	binary.BigEndian.PutUint32(d[:], uint32(h.Width))
	binary.BigEndian.PutUint32(d[4:], uint32(h.Height))
	d[8], d[9] = byte(h.BitDepth), byte(h.ColorType)
	if h.Interlaced {
		d[12] = 1
	}
	return appendChunk(out, "IHDR", d[:]...)
}
