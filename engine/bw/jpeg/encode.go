package jpeg

import (
	"context"
	"image"
	"math"
	"math/bits"

	"pretobranco/engine/bw/codec"
	"pretobranco/engine/bw/exif"
	"pretobranco/engine/bw/fault"
)

// Encode encodes a gray picture as a baseline file with optimal Huffman tables. Quality is 1 to 100
// as in libjpeg. It returns the parts of e that do not fit into a JPEG file. Errors are of package
// fault: TooLarge for more than 65,500 pixels a side, Cancelled, or Internal for an image other
// than *image.Gray.
func Encode(ctx context.Context, img image.Image, quality int, e codec.Extra) ([]byte, exif.Parts, error) {
	m, ok := img.(*image.Gray)
	if !ok {
		return nil, nil, fault.New(fault.Internal, "a JPEG file can't be made from %T", img)
	}
	width, height := m.Rect.Dx(), m.Rect.Dy()
	switch {
	case width <= 0 || height <= 0:
		return nil, nil, fault.New(fault.Internal, "an empty picture can't be a JPEG file")
	case width > maxSide || height > maxSide:
		return nil, nil, fault.New(fault.TooLarge, "a JPEG file holds at most %d pixels a side", maxSide)
	}
	q := quantTableOf(quality)
	t := tokenizer{quant: newQuantizer(q)}
	for y := 0; y < height; y += 8 {
		if err := ctx.Err(); err != nil {
			return nil, nil, fault.New(fault.Cancelled, "the conversion was cancelled: %w", err)
		}
		t.row(m, y)
	}
	dc, ac := optimal(&t.dcCount), optimal(&t.acCount)

	out, dropped := appendExtra([]byte{0xff, mSOI}, e)
	out = q.appendTo(out)
	out = appendSegment(out, mSOF0, []byte{8, byte(height >> 8), byte(height), byte(width >> 8), byte(width), 1, 1, 0x11, 0})
	out = dc.appendTo(out, 0)
	out = ac.appendTo(out, 1)
	out = appendSegment(out, mSOS, []byte{1, 1, 0, 0, 63, 0})
	return append(t.write(out, &dc, &ac), 0xff, mEOI), dropped, nil
}

// appendExtra appends the metadata segments and returns the parts that do not fit.
func appendExtra(out []byte, e codec.Extra) ([]byte, exif.Parts) {
	out = appendSegment(out, mAPP0, jfifName, []byte{1, 1}, density(e.Resolution), []byte{0, 0})
	var dropped exif.Parts
	out, parts := appendEXIF(out, e.EXIF)
	dropped.Add(parts...)
	out, parts = appendXMP(out, e.XMP)
	dropped.Add(parts...)
	out = appendPhotoshop(out, exif.JoinPhotoshop(e.IPTC, e.Photoshop))
	out, ok := appendProfile(out, e.Profile)
	if !ok {
		dropped.Add(exif.PartProfile)
	}
	return appendComment(out, e.Comment), dropped
}

// density returns the fields of JFIF for a resolution (T.871, 10.1): a unit, and whole numbers for
// both directions. Of inches and centimetres it chooses the unit with the smaller error.
func density(r exif.Resolution) []byte {
	unit, best, most := byte(0), math.Inf(1), float64(1<<16-1)
	x, y := 1.0, 1.0
	try := func(u byte, scale float64) {
		h, v := max(1, math.Round(r.X*scale)), max(1, math.Round(r.Y*scale))
		if e := math.Abs(h/scale/r.X-1) + math.Abs(v/scale/r.Y-1); e < best && h <= most && v <= most {
			unit, best, x, y = u, e, h, v
		}
	}
	switch {
	case !r.Known():
	case r.Relative:
		try(0, 1)
		try(0, most/max(r.X, r.Y))
	default:
		try(1, 1)
		try(2, 1/2.54)
	}
	return []byte{unit, byte(int(x) >> 8), byte(int(x)), byte(int(y) >> 8), byte(int(y))}
}

// luminance is the table of K.1, in natural order.
var luminance = [64]int{
	16, 11, 10, 16, 24, 40, 51, 61,
	12, 12, 14, 19, 26, 58, 60, 55,
	14, 13, 16, 24, 40, 57, 69, 56,
	14, 17, 22, 29, 51, 87, 80, 62,
	18, 22, 37, 56, 68, 109, 103, 77,
	24, 35, 55, 64, 81, 104, 113, 92,
	49, 64, 78, 87, 103, 121, 120, 101,
	72, 92, 95, 98, 112, 100, 103, 99,
}

// quantTableOf scales the standard table as libjpeg does (jcparam.c, jpeg_quality_scaling).
func quantTableOf(quality int) *quantTable {
	quality = min(max(quality, 1), 100)
	scale := 200 - 2*quality
	if quality < 50 {
		scale = 5000 / quality
	}
	q := new(quantTable)
	for i := range q {
		q[i] = uint16(min(max((luminance[zigzag[i]]*scale+50)/100, 1), 255))
	}
	return q
}

// A quantizer divides by multiplication. It is in natural order.
type quantizer [64]struct {
	half       int32
	reciprocal uint64 // 2^32 / divisor, rounded up: exact for dividends below 2^32 / divisor
}

func newQuantizer(q *quantTable) *quantizer {
	z := new(quantizer)
	for i, v := range q {
		divisor := uint64(v) << 3 // the transform's scale
		z[zigzag[i]].half = int32(divisor / 2)
		z[zigzag[i]].reciprocal = 1<<32/divisor + 1
	}
	return z
}

func (z *quantizer) at(i uint8, v int32) int32 {
	c := &z[i&63]
	sign := v >> 31
	magnitude := uint64((v^sign)-sign+c.half) * c.reciprocal >> 32
	return (int32(magnitude) ^ sign) - sign
}

// A tokenizer converts blocks to tokens until the Huffman tables are known: the symbol in the upper
// half and the value's bits in the lower. Bit 24 marks DC symbols.
type tokenizer struct {
	quant            *quantizer
	last             int32
	tokens           []uint32
	dcCount, acCount [256]int
}

const tokenDC = 1 << 24

// row adds the row of blocks at y.
func (t *tokenizer) row(m *image.Gray, y int) {
	width, height := m.Rect.Dx(), m.Rect.Dy()
	var rows [8][]uint8
	for i := range rows {
		at := m.PixOffset(m.Rect.Min.X, m.Rect.Min.Y+min(y+i, height-1)) // repeat the last row
		rows[i] = m.Pix[at : at+width]
	}
	var b [64]int32
	for x := 0; x < width; x += 8 {
		for i, row := range rows {
			line := b[8*i : 8*i+8]
			if x+8 <= width {
				for j, v := range row[x : x+8] {
					line[j] = int32(v) - 128
				}
				continue
			}
			for j := range line {
				line[j] = int32(row[min(x+j, width-1)]) - 128
			}
		}
		forward(&b)
		t.block(&b)
	}
}

// block adds a block of coefficients.
func (t *tokenizer) block(b *[64]int32) {
	dc := t.quant.at(0, b[0])
	t.tokens = append(t.tokens, tokenDC|token(0, dc-t.last))
	t.dcCount[t.tokens[len(t.tokens)-1]>>16&255]++
	t.last = dc
	run := 0
	for k := 1; k < 64; k++ {
		v := t.quant.at(zigzag[k], b[zigzag[k]&63])
		if v == 0 {
			run++
			continue
		}
		for ; run > 15; run -= 16 {
			t.tokens = append(t.tokens, 0xf0<<16)
			t.acCount[0xf0]++
		}
		token := token(run, v)
		t.tokens = append(t.tokens, token)
		t.acCount[token>>16]++
		run = 0
	}
	if run > 0 {
		t.tokens = append(t.tokens, 0)
		t.acCount[0]++
	}
}

// token combines a run of zeros and the value after it (F.1.2).
func token(run int, v int32) uint32 {
	magnitude := v
	if v < 0 {
		magnitude, v = -v, v-1
	}
	size := bits.Len32(uint32(magnitude))
	return uint32(run)<<20 | uint32(size)<<16 | uint32(v)&(1<<size-1)
}

// write writes the scan.
func (t *tokenizer) write(out []byte, dc, ac *codeBook) []byte {
	var codes [2][256]symbolCode
	dc.walk(func(s byte, c symbolCode) { codes[1][s] = c })
	ac.walk(func(s byte, c symbolCode) { codes[0][s] = c })
	s := scanner{file: out}
	s.out.reset(outFlush + 64)
	for _, token := range t.tokens {
		c := codes[token>>24&1][token>>16&255]
		size := uint(token >> 16 & 15)
		n := uint(c.bits) + size
		s.out.put((uint64(c.code)<<size|uint64(token&0xffff))<<(64-n), n)
		if s.out.pos > outFlush {
			s.flush()
		}
	}
	s.finish()
	return s.file
}
