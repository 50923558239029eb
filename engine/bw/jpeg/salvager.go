package jpeg

import (
	"bytes"

	"pretobranco/engine/bw/fault"
)

// A salvager reads the data of a damaged scan as libjpeg does (jdhuff.c, jdphuff.c), so that the
// picture equals that of other programs:
//
//	the data ends ------> the MCU is completed with zero bits, later ones stay empty
//	invalid code -------> it is read as 17 bits with the symbol 0
//	a restart marker ---> decoding resynchronises; see resync
type salvager struct {
	*scanner
	source []byte // the file
	parts  []salvagePart
	band   band
	dry    bool // the data ended within an MCU (libjpeg's insufficient_data)
	wrong  bool // invalid code since the last restart marker
	fresh  int  // MCUs since then
	seen   extent
}

// A salvagePart is a component of a scan.
type salvagePart struct {
	to         *salvaged
	h, v       int // blocks in an MCU
	dc, ac     *symbolTable
	prediction int32
}

// scan reads the scan whose data starts at an offset, and returns the offset after it. Errors are
// Damaged for an invalid scan header, and Cancelled.
func (k *salvage) scan(at int, body []byte) (next int, err error) {
	if k.frame == nil {
		return at, fault.New(fault.Damaged, "the picture's data precedes its header")
	}
	f := k.frame
	h, err := f.parseScan(body)
	if err != nil {
		return at, err
	}
	if k.scans++; k.scans == 1 && !f.progressive() {
		k.tables.fillIn()
	}
	if k.all {
		return at, fault.New(fault.Damaged, "the file has a second picture")
	}
	if err := h.check(f, &k.tables); err != nil {
		return at, err
	}
	s := &salvager{scanner: scanners.Get().(*scanner), source: k.file, band: band{start: h.start, end: h.end, low: uint(h.low)}}
	defer s.release()
	k.flat = true
	for _, p := range h.parts {
		to := &k.planes[p.index]
		to.open(f, p.index, k.last)
		part := salvagePart{to: to, h: f.components[p.index].h, v: f.components[p.index].v}
		if !f.progressive() || h.start == 0 && h.high == 0 {
			part.dc = newSymbolTable(&k.tables.dc[p.dc])
		}
		if !f.progressive() || h.start > 0 {
			part.ac = newSymbolTable(&k.tables.ac[p.ac])
		}
		// The code of zero bits is that of the first symbol.
		k.flat = k.flat && part.dc != nil && part.ac != nil && part.dc.canon.symbols[0] == 0 && part.ac.canon.symbols[0] == 0
		s.parts = append(s.parts, part)
	}
	across, down := f.mcus()
	if len(s.parts) == 1 {
		across, down = f.componentBlocks(h.parts[0].index)
		s.parts[0].h, s.parts[0].v = 1, 1
	}
	s.begin(k.ctx, nil, nil)
	s.start(at)
	if err := s.read(h, across, down, k.tables.restart, f.progressive()); err != nil {
		return at, err
	}
	for _, p := range s.parts {
		p.to.record(h, f.progressive(), s.seen)
	}
	k.all = !f.progressive() && len(h.parts) == len(f.components)
	k.unused = s.unused()
	return s.data.at, nil
}

// read reads all MCUs.
func (s *salvager) read(h *scanHeader, across, down, restart int, progressive bool) error {
	s.seen.all = across * down
	interval, left := 0, restart
	for y := range down {
		if err := cancelled(s.ctx); err != nil {
			return err
		}
		for x := range across {
			if restart > 0 {
				if left == 0 {
					s.resync(interval)
					interval, left = interval+1, restart
				}
				left--
			}
			if s.dry {
				continue
			}
			s.refillMCU()
			for i := range s.parts {
				s.mcu(&s.parts[i], x, y, h, progressive)
			}
			switch {
			case s.data.done && s.pos() > s.data.end*8:
				s.dry, s.seen.stopped = true, true
			case !s.wrong:
				s.fresh++
				s.seen.gaps = s.seen.gaps || s.seen.stopped
			}
		}
	}
	s.seen.intact += s.fresh
	s.seen.gaps = s.seen.gaps || s.wrong
	return nil
}

// start starts reading at an offset of the file.
func (s *salvager) start(at int) {
	s.open(s.source, at)
	s.pad()
}

// refillMCU refills the buffer if it may not contain a whole MCU.
func (s *salvager) refillMCU() {
	if s.bp <= s.limit || s.data.done {
		return
	}
	pos := s.pos()
	s.data.fill(pos >> 3)
	s.pad()
	s.seek(pos & 7)
	s.limits()
}

// pad writes zeros after the end of the data, enough for an MCU.
func (s *salvager) pad() {
	if s.data.done {
		clear(s.data.buf[s.data.end:min(s.data.end+mcuBytes+64, len(s.data.buf))])
	}
}

// unused returns the number of remaining bytes of data.
func (s *salvager) unused() int {
	w := walker{file: s.source, at: s.data.at}
	if !s.data.done {
		w.skipData()
	}
	return max(0, s.data.end-(s.pos()+7)>>3) + w.at - s.data.at
}

// resync skips from the end of a restart interval with this number to the next, as libjpeg does
// (jdmarker.c, jpeg_resync_to_restart).
func (s *salvager) resync(number int) {
	marker, at := s.data.marker()
	whole := s.data.done
	if !s.data.done { // more data than blocks
		w := walker{file: s.source, at: s.data.at}
		marker, at = w.marker()
	} else if from := (s.pos() + 7) >> 3; from < s.data.end {
		rest := s.data.buf[from:s.data.end]
		whole = len(bytes.Trim(rest, "\x00")) == 0 || len(bytes.Trim(rest, "\xff")) == 0
	}
	ends := marker == 0 || marker == mEOI
	wanted := mRST0 + byte(number&7)
	for ahead := (marker - wanted) & 7; marker != wanted && !ends; ahead = (marker - wanted) & 7 {
		whole = false
		restarts := marker >= mRST0 && marker <= mRST7
		if marker >= mSOF0 && !restarts || restarts && (ahead == 1 || ahead == 2) {
			ends = true // the next interval is missing: the marker is that of a later one
			break
		}
		if restarts && ahead != 6 && ahead != 7 {
			break // too far off: treat it as the expected marker
		}
		w := walker{file: s.source, at: at + 2}
		marker, at = w.marker()
		ends = marker == 0
	}
	if whole || s.wrong { // blocks before the invalid code are intact
		s.seen.intact += s.fresh
	}
	s.seen.gaps = s.seen.gaps || s.wrong || !whole
	s.fresh, s.wrong, s.band.run = 0, false, 0
	for i := range s.parts {
		s.parts[i].prediction = 0
	}
	if ends {
		s.start(at)
	} else {
		s.start(at + 2)
		s.dry = false
	}
}

// marker returns the next marker of any kind and its offset; 0 at the end of the file.
func (w *walker) marker() (marker byte, at int) {
	for w.at < len(w.file) {
		i := bytes.IndexByte(w.file[w.at:], 0xff)
		if i < 0 || w.at+i+1 >= len(w.file) {
			break
		}
		w.at += i
		if c := w.file[w.at+1]; c != 0 && c != 0xff {
			return c, w.at
		}
		w.at++
	}
	return 0, len(w.file)
}

// symbol decodes a symbol.
func (s *salvager) symbol(t *symbolTable) byte {
	symbol, ok := s.scanner.symbol(t)
	if !ok {
		const length = 17
		s.acc <<= length
		s.nb -= length
		s.wrong = true
	}
	return symbol
}

// mcu reads a component's blocks of an MCU.
func (s *salvager) mcu(p *salvagePart, x, y int, h *scanHeader, progressive bool) {
	to := p.to
	for row := range p.v {
		for column := range p.h {
			bx, by := x*p.h+column, y*p.v+row
			i := by*to.across + bx
			if bx >= to.across || by >= to.down {
				i = to.across * to.down // padding
			}
			switch {
			case !progressive:
				s.block(p, i)
			case h.start > 0 && h.high == 0:
				s.firstBand(p.ac, to.coeffs.at(i))
			case h.start > 0:
				s.refineBand(p.ac, to.coeffs.at(i))
			case h.high > 0:
				if s.bit() {
					to.coeffs.dc[i] |= 1 << h.low
				}
			default:
				p.prediction += s.value(s.symbol(p.dc) & 15)
				to.coeffs.dc[i] = int16(p.prediction << h.low)
			}
		}
	}
}

// block reads a block of a sequential scan.
func (s *salvager) block(p *salvagePart, i int) {
	to := p.to.coeffs.at(i)
	p.prediction += s.value(s.symbol(p.dc) & 15)
	p.to.coeffs.dc[i] = int16(p.prediction)
	for k := 1; k < 64; k++ {
		symbol := s.symbol(p.ac)
		size := symbol & 15
		if size == 0 {
			if symbol != 0xf0 {
				break
			}
			k += 15
			continue
		}
		k += int(symbol >> 4)
		to.set(k, int16(s.value(size)))
	}
}

// firstBand is scanner.firstBand with invalid codes permitted.
func (s *salvager) firstBand(t *symbolTable, h acCoeffs) {
	b := &s.band
	if b.run > 0 {
		b.run--
		return
	}
	for k := b.start; k <= b.end; k++ {
		symbol := s.symbol(t)
		run, size := symbol>>4, symbol&15
		switch {
		case size > 0:
			k += int(run)
			h.set(k, int16(s.value(size)<<b.low))
		case run == 15:
			k += 15
		default:
			b.run = 1<<run + s.number(run) - 1
			return
		}
	}
}

// refineBand is scanner.refineBand with invalid codes permitted.
func (s *salvager) refineBand(t *symbolTable, h acCoeffs) {
	b := &s.band
	k := b.start
	for ; b.run == 0 && k <= b.end; k++ {
		symbol := s.symbol(t)
		run, size := int(symbol>>4), symbol&15
		fresh := int16(0)
		if size > 0 {
			s.wrong = s.wrong || size != 1
			if fresh = 1 << b.low; !s.bit() {
				fresh = -fresh
			}
		} else if run < 15 {
			b.run = 1<<run + s.number(byte(run))
			break
		}
		k = s.refine(h, b, k, run)
		if fresh != 0 {
			h.set(k, fresh)
		}
	}
	if b.run > 0 {
		s.refine(h, b, k, 64)
		b.run--
	}
}
