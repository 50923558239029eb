package jpeg

import (
	"context"
	"errors"

	"pretobranco/engine/bw/fault"
	"pretobranco/engine/bw/room"
)

// A rewriter goes through a file once and writes the gray one.
type rewriter struct {
	ctx        context.Context
	file       []byte
	filter     *segmentFilter
	height     int  // also where DNL says it
	same       bool // the file is gray: all but metadata is copied
	categories int  // of DC differences that the DC table must have
	mix        *mixer

	walker
	frame   *frame
	tables  tableSet
	scans   int  // of any component so far
	luma    int  // scans of luma so far
	endless bool // there is no EOI
	out     []byte
	wrote   tableSet // what the result's tables are; slot 0 only
	rest    []byte   // what stands behind the picture's end
}

func (r *rewriter) run() ([]byte, error) {
	r.walker, _ = newWalker(r.file)
	r.out = append(room.Take(len(r.file)+1024), 0xff, mSOI)
	for {
		marker, d, err := r.next()
		if err != nil {
			return nil, err
		}
		switch {
		case marker == mEOI, marker == 0 && r.luma > 0 && !r.frame.progressive():
			if r.luma == 0 {
				return nil, fault.New(fault.Damaged, "the file ends before the picture")
			}
			if r.endless = marker == 0; r.endless {
				if err := errFill(r.file); err != nil {
					return nil, err
				}
			}
			if r.mix != nil {
				if r.out, err = r.mix.finish(r.out); err != nil {
					return nil, err
				}
			}
			r.rest = r.file[r.at:]
			return append(r.out, 0xff, mEOI), nil
		case marker == 0:
			return nil, fault.New(fault.Damaged, "the file breaks off after %d scans", r.scans)
		case marker == mSOS:
			err = r.scan(d)
		case marker >= mAPP0 && marker <= mAPP15, marker == mCOM:
			r.out = r.filter.appendTo(r.out, marker, d)
		case alone(marker) && marker != mSOI, marker == mDNL, marker == mDAC:
		default:
			err = r.table(marker, d)
		}
		if err != nil {
			return nil, err
		}
	}
}

// table reads the segments that scans build on.
func (r *rewriter) table(marker byte, d []byte) (err error) {
	if r.same {
		r.out = append(r.out, r.file[r.start:r.at]...)
	}
	switch marker {
	case mSOF0, mSOF1, mSOF2:
		if r.frame != nil {
			return fault.New(fault.Damaged, "the file has two headers")
		}
		if r.frame, err = parseFrame(marker, d); err != nil {
			return err
		}
		r.frame.height = r.height
		if r.same {
			size := r.out[len(r.out)-len(d):]
			size[1], size[2] = byte(r.height>>8), byte(r.height)
		}
		return nil
	case mDQT:
		return r.tables.parseDQT(d)
	case mDHT:
		return r.tables.parseDHT(d)
	case mDRI:
		return r.tables.parseDRI(d)
	}
	return fault.New(fault.Damaged, "the file has an impossible marker %02x", marker)
}

// scan writes what becomes of a scan.
func (r *rewriter) scan(d []byte) error {
	if err := cancelled(r.ctx); err != nil {
		return err
	}
	f := r.frame
	h, err := f.parseScan(d)
	if err != nil {
		return err
	}
	if r.scans++; r.scans == 1 && !f.progressive() {
		r.tables.fillIn()
	}
	if err := h.check(f, &r.tables); err != nil {
		return err
	}
	part := h.luma()
	if part < 0 {
		if r.mix != nil && r.mix.colour {
			return r.mixScan(h, d)
		}
		r.skipData()
		return nil
	}
	if r.luma++; r.luma > 1 && !f.progressive() {
		return fault.New(fault.Damaged, "the picture comes twice")
	}
	if r.mix != nil {
		return r.mixScan(h, d)
	}
	if r.luma == 1 && !r.same {
		r.header()
	}
	p := h.parts[part]
	switch {
	case len(h.parts) == 1 && f.progressive():
		err = r.copyProgressive(h, p)
	case len(h.parts) == 1:
		err = r.copySequential(p)
	case h.high > 0 && f.progressive():
		err = r.pickBits(h)
	default:
		err = r.pick(h, p)
	}
	return err
}

// header writes the quantisation table and the header of the gray file. Its one
// component has no subsampling, and its rows no padding.
func (r *rewriter) header() {
	f := r.frame
	q := f.components[0].quant
	r.out = q.appendTo(r.out)
	marker := f.marker
	if marker == mSOF0 && q.wide() {
		marker = mSOF1 // baseline has only 8 bits (B.2.4.1)
	}
	r.out = appendSegment(r.out, marker, []byte{
		8, byte(f.height >> 8), byte(f.height), byte(f.width >> 8), byte(f.width),
		1, 1, 0x11, 0, // JFIF knows luma by the number 1
	})
}

// begin writes the tables and the header of a scan. A nil book is not needed.
func (r *rewriter) begin(dc, ac *codeBook, restart int, band ...byte) {
	if r.same {
		r.out = append(r.out, r.file[r.start:r.at]...)
		return
	}
	if dc != nil && (r.wrote.dc[0].symbols == nil || !r.wrote.dc[0].same(dc)) {
		r.out = dc.appendTo(r.out, 0)
		r.wrote.dc[0] = *dc
	}
	if ac != nil && (r.wrote.ac[0].symbols == nil || !r.wrote.ac[0].same(ac)) {
		r.out = ac.appendTo(r.out, 1)
		r.wrote.ac[0] = *ac
	}
	if restart != r.wrote.restart {
		r.out = appendSegment(r.out, mDRI, []byte{byte(restart >> 8), byte(restart)})
		r.wrote.restart = restart
	}
	r.out = appendSegment(r.out, mSOS, []byte{1, 1, 0}, band)
}

// cancelled tells whether whoever asked went away.
func cancelled(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return fault.New(fault.Cancelled, "the conversion was cancelled: %w", err)
	}
	return nil
}

// stopped adds to an error of the data how far it came.
func stopped(err error, done, total int) error {
	switch {
	case errors.Is(err, errStops):
		return fault.New(fault.Damaged, "the picture's data stops at %d %%", fault.Percent(done, total))
	case errors.Is(err, errCode):
		return fault.New(fault.Damaged, "the picture's data is wrong at %d %%", fault.Percent(done, total))
	}
	return err
}
