package jpeg

import (
	"context"
	"errors"

	"pretobranco/engine/bw/bufpool"
	"pretobranco/engine/bw/fault"
)

// A rewriter reads a file once and writes the gray file.
type rewriter struct {
	ctx        context.Context
	file       []byte
	filter     *segmentFilter
	height     int  // also if DNL has it
	same       bool // the input is gray: everything except metadata is copied
	categories int  // of DC differences, for the DC table
	mix        *mixer

	walker
	frame   *frame
	tables  tableSet
	scans   int  // number of scans read
	luma    int  // number of luma scans read
	endless bool // EOI is missing
	out     []byte
	wrote   tableSet // tables in the result; slot 0 only
	rest    []byte   // the data after EOI
}

func (r *rewriter) run() ([]byte, error) {
	r.walker, _ = newWalker(r.file)
	r.out = append(bufpool.Get(len(r.file)+1024), 0xff, mSOI)
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
			return nil, fault.New(fault.Damaged, "the file ends after %d scans", r.scans)
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

// table reads frame headers and tables.
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

// scan converts or skips a scan.
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
		return fault.New(fault.Damaged, "the file has a second picture")
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

// header writes the quantisation table and the frame header of the gray file. Its single component
// is not subsampled and has no padding blocks.
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
		1, 1, 0x11, 0, // JFIF's identifier of luma is 1
	})
}

// begin writes the tables and the header of a scan. A nil table is not needed.
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

// cancelled returns an error if ctx is done.
func cancelled(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return fault.New(fault.Cancelled, "the conversion was cancelled: %w", err)
	}
	return nil
}

// stopped adds the position to an error of the scan data.
func stopped(err error, done, total int) error {
	switch {
	case errors.Is(err, errStops):
		return fault.New(fault.Damaged, "the picture's data stops at %d %%", fault.Percent(done, total))
	case errors.Is(err, errCode):
		return fault.New(fault.Damaged, "the picture's data is wrong at %d %%", fault.Percent(done, total))
	}
	return err
}
