package jpeg

import (
	"encoding/binary"

	"pretobranco/engine/bw/fault"
)

// A component is a component of a frame.
type component struct {
	id    byte
	h, v  int // sampling factors
	table byte
	quant *quantTable // as of its first scan; nil before
}

// A frame is the content of SOF (B.2.2).
type frame struct {
	marker        byte
	width, height int
	components    []component
	hMax, vMax    int
}

// maxSide is the largest width or height that libjpeg reads. Headers with larger sizes are parsed,
// for checks against limits.
const maxSide = 65500

// readable rejects sizes that libjpeg rejects.
func (f *frame) readable() error {
	if f.width > maxSide || f.height > maxSide {
		return fault.New(fault.Unsupported, "a JPEG of more than %d pixels a side is not supported", maxSide)
	}
	return nil
}

func parseFrame(marker byte, d []byte) (*frame, error) {
	if len(d) < 6 {
		return nil, fault.New(fault.Damaged, "the header is too short")
	}
	f := &frame{
		marker: marker,
		height: int(binary.BigEndian.Uint16(d[1:])),
		width:  int(binary.BigEndian.Uint16(d[3:])),
		hMax:   1, vMax: 1,
	}
	n := int(d[5])
	switch {
	case d[0] == 12:
		return nil, fault.New(fault.Unsupported, "JPEG with 12 bits per sample is not supported")
	case d[0] != 8:
		return nil, fault.New(fault.Unsupported, "JPEG with %d bits per sample is not supported", d[0])
	case len(d) != 6+3*n || n == 0:
		return nil, fault.New(fault.Damaged, "the header has the wrong length")
	case f.width == 0:
		return nil, fault.New(fault.Damaged, "the header gives an impossible size of %d x %d pixels", f.width, f.height)
	case n > 10:
		return nil, fault.New(fault.Unsupported, "JPEG with %d components is not supported", n)
	}
	for i := range n {
		p := d[6+3*i:]
		c := component{id: p[0], h: int(p[1] >> 4), v: int(p[1] & 15), table: p[2]}
		if c.h < 1 || c.h > 4 || c.v < 1 || c.v > 4 {
			return nil, fault.New(fault.Damaged, "the header gives impossible sampling factors %d x %d", c.h, c.v)
		}
		f.hMax, f.vMax = max(f.hMax, c.h), max(f.vMax, c.v)
		f.components = append(f.components, c)
	}
	return f, nil
}

func (f *frame) progressive() bool { return f.marker == mSOF2 }

// luma reports whether the first component has the largest sampling factors, and so one sample per
// pixel.
func (f *frame) luma() bool { return f.components[0].h == f.hMax && f.components[0].v == f.vMax }

// mcus returns the number of MCUs of an interleaved scan (A.2.4).
func (f *frame) mcus() (across, down int) {
	return ceil(f.width, 8*f.hMax), ceil(f.height, 8*f.vMax)
}

// blocks returns the number of blocks of the first component, if luma.
func (f *frame) blocks() (across, down int) { return ceil(f.width, 8), ceil(f.height, 8) }

// componentBlocks returns the number of blocks of a component in a scan of its own (A.2.2).
func (f *frame) componentBlocks(index int) (across, down int) {
	c := f.components[index]
	return ceil(ceil(f.width*c.h, f.hMax), 8), ceil(ceil(f.height*c.v, f.vMax), 8)
}

// plane returns an empty plane for a component.
func (f *frame) plane(index int) plane {
	if len(f.components) == 1 {
		return plane{across: ceil(f.width, 8), down: ceil(f.height, 8)}
	}
	across, down := f.mcus()
	c := f.components[index]
	return plane{across: across * c.h, down: down * c.v}
}

func ceil(a, b int) int { return (a + b - 1) / b }

// A quantTable is a quantisation table of DQT (B.2.4.1), in zigzag order.
type quantTable [64]uint16

// A tableSet holds the tables defined so far.
type tableSet struct {
	quant   [4]*quantTable
	dc, ac  [4]codeBook
	restart int
}

func (t *tableSet) parseDQT(d []byte) error {
	for len(d) > 0 {
		wide, slot := d[0]>>4 != 0, d[0]&15
		size := 65
		if wide {
			size = 129
		}
		if slot > 3 || len(d) < size {
			return fault.New(fault.Damaged, "a quantisation table is broken")
		}
		q := new(quantTable)
		for i := range q {
			if wide {
				q[i] = binary.BigEndian.Uint16(d[1+2*i:])
			} else {
				q[i] = uint16(d[1+i])
			}
		}
		t.quant[slot] = q
		d = d[size:]
	}
	return nil
}

// wide reports whether values need 16 bits.
func (q *quantTable) wide() bool {
	for _, v := range q {
		if v > 255 {
			return true
		}
	}
	return false
}

func (q *quantTable) appendTo(out []byte) []byte {
	d := make([]byte, 1, 129)
	if q.wide() {
		d[0] = 0x10
	}
	for _, v := range q {
		if d[0] != 0 {
			d = append(d, byte(v>>8))
		}
		d = append(d, byte(v))
	}
	return appendSegment(out, mDQT, d)
}

func (t *tableSet) parseDHT(d []byte) error {
	for len(d) > 16 {
		var b codeBook
		copy(b.counts[:], d[1:])
		n := 0
		for _, c := range b.counts {
			n += int(c)
		}
		slot := d[0] & 0xef
		if n > 256 || n > len(d)-17 || slot > 3 {
			return fault.New(fault.Damaged, "a Huffman table is broken")
		}
		b.symbols = d[17 : 17+n : 17+n]
		if d[0]&0x10 != 0 {
			t.ac[slot] = b
		} else {
			t.dc[slot] = b
		}
		d = d[17+n:]
	}
	if len(d) != 0 {
		return fault.New(fault.Damaged, "a Huffman table has the wrong length")
	}
	return nil
}

func (b *codeBook) appendTo(out []byte, class byte) []byte {
	return appendSegment(out, mDHT, []byte{class << 4}, b.counts[:], b.symbols)
}

func (t *tableSet) parseDRI(d []byte) error {
	if len(d) != 2 {
		return fault.New(fault.Damaged, "the restart interval has the wrong length")
	}
	t.restart = int(binary.BigEndian.Uint16(d))
	return nil
}

// fillIn sets the standard tables (K.3) where a sequential file has defined none before its first
// scan, as Motion JPEG frames do.
func (t *tableSet) fillIn() {
	for i, books := range [][2]*codeBook{{&standardDC, &standardAC}, {&standardChromaDC, &standardChromaAC}} {
		if t.dc[i].symbols == nil {
			t.dc[i] = *books[0]
		}
		if t.ac[i].symbols == nil {
			t.ac[i] = *books[1]
		}
	}
}
