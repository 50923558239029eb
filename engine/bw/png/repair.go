package png

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"hash/crc32"

	"pretobranco/engine/bw/fault"
)

// Repair makes a complete file of a damaged one, in colour and with all metadata: the rows that can
// be read, with black or transparency below; of an interlaced picture the result of the available
// passes; of an animation the complete frames, or the first one as a still picture. Damage is the
// extent of the loss. Errors are Damaged if nothing of the picture can be read, TooLarge for more
// than the given number of pixels (0: unlimited), Unsupported, Cancelled.
func Repair(ctx context.Context, file []byte, pixels int64) ([]byte, fault.Damage, error) {
	r := &repairer{ctx: ctx, file: mended(file), doubt: !bytes.HasPrefix(file, signature)}
	if err := r.start(pixels); err != nil {
		return nil, fault.Damage{}, err
	}
	if err := r.run(); err != nil {
		return nil, fault.Damage{}, err
	}
	return r.finish()
}

// mended returns a copy of a file with a correct signature, and with corrected types of data chunks
// in which only the type is wrong.
func mended(file []byte) []byte {
	out := append(append(make([]byte, 0, len(file)), signature...), file[min(len(file), len(signature)):]...)
	for _, c := range chunks(out) {
		sum := crc32.Update(crc32.ChecksumIEEE([]byte("IDAT")), crc32.IEEETable, c.data())
		if !c.intact() && sum == binary.BigEndian.Uint32(c[len(c)-4:]) {
			copy(c[4:], "IDAT")
		}
	}
	return out
}

// A repairer is one run of Repair.
type repairer struct {
	ctx  context.Context
	file []byte
	Header
	out []byte

	doubt    bool // a CRC is wrong
	rows     int  // readable rows of the picture
	passes   int  // complete passes
	whole    bool // the picture is complete
	controls int  // where acTL is in out; 0 for none
	first    int  // where the fcTL of the picture is in out; 0 for none
	frames   frameCheck
	kept     int // frames of an animation
}

// start reads the header.
func (r *repairer) start(pixels int64) error {
	c, ok := chunkAt(r.file, len(signature))
	if !ok || c.kind() != "IHDR" {
		return fault.New(fault.Damaged, "the file does not start with a PNG header")
	}
	var err error
	if r.Header, err = parseHeader(c.data()); err != nil {
		return err
	}
	if pixels > 0 && int64(r.Width) > pixels/int64(r.Height) {
		return fault.New(fault.TooLarge, "the picture has %d x %d pixels, over the limit of %d pixels", r.Width, r.Height, pixels)
	}
	// The part that compresses best may come first, but the rest can't be this much larger.
	if r.rawBytes(r.Width, r.Height) > 64*maxExpansion*int64(len(r.file)+1) {
		return fault.New(fault.Damaged, "nothing of the picture is there")
	}
	r.doubt = r.doubt || !c.intact()
	return nil
}

// run writes the readable content, up to the picture's end or to the first incomplete frame.
func (r *repairer) run() error {
	to := r.Header
	to.Interlaced = false // the passes are merged
	r.out = to.appendTo(append(r.out, signature...))
	stage := 0 // as in inspect
	skip := 0
	last := len(signature)
	for at, c := range chunks(r.file) {
		last = at + len(c)
		if at < skip {
			continue
		}
		kind, intact := c.kind(), c.intact()
		if stage == 1 && kind != "IDAT" {
			stage = 2
		}
		switch {
		case kind == "IHDR", kind == "IDAT" && stage == 2:
		case kind == "IEND":
			return nil
		case kind == "IDAT":
			stage = 1
			var err error
			if skip, err = r.picture(at); err != nil || !r.whole {
				return err
			}
		case kind == "PLTE":
			if stage == 0 && len(c.data()) > 0 && len(c.data())%3 == 0 && len(c.data()) <= 3*256 {
				r.doubt = r.doubt || !intact
				r.out = appendChunk(r.out, kind, c.data()...)
			}
		case !intact:
			r.doubt = r.doubt || kind == "fcTL" || kind == "fdAT"
		case kind == "acTL":
			if stage == 0 && r.frames.open(c.data()) == nil {
				r.controls = len(r.out)
				r.out = append(r.out, c...)
			}
		case kind == "fcTL":
			if r.controls == 0 {
				continue
			}
			if r.frames.control(c.data(), r.Header, stage) != nil {
				return nil
			}
			if stage == 0 {
				r.first = len(r.out)
				r.out = append(r.out, c...)
				continue
			}
			var err error
			if skip, err = r.frame(at, c); err != nil || skip == 0 {
				return err
			}
		case kind == "fdAT":
		case !c.critical():
			r.out = append(r.out, c...)
		default:
			return fault.New(fault.Unsupported, "the picture needs a decoder that knows %q chunks", kind)
		}
	}
	// The only IDAT may be truncated.
	if stage == 0 && last+8 < len(r.file) && string(r.file[last+4:last+8]) == "IDAT" {
		_, err := r.picture(last)
		return err
	}
	return nil
}

// picture reads and writes the picture at an offset. It returns where its data ends.
func (r *repairer) picture(at int) (end int, err error) {
	r.frames.still()
	src := &dataReader{file: r.file, at: at, kind: "IDAT", cut: true}
	end = (&dataReader{file: r.file, at: at, kind: "IDAT"}).runEnd()
	for from := at; from < end; {
		c, _ := chunkAt(r.file, from)
		r.doubt = r.doubt || !c.intact()
		from += len(c)
	}
	out, start := openChunk(r.out, "IDAT")
	d := newDeflater(out, r.rawBytes(r.Width, r.Height), r.pixelBytes())
	d.pass(r.rowBytes(r.Width))
	if r.Interlaced {
		err = r.weave(d, src)
	} else {
		err = eachRow(r.ctx, src, r.Header, r.Width, r.Height, nil, func(row []byte, _ int) {
			copy(d.row(), row)
			r.rows++
		})
		for y := r.rows; y < r.Height; y++ {
			clear(d.row())
		}
	}
	out, failed := d.finish()
	var stop *stops
	switch {
	case failed != nil:
		return 0, failed
	case errors.As(err, &stop):
	case err != nil && fault.KindOf(err) != fault.Damaged:
		return 0, err
	default:
		r.whole = true
		r.doubt = r.doubt || err != nil
	}
	r.out = closeChunk(out, start)
	r.kept++
	return end, nil
}

// frame copies the frame whose fcTL is at an offset. It returns where the frame ends, or 0 if it is
// incomplete.
func (r *repairer) frame(at int, control chunk) (end int, err error) {
	next := at + len(control)
	src := &dataReader{file: r.file, at: next, kind: "fdAT"}
	end = (&dataReader{file: r.file, at: next, kind: "fdAT"}).runEnd()
	for from := next; from < end; {
		c, _ := chunkAt(r.file, from)
		if !c.intact() || r.frames.data(c.data(), 2) != nil {
			return 0, nil
		}
		from += len(c)
	}
	width, height := frameSize(control.data())
	err = eachRow(r.ctx, src, r.Header, width, height, nil, func([]byte, int) {})
	switch {
	case err != nil && r.ctx.Err() != nil:
		return 0, err
	case err != nil:
		return 0, nil
	}
	if r.Interlaced {
		return 0, nil // an incomplete frame is dropped
	}
	r.out = append(r.out, r.file[at:end]...)
	r.kept++
	return end, nil
}

// finish completes the file and records the loss.
func (r *repairer) finish() ([]byte, fault.Damage, error) {
	expected := r.frames.expected
	if r.first == 0 && r.controls > 0 {
		r.kept-- // the picture is not one of the frames
	}
	switch {
	case r.rows == 0:
		return nil, fault.Damage{}, fault.New(fault.Damaged, "nothing of the picture is there")
	case r.controls == 0:
	case r.whole && r.kept > 0:
		count := append(binary.BigEndian.AppendUint32(nil, uint32(r.kept)), r.out[r.controls+12:r.controls+16]...)
		copy(r.out[r.controls:], appendChunk(nil, "acTL", count...))
	default: // a still picture
		if r.first > 0 {
			r.out = append(r.out[:r.first], r.out[r.first+chunkOverhead+frameControl:]...)
		}
		r.out = append(r.out[:r.controls], r.out[r.controls+chunkOverhead+8:]...)
	}
	out := appendChunk(r.out, "IEND")
	switch {
	case !r.whole && r.passes > 0:
		return out, fault.Damage{Loss: fault.Coarse}, nil
	case !r.whole:
		return out, fault.Damage{Loss: fault.Stops, Percent: fault.Percent(r.rows, r.Height)}, nil
	case r.controls > 0 && r.kept < expected:
		return out, fault.Damage{Loss: fault.Stops, Percent: fault.Percent(max(1, r.kept), expected)}, nil
	case r.doubt:
		return out, fault.Damage{Loss: fault.Doubtful}, nil
	}
	return out, fault.Damage{}, nil
}

// weave merges the passes of an interlaced picture. Missing pixels are taken from the block of an
// earlier pass, as decoders do while a picture loads.
func (r *repairer) weave(d *deflater, src *dataReader) error {
	size := r.rowBytes(r.Width)
	all := make([]byte, size*r.Height)
	number, y := -1, 0
	err := eachRow(r.ctx, src, r.Header, r.Width, r.Height, func(pass) {
		if number >= 0 {
			r.passes++
		}
		for number++; adam7[number].x >= r.Width || adam7[number].y >= r.Height; {
			number++ // it has no pixels
		}
		y = 0
	}, func(row []byte, pixels int) {
		p := adam7[number]
		across, down := p.dx, p.dy
		if p.x > 0 {
			across = p.x
		}
		if p.y > 0 {
			down = p.y
		}
		top := p.y + y*p.dy
		y++
		bottom := min(top+down, r.Height)
		r.rows = max(r.rows, bottom)
		line := all[top*size:][:size]
		for i := range pixels {
			r.spread(line, row, i, p.x+i*p.dx, min(p.x+i*p.dx+across, r.Width))
		}
		for below := top + 1; below < bottom; below++ {
			// Pixels to the left of the block are in an earlier pass.
			for i := range pixels {
				from, to := p.x+i*p.dx, min(p.x+i*p.dx+across, r.Width)
				r.spread(all[below*size:][:size], row, i, from, to)
			}
		}
	})
	for y := range r.Height {
		copy(d.row(), all[y*size:][:size])
	}
	return err
}

// spread copies pixel i of a row to the pixels of another from one column to another.
func (h Header) spread(to, row []byte, i, from, end int) {
	bits := h.pixelBits()
	if bits >= 8 {
		n := bits / 8
		for x := from; x < end; x++ {
			copy(to[x*n:][:n], row[i*n:])
		}
		return
	}
	mask := byte(1<<bits - 1)
	v := row[i*bits/8] >> (8 - bits - i*bits%8) & mask
	for x := from; x < end; x++ {
		shift := 8 - bits - x*bits%8
		to[x*bits/8] = to[x*bits/8]&^(mask<<shift) | v<<shift
	}
}
