package gif

import (
	"bytes"
	"compress/lzw"
	"context"

	"pretobranco/engine/bw/fault"
)

// Repair makes a complete file of a damaged one, in colour: all readable frames, and the readable
// part of a truncated one. The rest of that frame is transparent, or else of the palette's first
// colour; a frame that would hide the ones before it is dropped. Damage counts the frames that were
// started, as the total is unknown. Errors are Damaged if nothing of the picture can be read,
// TooLarge for a frame of more than the given number of pixels (0: unlimited), Cancelled.
func Repair(ctx context.Context, file []byte, pixels int64) ([]byte, fault.Damage, error) {
	r := &repairer{ctx: ctx, s: &scanner{file: file}, pixels: pixels}
	if err := r.s.start(); err != nil {
		return nil, fault.Damage{}, err
	}
	r.out = append(make([]byte, 0, len(file)+1), file[:r.s.at]...)
	if err := r.run(); err != nil {
		return nil, fault.Damage{}, err
	}
	switch {
	case r.kept == 0:
		return nil, fault.Damage{}, fault.New(fault.Damaged, "nothing of the picture is there")
	case r.whole && r.there == 100*r.s.frames:
		return append(r.out, trailer), fault.Damage{}, nil
	case r.coarse && r.s.frames == 1:
		return append(r.out, trailer), fault.Damage{Loss: fault.Coarse}, nil
	}
	d := fault.Damage{Loss: fault.Stops, Percent: fault.Percent(r.there, 100*r.s.frames)}
	if r.gaps {
		d.Loss = fault.Gaps
	}
	return append(r.out, trailer), d, nil
}

// A repairer is the state of Repair.
type repairer struct {
	ctx    context.Context
	s      *scanner
	pixels int64
	out    []byte

	kept        int    // frames
	there       int    // sum of percentages of all frames
	whole       bool   // the file is valid to its end
	coarse      bool   // the last frame has a complete first pass
	gaps        bool   // data follows a damaged frame
	transparent int    // the transparent index of the next frame, or -1
	control     []byte // the extension with it
}

func (r *repairer) run() error {
	r.transparent = -1
	damaged := false
	for {
		if err := r.ctx.Err(); err != nil {
			return fault.New(fault.Cancelled, "cancelled: %w", err)
		}
		b, err := r.s.next()
		if err != nil {
			return nil // keep what is before it
		}
		d := r.s.file[b.from:b.to]
		switch {
		case b.kind == trailer:
			r.whole = !damaged
			return nil
		case b.kind == extension:
			if b.label != control {
				r.out = append(r.out, d...)
				continue
			}
			if r.control = d; b.to-b.data >= 6 && r.s.file[b.data+1]&1 != 0 {
				r.transparent = int(r.s.file[b.data+4])
			}
		case b.kind == picture:
			r.gaps = r.gaps || damaged
			if whole(r.s, b) == nil {
				r.out = append(r.out, r.control...)
				at := len(r.out)
				r.out = append(r.out, d...)
				if b.unfinished {
					r.out = closeBlocks(r.out, at+b.data-b.from)
				}
				r.kept++
				r.there += 100
			} else {
				damaged = true
				if err := r.frame(b); err != nil {
					return err
				}
			}
			r.transparent, r.control = -1, nil
		default: // not a block
			damaged = damaged || r.kept > 0
		}
	}
}

// frame writes the readable part of a frame.
func (r *repairer) frame(b block) error {
	f := b.frame
	all := f.width * f.height
	if r.pixels > 0 && int64(f.width) > r.pixels/int64(max(1, f.height)) {
		return fault.New(fault.TooLarge, "the picture has %d x %d pixels, over the limit of %d pixels", f.width, f.height, r.pixels)
	}
	data := r.s.content(b.data)
	bits := int(r.s.file[b.data-1])
	n, _ := measure(bits, data, all)
	if n < f.width || all/mostRatio > n || r.kept > 0 && r.transparent < 0 {
		return nil
	}
	came := make([]byte, all)
	n, _ = expand(bits, data, came)
	rows := n / f.width // complete rows
	pix := bytes.Repeat([]byte{byte(max(0, r.transparent))}, all)
	bits = min(max(2, bits), 8)
	if r.transparent >= 1<<bits {
		bits = 8
	}
	percent := fault.Percent(rows, f.height)
	if f.interlaced {
		spread(pix, came, f, rows)
		if r.coarse = rows >= (f.height+7)/8; r.coarse {
			percent = 99
		}
	} else {
		copy(pix, came[:rows*f.width])
	}
	r.there += percent
	r.out = append(r.out, r.control...)
	at := len(r.out)
	r.out = append(r.out, r.s.file[b.from:b.data-1]...)
	r.out[at+9] &^= 0x40 // no longer interlaced
	out := bytes.NewBuffer(append(r.out, byte(bits)))
	blocks := &subBlocks{out: out}
	z := lzw.NewWriter(blocks, lzw.LSB, bits)
	z.Write(pix) // a buffer does not fail
	z.Close()
	blocks.end()
	r.out = out.Bytes()
	r.kept++
	return nil
}

// mostRatio is the largest ratio of a frame's size to its readable pixels.
const mostRatio = 4096

// spread deinterlaces a frame (appendix E). A missing row is copied from the row above in an
// earlier pass.
func spread(pix, came []byte, f frame, rows int) {
	for _, pass := range [4][3]int{{0, 8, 8}, {4, 8, 4}, {2, 4, 2}, {1, 2, 1}} {
		for y := pass[0]; y < f.height; y += pass[1] {
			if rows == 0 {
				return
			}
			rows--
			for below := y; below < min(y+pass[2], f.height); below++ {
				copy(pix[below*f.width:][:f.width], came)
			}
			came = came[f.width:]
		}
	}
}
