package heif

import (
	"bytes"

	"pretobranco/engine/bw/fault"
)

// A jxlHeader is a JPEG XL file's image header (ISO/IEC 18181-1, annex D).
type jxlHeader struct {
	width, height int
	associated    bool // colours are premultiplied
	linear        bool // the codec returns linear light
	gamma         float64
}

// Transfer functions, colour spaces and types of extra channels.
const (
	transferLinear = 8
	spaceGray      = 1
	spaceXYB       = 2
	custom         = 2
	channelAlpha   = 0
	channelSpot    = 2
	channelCFA     = 5
)

// A bitReader reads numbers, least significant bit first. After the end it reads zeros.
type bitReader struct {
	data []byte
	at   int
}

func (b *bitReader) bits(n int) (v int) {
	for i := range n {
		if b.at/8 < len(b.data) {
			v |= int(b.data[b.at/8]>>(b.at%8)&1) << i
		}
		b.at++
	}
	return v
}

func (b *bitReader) flag() bool { return b.bits(1) == 1 }

// A choice is one of the four encodings of a number (U32 in the standard): an offset and a number
// of bits.
type choice struct{ from, bits int }

func (b *bitReader) number(c ...choice) int {
	way := c[b.bits(2)]
	return way.from + b.bits(way.bits)
}

// enum reads an enumeration.
func (b *bitReader) enum() int { return b.number(choice{}, choice{1, 0}, choice{2, 4}, choice{18, 6}) }

// side reads a picture's height or width.
func (b *bitReader) side(small bool) int {
	if small {
		return 8 * (1 + b.bits(5))
	}
	return b.number(choice{1, 9}, choice{1, 13}, choice{1, 18}, choice{1, 30})
}

// size reads a size header (D.2).
func (b *bitReader) size() (width, height int) {
	small := b.flag()
	height = b.side(small)
	ratios := [8][2]int{{}, {1, 1}, {12, 10}, {4, 3}, {3, 2}, {16, 9}, {5, 4}, {2, 1}}
	if ratio := ratios[b.bits(3)]; ratio[0] != 0 {
		return height * ratio[0] / ratio[1], height
	}
	return b.side(small), height
}

// readJXL reads the size header and the image metadata.
func readJXL(file []byte) (h jxlHeader, err error) {
	stream := codestream(file)
	if len(stream) < 6 || !bytes.HasPrefix(stream, []byte{0xff, 0x0a}) {
		return h, fault.New(fault.Damaged, "the JPEG XL file ends before its picture")
	}
	b := &bitReader{data: stream[2:]}
	h.width, h.height = b.size()
	if b.flag() { // all defaults
		return h, nil
	}
	if b.flag() {
		// The codec applies the orientation; only the size is needed here.
		if b.bits(3) >= 4 {
			h.width, h.height = h.height, h.width
		}
		if b.flag() {
			b.size()
		}
		if b.flag() {
			b.preview()
		}
		if b.flag() { // animation: ticks, loops, timecodes
			b.number(choice{100, 0}, choice{1000, 0}, choice{1, 10}, choice{1, 30})
			b.number(choice{1, 0}, choice{1001, 0}, choice{1, 8}, choice{1, 10})
			b.number(choice{}, choice{0, 3}, choice{0, 16}, choice{0, 32})
			b.flag()
		}
	}
	b.depth()
	b.flag()
	for range b.number(choice{}, choice{1, 0}, choice{2, 4}, choice{1, 12}) {
		if b.channel() {
			h.associated = true
		}
	}
	b.colours(&h)
	return h, nil
}

func (b *bitReader) preview() {
	side := func() { b.number(choice{1, 6}, choice{65, 8}, choice{321, 10}, choice{1345, 12}) }
	if b.flag() {
		side = func() { b.number(choice{16, 0}, choice{32, 0}, choice{1, 5}, choice{33, 9}) }
	}
	side()
	if b.bits(3) == 0 {
		side()
	}
}

func (b *bitReader) depth() {
	if b.flag() {
		b.number(choice{32, 0}, choice{16, 0}, choice{24, 0}, choice{1, 6})
		b.bits(4)
		return
	}
	b.number(choice{8, 0}, choice{10, 0}, choice{12, 0}, choice{1, 6})
}

// channel reads an extra channel (D.3.6), and reports whether colours are premultiplied with it.
func (b *bitReader) channel() (associated bool) {
	if b.flag() {
		return false
	}
	kind := b.enum()
	b.depth()
	b.number(choice{}, choice{3, 0}, choice{4, 0}, choice{1, 3})
	b.at += 8 * b.number(choice{}, choice{0, 4}, choice{16, 5}, choice{48, 10})
	switch kind {
	case channelAlpha:
		return b.flag()
	case channelSpot:
		b.at += 4 * 16
	case channelCFA:
		b.number(choice{1, 0}, choice{0, 2}, choice{3, 4}, choice{19, 8})
	}
	return false
}

// colours reads whether the picture is stored in XYB, and the colour encoding (D.3.5), in which the
// codec returns colours. It can't convert XYB to an ICC profile, and returns linear sRGB instead.
func (b *bitReader) colours(h *jxlHeader) {
	xyb := b.flag()
	if b.flag() {
		return
	}
	profile, space := b.flag(), b.enum()
	if profile {
		h.linear = xyb
		return
	}
	point := func() {
		for range 2 {
			b.number(choice{0, 19}, choice{524288, 19}, choice{1048576, 20}, choice{2097152, 21})
		}
	}
	if space != spaceXYB && b.enum() == custom { // the white point
		point()
	}
	if space != spaceXYB && space != spaceGray && b.enum() == custom { // the primaries
		point()
		point()
		point()
	}
	if b.flag() {
		h.gamma = float64(b.bits(24)) / 1e7
		return
	}
	h.linear = b.enum() == transferLinear
}
