package png

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"hash/crc32"
	"math/rand/v2"
)

// A maker makes PNG files by the specification, byte after byte and without any
// of the package's own code, for tests.
type maker struct {
	width, height, depth int
	colour               ColorType
	interlaced           bool
	filter               int // -1: another one on each row
	gray                 bool
	steps                int    // how many values a sample takes; 0: all
	before, after        []byte // chunks around the picture
	colours              int    // in the palette
	split                int    // bytes of an IDAT; 0: one

	random *rand.Rand
}

func rawChunk(kind string, data []byte) []byte {
	out := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
	out = append(append(out, kind...), data...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out[4:]))
}

func (m *maker) samples() int {
	return map[ColorType]int{Grayscale: 1, RGB: 3, Palette: 1, GrayAlpha: 2, RGBAlpha: 4}[m.colour]
}

func (m *maker) header(width, height int) []byte {
	d := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, uint32(width)), uint32(height))
	interlaced := byte(0)
	if m.interlaced {
		interlaced = 1
	}
	return rawChunk("IHDR", append(d, byte(m.depth), byte(m.colour), 0, 0, interlaced))
}

// file returns a whole file with pixels of its own.
func (m *maker) file() []byte {
	if m.random == nil {
		m.random = rand.New(rand.NewPCG(uint64(m.width), uint64(m.height)))
	}
	out := append([]byte("\x89PNG\r\n\x1a\n"), m.header(m.width, m.height)...)
	if m.colour == Palette {
		if m.colours == 0 {
			m.colours = 1 << m.depth
		}
		palette := make([]byte, 3*m.colours)
		for i := range palette {
			palette[i] = byte(m.random.Uint32())
		}
		out = append(out, rawChunk("PLTE", palette)...)
	}
	out = append(out, m.before...)
	data := m.data(m.width, m.height)
	size := m.split
	if size == 0 {
		size = len(data)
	}
	for len(data) > 0 {
		n := min(size, len(data))
		out = append(out, rawChunk("IDAT", data[:n])...)
		data = data[n:]
	}
	out = append(out, m.after...)
	return append(out, rawChunk("IEND", nil)...)
}

// data returns the compressed picture of a size.
func (m *maker) data(width, height int) []byte {
	pixel := func() []byte {
		p := make([]byte, 0, 4)
		for i := range m.samples() {
			v := byte(m.random.Uint32())
			if m.steps > 0 {
				v = byte(m.random.IntN(m.steps) * 255 / max(1, m.steps-1))
			}
			if m.gray && i > 0 && i < 3 && m.colour.colour() {
				v = p[0]
			}
			p = append(p, v)
		}
		return p
	}
	picture := make([][][]byte, height)
	for y := range picture {
		picture[y] = make([][]byte, width)
		for x := range picture[y] {
			picture[y][x] = pixel()
		}
	}
	var b bytes.Buffer
	z := zlibWriter
	z.Reset(&b)
	if !m.interlaced {
		m.rows(z, picture)
	} else {
		for _, a := range adam7 {
			var reduced [][][]byte
			for y := a.y; y < height; y += a.dy {
				var row [][]byte
				for x := a.x; x < width; x += a.dx {
					row = append(row, picture[y][x])
				}
				if len(row) > 0 {
					reduced = append(reduced, row)
				}
			}
			m.rows(z, reduced)
		}
	}
	z.Close()
	return b.Bytes()
}

var zlibWriter, _ = zlib.NewWriterLevel(nil, zlib.BestSpeed)

// rows packs, filters and writes the rows of one pass.
func (m *maker) rows(z *zlib.Writer, picture [][][]byte) {
	if len(picture) == 0 {
		return
	}
	distance := max(1, m.samples()*m.depth/8)
	above := make([]byte, (len(picture[0])*m.samples()*m.depth+7)/8)
	for _, pixels := range picture {
		row := make([]byte, len(above))
		bit := 0
		for _, p := range pixels {
			for _, v := range p {
				if m.depth == 16 {
					row[bit/8], row[bit/8+1] = v, v^byte(0xa5*(1-boolInt(m.gray)))
				} else {
					if m.colour == Palette && m.colours > 0 {
						v = byte(int(v) % min(m.colours, 1<<m.depth))
					} else {
						v >>= 8 - m.depth
					}
					row[bit/8] |= v << (8 - m.depth - bit%8)
				}
				bit += m.depth
			}
		}
		filter := m.filter
		if filter < 0 {
			filter = m.random.IntN(5)
		}
		out := []byte{byte(filter)}
		for i, x := range row {
			var a, b, c int
			b = int(above[i])
			if i >= distance {
				a, c = int(row[i-distance]), int(above[i-distance])
			}
			out = append(out, x-[]byte{0, byte(a), byte(b), byte((a + b) / 2), byte(slowPaeth(a, b, c))}[filter])
		}
		z.Write(out)
		above = row
	}
}

func boolInt(b bool) int {
	if b {
		return 1
	}
	return 0
}

// slowPaeth is the predictor as the specification has it (9.4).
func slowPaeth(a, b, c int) int {
	distance := func(x int) int { return max(a+b-c-x, x-(a+b-c)) }
	switch {
	case distance(a) <= distance(b) && distance(a) <= distance(c):
		return a
	case distance(b) <= distance(c):
		return b
	}
	return c
}
