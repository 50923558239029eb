package png

import (
	"context"
	"encoding/binary"
	"errors"

	"pretobranco/engine/bw/codec"
	"pretobranco/engine/bw/exif"
	"pretobranco/engine/bw/fault"
)

// A rewriter reads an inspected file and writes the gray one.
type rewriter struct {
	*layout
	ctx     context.Context
	file    []byte
	options codec.Options
	tone    *codec.Tone

	to       Header // of the result
	pixels   bool   // convert pixels; otherwise copy their data
	same     bool   // there was no colour: pixels and palette are unchanged
	gray     bool
	space    profilePlan
	texts    textReader
	oriented bool       // the orientation of dropped metadata has been written
	dropped  exif.Parts // metadata that was dropped without being asked for
	key      []uint16   // pixels of this colour become transparent
	keyGray  []byte     // tRNS of the result, if the key stays unambiguous

	out                     []byte
	sequence                uint32 // of the next fcTL or fdAT
	frame                   int    // how many fcTL there were
	frameWidth, frameHeight int    // by the last of them
}

// plan decides how to convert the picture before anything is written.
func (r *rewriter) plan() error {
	switch {
	case r.ColorType == Palette:
		r.gray = isGray(r.palette, Header{ColorType: RGB, BitDepth: 8})
		r.same = r.gray && r.tone.GrayStays
	case r.ColorType.colour():
		r.pixels = true
		r.to.ColorType = Grayscale
		if r.ColorType.alpha() {
			r.to.ColorType = GrayAlpha
		}
	default:
		r.gray = true
		r.same = r.tone.GrayStays
		r.pixels = !r.same
		if r.pixels {
			r.to.BitDepth = max(8, r.BitDepth)
		}
	}
	if err := r.planProfile(); err != nil {
		return err
	}
	if key := r.layout.key(); key != nil {
		return r.planKey(key)
	}
	if r.pixels && r.ColorType == Grayscale && r.trns != nil {
		v := binary.BigEndian.Uint16(r.trns) & (1<<r.BitDepth - 1)
		r.key = []uint16{v, v, v}
		r.to.ColorType = GrayAlpha
	}
	return nil
}

// run writes the result.
func (r *rewriter) run() error {
	size := r.end
	if r.pixels { // a gray photo is less than half as large
		size = size/2 + 4096
	}
	r.out = append(make([]byte, 0, size+1024), signature...)
	r.out = r.to.appendTo(r.out)
	seen := false // an IDAT
	dataEnd := 0  // of a run of data that has been converted
	for at, c := range chunks(r.file[:r.end]) {
		if at < dataEnd {
			continue
		}
		switch kind := c.kind(); kind {
		case "IHDR":
		case "IDAT":
			if seen {
				continue // after another chunk: ignored by readers
			}
			seen = true
			end, err := r.picture(at, kind, r.Width, r.Height)
			if err != nil {
				return err
			}
			dataEnd = end
		case "fcTL":
			if !r.animated {
				continue
			}
			r.frame++
			var d [frameControl]byte
			copy(d[:], c.data())
			binary.BigEndian.PutUint32(d[:], r.sequence)
			r.sequence++
			r.out = appendChunk(r.out, kind, d[:]...)
			r.frameWidth, r.frameHeight = frameSize(d[:])
		case "fdAT":
			if !r.animated {
				continue
			}
			end, err := r.picture(at, kind, r.frameWidth, r.frameHeight)
			if err != nil {
				return err
			}
			dataEnd = end
		case "IEND":
			r.out = append(r.out, c...)
		default:
			if c.intact() {
				r.ancillary(c, seen)
			}
		}
	}
	return nil
}

// picture converts or copies the chunks of one picture, and returns where they end.
func (r *rewriter) picture(at int, kind string, width, height int) (end int, err error) {
	end = r.source(at, kind).runEnd()
	if !r.pixels {
		r.out = append(r.out, r.file[at:end]...)
		if kind == "fdAT" { // sequence numbers are unchanged
			for at < end {
				c, _ := chunkAt(r.file, at)
				r.sequence++
				at += len(c)
			}
		}
		return end, nil
	}
	out, start := openChunk(r.out, kind)
	if kind == "fdAT" {
		out = binary.BigEndian.AppendUint32(out, r.sequence)
		r.sequence++
	}
	if out, err = r.convert(out, at, kind, width, height); err != nil {
		return 0, err
	}
	if len(out)-start-8 > maxChunk {
		return 0, fault.New(fault.TooLarge, "the gray picture takes more than 2 GiB, the most that a PNG chunk holds")
	}
	r.out = closeChunk(out, start)
	return end, nil
}

// convert appends the compressed gray rows of the picture whose chunks start at an offset.
func (r *rewriter) convert(out []byte, at int, kind string, width, height int) ([]byte, error) {
	d := newDeflater(out, r.to.rawBytes(width, height), r.to.pixelBytes())
	t := newToner(r.Header, r.to, r.tone, r.key)
	err := eachRow(r.ctx, r.source(at, kind), r.Header, width, height,
		func(p pass) { d.pass(r.to.rowBytes(p.width)) },
		func(row []byte, pixels int) { t.row(d.row(), row, pixels) })
	if err != nil {
		d.abandon()
		return nil, r.where(err)
	}
	if r.ColorType.colour() {
		r.gray = t.allGray && (r.gray || kind == "IDAT")
	}
	return d.finish()
}

func (r *rewriter) source(at int, kind string) *dataReader {
	return &dataReader{file: r.file, at: at, kind: kind}
}

// where adds the position to an error of a picture's data.
func (r *rewriter) where(err error) error {
	var stop *stops
	if !errors.As(err, &stop) {
		return err
	}
	if r.frame > 1 {
		return fault.New(fault.Damaged, "the file is damaged: frame %d of %d stops at %d %%: %w", r.frame, r.Frames, stop.percent(), stop.err)
	}
	return fault.New(fault.Damaged, "the file is damaged: the picture stops at %d %%: %w", stop.percent(), stop.err)
}
