package png

import (
	"encoding/binary"

	"pretobranco/engine/bw/codec"
)

// toneColour converts one colour of 8 or 16 bits.
func toneColour(t *codec.Tone, depth int, r, g, b uint16) uint16 {
	if depth == 16 {
		var gray [1]uint16
		t.Row16(gray[:], []uint16{r, g, b})
		return gray[0]
	}
	var gray [1]uint8
	t.Row8(gray[:], []uint8{uint8(r), uint8(g), uint8(b)})
	return uint16(gray[0])
}

// A toner converts unfiltered rows of one layout to gray rows of another.
type toner struct {
	from, to Header // colour type and depth of the rows in and out
	tone     *codec.Tone
	key      []uint16 // the transparent RGB colour; nil: none
	plain    bool     // neutral and without a key: use the fast loops
	allGray  bool     // no pixel so far was in colour

	rgb8, gray8   []uint8
	rgb16, gray16 []uint16
	alpha         []uint16
}

func newToner(from, to Header, tone *codec.Tone, key []uint16) *toner {
	return &toner{
		from: from, to: to, tone: tone, key: key,
		plain:   tone == codec.Neutral && key == nil && from.ColorType.colour(),
		allGray: true,
	}
}

// row converts a row of n pixels.
func (t *toner) row(out, row []byte, pixels int) {
	if t.allGray && t.from.ColorType.colour() {
		t.allGray = isGray(row, t.from)
	}
	if !t.plain {
		t.slow(out, row, pixels)
		return
	}
	switch {
	case t.from.ColorType == RGB && t.from.BitDepth == 8:
		t.tone.Row8(out[:pixels], row[:3*pixels])
	case t.from.ColorType == RGB:
		neutralRGB16(out, row)
	case t.from.BitDepth == 8:
		neutralRGBA8(out, row)
	default:
		neutralRGBA16(out, row)
	}
}

// neutralRGBA8 also copies alpha.
func neutralRGBA8(out, row []byte) {
	for len(row) >= 4 && len(out) >= 2 {
		out[0] = uint8(codec.Weigh(uint32(row[0]), uint32(row[1]), uint32(row[2])))
		out[1] = row[3]
		out, row = out[2:], row[4:]
	}
}

// neutralRGB16 and neutralRGBA16 read and write big-endian samples, as PNG does.
func neutralRGB16(out, row []byte) {
	for len(row) >= 6 && len(out) >= 2 {
		gray := codec.Weigh(uint32(row[0])<<8|uint32(row[1]), uint32(row[2])<<8|uint32(row[3]), uint32(row[4])<<8|uint32(row[5]))
		out[0], out[1] = byte(gray>>8), byte(gray)
		out, row = out[2:], row[6:]
	}
}

func neutralRGBA16(out, row []byte) {
	for len(row) >= 8 && len(out) >= 4 {
		gray := codec.Weigh(uint32(row[0])<<8|uint32(row[1]), uint32(row[2])<<8|uint32(row[3]), uint32(row[4])<<8|uint32(row[5]))
		out[0], out[1], out[2], out[3] = byte(gray>>8), byte(gray), row[6], row[7]
		out, row = out[4:], row[8:]
	}
}

// isGray reports whether every pixel of a row of colour has equal red, green and blue.
func isGray(row []byte, from Header) bool {
	switch {
	case from.ColorType == RGB && from.BitDepth == 8:
		for ; len(row) >= 3; row = row[3:] {
			if row[0] != row[1] || row[1] != row[2] {
				return false
			}
		}
	case from.BitDepth == 8:
		for ; len(row) >= 4; row = row[4:] {
			if row[0] != row[1] || row[1] != row[2] {
				return false
			}
		}
	default:
		for step := from.pixelBytes(); len(row) >= step; row = row[step:] {
			r, g, b := binary.BigEndian.Uint16(row), binary.BigEndian.Uint16(row[2:]), binary.BigEndian.Uint16(row[4:])
			if r != g || g != b {
				return false
			}
		}
	}
	return true
}

// slow handles all cases: any tone and layout, a key, 8 or 16 bits.
func (t *toner) slow(out, row []byte, pixels int) {
	t.unpack(row, pixels)
	if t.to.BitDepth == 16 {
		t.tone.Row16(t.gray16[:pixels], t.rgb16[:3*pixels])
		for i, gray := range t.gray16[:pixels] {
			if t.to.ColorType.alpha() {
				binary.BigEndian.PutUint16(out[4*i:], gray)
				binary.BigEndian.PutUint16(out[4*i+2:], t.alpha[i])
			} else {
				binary.BigEndian.PutUint16(out[2*i:], gray)
			}
		}
		return
	}
	t.tone.Row8(t.gray8[:pixels], t.rgb8[:3*pixels])
	if !t.to.ColorType.alpha() {
		copy(out, t.gray8[:pixels])
		return
	}
	for i, gray := range t.gray8[:pixels] {
		out[2*i], out[2*i+1] = gray, uint8(t.alpha[i])
	}
}

// unpack expands a row to rgb8 or rgb16, and alpha if the result has it. Samples below 8 bits are
// scaled to 8, as viewers do (13.12).
func (t *toner) unpack(row []byte, pixels int) {
	if len(t.rgb16) < 3*pixels && len(t.rgb8) < 3*pixels {
		t.alpha = make([]uint16, pixels)
		if t.to.BitDepth == 16 {
			t.rgb16, t.gray16 = make([]uint16, 3*pixels), make([]uint16, pixels)
		} else {
			t.rgb8, t.gray8 = make([]uint8, 3*pixels), make([]uint8, pixels)
		}
	}
	from := t.from
	samples := from.ColorType.samples()
	scale := scaleTo8(from.BitDepth)
	for i := range pixels {
		at := i * samples
		r := sample(row, at, from.BitDepth)
		g, b := r, r
		if from.ColorType.colour() {
			g, b = sample(row, at+1, from.BitDepth), sample(row, at+2, from.BitDepth)
		}
		switch {
		case from.ColorType.alpha():
			t.alpha[i] = sample(row, at+samples-1, from.BitDepth)
		case t.key != nil && r == t.key[0] && g == t.key[1] && b == t.key[2]:
			t.alpha[i] = 0
		default:
			t.alpha[i] = 1<<t.to.BitDepth - 1
		}
		if t.to.BitDepth == 16 {
			t.rgb16[3*i], t.rgb16[3*i+1], t.rgb16[3*i+2] = r, g, b
		} else {
			t.rgb8[3*i], t.rgb8[3*i+1], t.rgb8[3*i+2] = uint8(r*scale), uint8(g*scale), uint8(b*scale)
		}
	}
}

// scaleTo8 returns the factor that scales samples of fewer than 8 bits to 8.
func scaleTo8(depth int) uint16 {
	if depth >= 8 {
		return 1
	}
	return 255 / (1<<depth - 1)
}

// sample returns the i-th sample of a row. Smaller samples start at a byte's most significant bit
// (7.2).
func sample(row []byte, i, depth int) uint16 {
	switch depth {
	case 16:
		return binary.BigEndian.Uint16(row[2*i:])
	case 8:
		return uint16(row[i])
	}
	bit := i * depth
	return uint16(row[bit/8]>>(8-depth-bit%8)) & (1<<depth - 1)
}
