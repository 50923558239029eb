package jpeg

import (
	"context"
	"encoding/binary"
	"sync"

	"pretobranco/engine/bw/fault"
)

// A scanner goes through the Huffman codes of a scan and keeps the bits of luma.
//
//	file -> window -> mcus: measure each block -> out ---> stuffed -> result
//	                          |                    ^
//	                          +-> rows 1, 2, 3 ----+ at the end of a row of MCUs
//
// In a scan with several components an MCU has h x v blocks of luma (T.81, A.2.3), while
// a gray file has rows of blocks from end to end. So the first row of an MCU goes out at
// once, the others wait until the row of MCUs is through.
//
// A block is bits of DC, the difference to the luma block before, and bits of AC.
// AC bits are copied as they are, and so is DC wherever the block before is the same in both
// orders. Only where it isn't, the difference is coded anew.
type scanner struct {
	ctx  context.Context
	data unstuffer

	// What is read next: the upper nb bits of acc, then win.buf[bp:]. Below the
	// upper nb bits acc holds zeros or bits that win.buf[bp:] begins with.
	acc   uint64
	nb    uint
	bp    int
	limit int // from this bp on, see to the window

	out   bitWriter
	rows  [4]bitWriter // rows[0] is not used
	first [4]int32     // DC of the first block of each row, which is still to be coded
	last  [4]int32     // DC of the last block of each row so far
	in    int32        // DC of the last luma block that was read

	code *dcCoder // of the DC table to write
	file []byte   // the result so far
	raw  bool     // the result is bits that are joined later, and not stuffed yet
	bits []byte   // a buffer for such a result
}

// A block says what to do with one block of an MCU.
type block struct {
	dc *dcTable
	ac *acTable // nil: there is only DC

	luma  bool
	keep  bool // it is in the picture, and not padding
	start bool // first of its row in the MCU: it does not follow the one before it in the MCU
	later bool // first of its row in the picture: DC is coded when the rows are joined
	fresh bool // DC must be coded anew
	end   bool // last of its row in the MCU
	row   int
	to    *bitWriter
}

var scanners = sync.Pool{New: func() any { return new(scanner) }}

// Room that the writers have for one MCU, and when the first is emptied.
const (
	mcuOut   = mcuBytes + 64
	outFlush = 32 << 10
)

// open starts to read at an offset of the file.
func (s *scanner) open(file []byte, at int) {
	s.data.open(file, at)
	s.restart()
}

// restart starts to read the window from its beginning.
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

// pos returns the bit position in the window.
func (s *scanner) pos() int { return s.bp*8 - int(s.nb) }

// more is called near the window's end, between MCUs: it refills it, or tells whether the data is used up.
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

// seek goes to a bit position in the window.
func (s *scanner) seek(pos int) {
	s.bp = pos>>3 + 7
	s.nb = 56 - uint(pos&7)
	s.acc = binary.BigEndian.Uint64(s.data.buf[pos>>3:]) << (pos & 7)
}

// What the loop over blocks can meet; the caller adds where.
var (
	errStops = fault.New(fault.Damaged, "the picture's data stops")
	errCode  = fault.New(fault.Damaged, "the picture's data has a bad code")
)

// mcus reads n MCUs of the same plan.
func (s *scanner) mcus(plan []block, n int) error {
	buf := &s.data.buf
	acc, nb, bp := s.acc, s.nb, s.bp
	var from int // where a run of luma bits starts
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
				if e>>10 > dcBits { // then too few bits may be left
					acc |= binary.BigEndian.Uint64(buf[bp:bp+8]) >> (nb & 63)
					bp += int((63 - nb) >> 3)
					nb |= 56
				}
				// Of at least 56 bits DC took at most 24, and an entry takes at most 28, so
				// that two entries fit between refills.
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
					// One symbol at a time, the last ones of the block or a single long one.
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

// errMissing stops a scan whose DC table has to have more categories.
var errMissing = fault.New(fault.Damaged, "the picture's DC differences are out of all bounds")

// bad tells what a missing code means: behind the end of the data it's only that.
func (s *scanner) bad() error {
	if s.data.done && s.pos()+16 > s.data.end*8 {
		return errStops
	}
	return errCode
}

// joinRows ends a row of MCUs with n rows of blocks: those that wait go out.
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

// joinRow sends out the bits of a row that waits.
func (s *scanner) joinRow(row int) {
	w := &s.rows[row]
	s.write(w.buf, w.len())
	w.reset(mcuOut)
}

// write sends out so many bits; eight bytes may be read behind them.
func (s *scanner) write(buf []byte, n int) {
	for from := 0; from < n; from += outFlush * 8 {
		if s.out.pos > outFlush {
			s.flush()
		}
		s.out.copy(buf, from, min(from+outFlush*8, n))
	}
}

// flush moves what was written to the result.
func (s *scanner) flush() {
	if s.raw {
		s.file = append(s.file, s.out.buf[:s.out.pos]...)
	} else {
		s.file = appendStuffed(s.file, s.out.buf[:s.out.pos])
	}
	binary.BigEndian.PutUint64(s.out.buf, s.out.acc)
	s.out.pos = 0
}

// finish pads the last byte with ones (T.81, F.1.2.3).
func (s *scanner) finish() {
	if s.out.n > 0 {
		s.out.put(^uint64(0), 8-s.out.n)
	}
	s.flush()
}
