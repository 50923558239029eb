package jpeg

import (
	"context"
	"encoding/binary"
	"sync"

	"pretobranco/engine/bw/fault"
)

// A scanner decodes the Huffman codes of an interleaved scan and copies the bits of luma.
//
//	file -> unstuffer -> mcus: skip through each block -> out -> stuffed -> result
//	                          |                   ^
//	                          +-> rows 1, 2, 3 ---+ at the end of a row of MCUs
//
// An MCU of an interleaved scan has h x v blocks of luma (A.2.3), while a gray file has rows of
// blocks from edge to edge. So the first row of blocks in an MCU is written at once, and the others
// are buffered until the row of MCUs is complete.
//
// A block consists of DC bits, the difference to the previous luma block, and AC bits. AC bits are
// copied unchanged, and so are DC bits if the previous block is the same in both files. Otherwise
// the difference is recoded: see the package comment.
type scanner struct {
	ctx  context.Context
	data unstuffer

	// The input position: the upper nb bits of acc, then data.buf[bp:]. Below its upper nb bits,
	// acc has zeros or the first bits of data.buf[bp:].
	acc   uint64
	nb    uint
	bp    int
	limit int // when bp exceeds it, call more

	out   bitWriter
	rows  [4]bitWriter // rows[0] is unused
	first [4]int32     // DC of the first block of each row, to be recoded
	last  [4]int32     // DC of the last block of each row
	in    int32        // DC of the last luma block read

	code *dcCoder // for the DC table of the result
	file []byte   // the result so far
	raw  bool     // file gets bits to be joined later, without byte stuffing
	bits []byte   // reusable buffer for that
}

// A block is the plan for one block of an MCU.
type block struct {
	dc *dcTable
	ac *acTable // nil: the scan has only DC

	luma  bool
	keep  bool // in the picture, not padding
	start bool // first of its row in the MCU: the previous block is another one in the result
	later bool // first of its row in the picture: DC is recoded when the rows are joined
	fresh bool // DC must be recoded
	end   bool // last of its row in the MCU
	row   int
	to    *bitWriter
}

var scanners = sync.Pool{New: func() any { return new(scanner) }}

// The space that writers need for an MCU, and the size at which out is flushed.
const (
	mcuOut   = mcuBytes + 64
	outFlush = 32 << 10
)

// open starts reading at an offset of the file.
func (s *scanner) open(file []byte, at int) {
	s.data.open(file, at)
	s.restart()
}

// restart starts reading at the start of the buffer.
func (s *scanner) restart() {
	s.acc, s.nb, s.bp, s.in = 0, 0, 0, 0
	s.limits()
}

func (s *scanner) limits() {
	s.limit = s.data.end - 16
	if !s.data.done {
		s.limit -= mcuBytes
	}
}

// pos returns the bit position in data.buf.
func (s *scanner) pos() int { return s.bp*8 - int(s.nb) }

// more refills the buffer. It is called between MCUs near the buffer's end, and returns an error if
// the data is used up.
func (s *scanner) more() error {
	if s.data.done {
		if s.pos() > s.data.end*8 {
			return errStops
		}
		return nil
	}
	if err := cancelled(s.ctx); err != nil {
		return err
	}
	pos := s.pos()
	s.data.fill(pos >> 3)
	s.seek(pos & 7)
	s.limits()
	return nil
}

// seek sets the bit position in data.buf.
func (s *scanner) seek(pos int) {
	s.bp = pos>>3 + 7
	s.nb = 56 - uint(pos&7)
	s.acc = binary.BigEndian.Uint64(s.data.buf[pos>>3:]) << (pos & 7)
}

// Errors of the loop over blocks; callers add the position.
var (
	errStops = fault.New(fault.Damaged, "the picture's data stops")
	errCode  = fault.New(fault.Damaged, "the picture's data has a bad code")
)

// mcus reads n MCUs with the same plan.
func (s *scanner) mcus(plan []block, n int) error {
	buf := &s.data.buf
	acc, nb, bp := s.acc, s.nb, s.bp
	var from int // start of the luma bits to copy
	for ; n > 0; n-- {
		if bp > s.limit {
			s.acc, s.nb, s.bp = acc, nb, bp
			if err := s.more(); err != nil {
				return err
			}
			acc, nb, bp = s.acc, s.nb, s.bp
		}
		if s.out.pos > outFlush {
			s.flush()
		}
		for i := range plan {
			b := &plan[i]
			acc |= binary.BigEndian.Uint64(buf[bp:bp+8]) >> (nb & 63)
			bp += int((63 - nb) >> 3)
			nb |= 56

			e := uint(b.dc.look[acc>>(64-dcBits)])
			if e == 0 {
				category, length := b.dc.canon.find(uint32(acc >> 48))
				if length == 0 {
					s.acc, s.nb, s.bp = acc, nb, bp
					return s.bad()
				}
				e = uint(length) + uint(category) | uint(category)<<6 | uint(length)<<10
			}
			if b.luma {
				category := e >> 6 & 15
				value := acc << (e >> 10 & 63)
				diff := int32(value >> 1 >> (63 - category))
				diff += int32(int64(^value)>>63) & (1 - 1<<category)
				in := s.in
				s.in += diff
				if b.keep {
					if b.start {
						from = bp*8 - int(nb)
						switch {
						case b.later:
							s.first[b.row] = s.in
							from += int(e & 63)
						case b.fresh || in != s.last[b.row]:
							if !s.code.put(b.to, s.in-s.last[b.row]) {

								return errMissing
							}
							from += int(e & 63)
						}
					}
					s.last[b.row] = s.in
				}
			}
			acc <<= e & 63
			nb -= e & 63

			if b.ac != nil {
				if e>>10 > dcBits { // too few bits may be left
					acc |= binary.BigEndian.Uint64(buf[bp:bp+8]) >> (nb & 63)
					bp += int((63 - nb) >> 3)
					nb |= 56
				}
				// Of at least 56 bits DC took at most 24, and an entry takes at most 28. So two
				// entries can be used between refills.
				look := &b.ac.look
				for k := uint(1); ; {
					e = uint(look[acc>>(64-acBits)])
					for k += e >> 6; k < 64; {
						acc <<= e & 63
						nb -= e & 63
						acc |= binary.BigEndian.Uint64(buf[bp:bp+8]) >> (nb & 63)
						bp += int((63 - nb) >> 3)
						nb |= 56
						e = uint(look[acc>>(64-acBits)])
						k += e >> 6
						if k >= 64 {
							break
						}
						acc <<= e & 63
						nb -= e & 63
						e = uint(look[acc>>(64-acBits)])
						k += e >> 6
					}
					if k-endOfBlock < 64 {
						acc <<= e & 63
						nb -= e & 63
						break
					}
					// Single symbols: the last ones of the block, or a long code.
					pos := bp*8 - int(nb)
					k -= e >> 6
					for again := true; again; again = e != acUnknown && k < 64 {
						acc = binary.BigEndian.Uint64(buf[pos>>3:]) << (pos & 7)
						total, advance := b.ac.symbol(uint32(acc >> 48))
						if total == 0 {
							s.acc, s.nb, s.bp = 0, 0, pos>>3
							return s.bad()
						}
						pos += total
						k += advance
					}
					bp = pos>>3 + 7
					nb = 56 - uint(pos&7)
					acc = binary.BigEndian.Uint64(buf[pos>>3:]) << (pos & 7)
					if k >= 64 {
						break
					}
				}
			}
			if b.end {
				b.to.copy(buf[:], from, bp*8-int(nb))
			}
		}
	}
	s.acc, s.nb, s.bp = acc, nb, bp
	return nil
}

// errMissing stops a scan whose DC table needs more categories.
var errMissing = fault.New(fault.Damaged, "the picture's DC differences are out of range")

// bad returns the error for an invalid code: corruption, or just the end of the data.
func (s *scanner) bad() error {
	if s.data.done && s.pos()+16 > s.data.end*8 {
		return errStops
	}
	return errCode
}

// joinRows ends a row of MCUs with n rows of blocks: it writes the buffered rows.
func (s *scanner) joinRows(n int) error {
	for row := 1; row < n; row++ {
		if !s.code.put(&s.out, s.first[row]-s.last[row-1]) {

			return errMissing
		}
		s.joinRow(row)
	}
	s.last[0] = s.last[n-1]
	return nil
}

// joinRow writes a buffered row.
func (s *scanner) joinRow(row int) {
	w := &s.rows[row]
	s.write(w.buf, w.len())
	w.reset(mcuOut)
}

// write writes n bits. It may read eight bytes past them.
func (s *scanner) write(buf []byte, n int) {
	for from := 0; from < n; from += outFlush * 8 {
		if s.out.pos > outFlush {
			s.flush()
		}
		s.out.copy(buf, from, min(from+outFlush*8, n))
	}
}

// flush appends the written bytes to the result.
func (s *scanner) flush() {
	if s.raw {
		s.file = append(s.file, s.out.buf[:s.out.pos]...)
	} else {
		s.file = appendStuffed(s.file, s.out.buf[:s.out.pos])
	}
	binary.BigEndian.PutUint64(s.out.buf, s.out.acc)
	s.out.pos = 0
}

// finish pads the last byte with ones (F.1.2.3).
func (s *scanner) finish() {
	if s.out.n > 0 {
		s.out.put(^uint64(0), 8-s.out.n)
	}
	s.flush()
}
