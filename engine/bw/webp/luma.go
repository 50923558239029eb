package webp

import (
	"context"

	"pretobranco/engine/bw/fault"
)

// A lossy picture is a VP8 key frame (RFC 6386). The gray picture is the same luma without chroma:
// all of luma's modes and coefficients are copied bit for bit, and chroma is 128 everywhere, the
// result of DC prediction without coefficients. No sample is computed, and luma does not change.
//
//	frame header | modes of all macroblocks      | coefficients, by rows of macroblocks
//	as it is     | chroma's become DC            | luma's as they are, chroma's none
//
// Only the loop filter depends on chroma: it skips the inner edges of a macroblock without any
// coefficients. If only chroma had some, a chroma block is written with sixteen explicit zeros,
// which count as coefficients.

var errFrame = fault.New(fault.Damaged, "the WebP file's picture is damaged")

// A frameSize is read from the ten bytes before a key frame's data (9.1).
func frameSize(data []byte) (width, height int, ok bool) {
	if len(data) < 10 || data[0]&1 != 0 || data[3] != 0x9d || data[4] != 0x01 || data[5] != 0x2a {
		return 0, 0, false
	}
	return int(data[6]) | int(data[7]&0x3f)<<8, int(data[8]) | int(data[9]&0x3f)<<8, true
}

// A macroblock is the context for the next ones: its 4x4 blocks along the edge.
type macroblock struct {
	mode [4]uint8 // prediction modes
	luma [4]uint8 // 1 for blocks with coefficients; for chroma, below, two of each component
	uv   [4]uint8
	y2   uint8

	written [4]uint8 // as uv, but for the written picture
}

// A transcoder is the state of lumaOnly.
type transcoder struct {
	first    copier
	parts    []copier
	tokens   probabilities
	segments bool
	segment  [3]uint8
	skips    bool
	skip     uint8
	above    []macroblock
	left     macroblock
	colour   bool // there was chroma
}

// lumaOnly returns a key frame without its chroma, and whether it had any.
func lumaOnly(ctx context.Context, data []byte) (out []byte, colour bool, err error) {
	width, height, ok := frameSize(data)
	if !ok || width == 0 || height == 0 {
		return nil, false, errFrame
	}
	size := int(data[0])>>5 | int(data[1])<<3 | int(data[2])<<11
	if 10+size > len(data) {
		return nil, false, fault.New(fault.Damaged, "the WebP file ends in its picture's modes")
	}
	t := &transcoder{tokens: defaultProbabilities, first: copier{newReader(data[10 : 10+size]), newWriter()}}
	rest := data[10+size:]
	if err := t.header(rest); err != nil {
		return nil, false, err
	}
	columns, rows := (width+15)/16, (height+15)/16
	t.above = make([]macroblock, columns)
	for y := range rows {
		if err := ctx.Err(); err != nil {
			return nil, false, fault.New(fault.Cancelled, "cancelled: %w", err)
		}
		part := t.parts[y&(len(t.parts)-1)]
		t.left = macroblock{}
		for x := range columns {
			t.macroblock(part, &t.above[x])
		}
		if t.first.eof || part.eof {
			return nil, false, fault.New(fault.Damaged, "the WebP file ends in row %d of %d", 16*y+1, height)
		}
	}
	return t.assemble(data[:10])
}

// assemble concatenates the partitions and their sizes (9.1, 9.5).
func (t *transcoder) assemble(header []byte) ([]byte, bool, error) {
	first := t.first.end()
	if len(first) >= 1<<19 {
		return nil, false, fault.New(fault.TooLarge, "the gray picture's modes take more than WebP allows")
	}
	out := append([]byte(nil), header...)
	out[0] = out[0]&0x1f | byte(len(first)<<5)
	out[1], out[2] = byte(len(first)>>3), byte(len(first)>>11)
	out = append(out, first...)
	var parts []byte
	for i, p := range t.parts {
		part := p.end()
		if n := len(part); i < len(t.parts)-1 {
			if n >= 1<<24 {
				return nil, false, fault.New(fault.TooLarge, "the gray picture's data takes more than WebP allows")
			}
			out = append(out, byte(n), byte(n>>8), byte(n>>16))
		}
		parts = append(parts, part...)
	}
	return append(out, parts...), t.colour, nil
}

// header copies the frame header (9.2 to 9.11, 19.2).
func (t *transcoder) header(rest []byte) error {
	c := t.first
	c.number(2)           // colour space, clamping
	if c.number(1) == 1 { // segments
		t.segments = c.number(1) == 1
		if c.number(1) == 1 {
			c.number(1)
			for range 4 {
				c.optional(7)
			}
			for range 4 {
				c.optional(6)
			}
		}
		for i := range t.segment {
			t.segment[i] = 255
			if t.segments && c.bit(128) {
				t.segment[i] = uint8(c.number(8))
			}
		}
	}
	c.number(1 + 6 + 3) // the loop filter's kind, level and sharpness
	if deltas := c.number(1) == 1; deltas {
		if c.number(1) == 1 {
			for range 8 {
				c.optional(6)
			}
		}
	}
	if err := t.partitions(1<<c.number(2), rest); err != nil {
		return err
	}
	c.number(7) // quantisers
	for range 5 {
		c.optional(4)
	}
	c.number(1)
	for i := range t.tokens {
		for j := range t.tokens[i] {
			for k := range t.tokens[i][j] {
				for l := range t.tokens[i][j][k] {
					if c.bit(updateProbabilities[i][j][k][l]) {
						t.tokens[i][j][k][l] = uint8(c.number(8))
					}
				}
			}
		}
	}
	if t.skips = c.number(1) == 1; t.skips {
		t.skip = uint8(c.number(8))
	}
	if c.eof {
		return errFrame
	}
	return nil
}

// partitions locates the coefficients' data (9.5). Truncation is detected while reading.
func (t *transcoder) partitions(n int, rest []byte) error {
	if len(rest) < 3*(n-1) {
		return errFrame
	}
	sizes, data := rest, rest[3*(n-1):]
	for i := range n {
		size := len(data)
		if i < n-1 {
			size = min(size, int(sizes[3*i])|int(sizes[3*i+1])<<8|int(sizes[3*i+2])<<16)
		}
		t.parts = append(t.parts, copier{newReader(data[:size]), newWriter()})
		data = data[size:]
	}
	return nil
}
