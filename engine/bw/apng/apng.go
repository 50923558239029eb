// Package apng reads and writes the frames of animated PNG files as pixels, for conversions from
// and to other formats. Frame data has the structure of a PNG file's data, so each frame is
// converted to a file of its own and back.
//
//	file -> chunks -> fcTL, IDAT or fdAT -> a file for each frame -> image/png -> canvas
//	frames -> package png -> a file for each -> chunks -> fcTL, IDAT or fdAT -> file
//
// A section number alone refers to the PNG specification, third edition
// (https://www.w3.org/TR/png-3/).
package apng

import (
	"bytes"
	"context"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/draw"
	stdpng "image/png"
	"time"

	"pretobranco/engine/bw/codec"
	"pretobranco/engine/bw/fault"
	"pretobranco/engine/bw/png"
	"pretobranco/engine/bw/raster"
)

const signature = "\x89PNG\r\n\x1a\n"

// A chunk is a piece of a file (5.3).
type chunk struct {
	name string
	data []byte
}

func split(file []byte) (chunks []chunk) {
	if !bytes.HasPrefix(file, []byte(signature)) {
		return nil
	}
	for file = file[len(signature):]; len(file) >= 12; {
		n := binary.BigEndian.Uint32(file)
		if uint64(n)+12 > uint64(len(file)) {
			break
		}
		chunks = append(chunks, chunk{string(file[4:8]), file[8 : 8+n]})
		file = file[12+n:]
	}
	return chunks
}

func appendChunk(out []byte, name string, data []byte) []byte {
	out = binary.BigEndian.AppendUint32(out, uint32(len(data)))
	at := len(out)
	out = append(append(out, name...), data...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out[at:]))
}

// The content of a frame control chunk (11.3.6.2).
const (
	controlSize  = 26
	toBackground = 1
	toPrevious   = 2
	blendOver    = 1
)

// Decode returns all frames as displayed, and the number of plays, 0 for infinite. Callers should
// check the file's header against their limits first. Errors are Damaged and Cancelled.
func Decode(ctx context.Context, file []byte) (frames []codec.Frame, loop int, err error) {
	d := &decoder{head: []byte(signature)}
	for _, c := range split(file) {
		switch c.name {
		case "IHDR":
			if len(c.data) != 13 {
				return nil, 0, errDamaged
			}
			d.ihdr = c.data
			d.canvas = image.NewNRGBA(image.Rect(0, 0, int(binary.BigEndian.Uint32(c.data)), int(binary.BigEndian.Uint32(c.data[4:]))))
		case "PLTE", "tRNS":
			d.shared = appendChunk(d.shared, c.name, c.data)
		case "acTL":
			if len(c.data) == 8 {
				loop = int(binary.BigEndian.Uint32(c.data[4:]))
			}
		case "fcTL":
			if err := d.finish(); err != nil {
				return nil, 0, err
			}
			d.control = c.data
		case "IDAT":
			d.data = append(d.data, c.data...)
		case "fdAT":
			if len(c.data) >= 4 {
				d.data = append(d.data, c.data[4:]...)
			}
		}
		if err := ctx.Err(); err != nil {
			return nil, 0, fault.New(fault.Cancelled, "cancelled: %w", err)
		}
	}
	if err := d.finish(); err != nil {
		return nil, 0, err
	}
	if len(d.frames) == 0 {
		return nil, 0, errDamaged
	}
	return d.frames, loop, nil
}

var errDamaged = fault.New(fault.Damaged, "the PNG animation is damaged")

// A decoder collects a frame's data until the next frame starts.
type decoder struct {
	head, ihdr, shared []byte
	control, data      []byte
	canvas             *image.NRGBA
	frames             []codec.Frame
}

// finish draws the collected frame. Data without a control chunk is a fallback picture for readers
// without animation support.
func (d *decoder) finish() error {
	control, data := d.control, d.data
	d.control, d.data = nil, nil
	if control == nil {
		return nil
	}
	if len(control) != controlSize || d.canvas == nil || len(data) == 0 {
		return errDamaged
	}
	number := func(at int) int { return int(binary.BigEndian.Uint32(control[at:])) }
	place := image.Rect(0, 0, number(4), number(8)).Add(image.Pt(number(12), number(16)))
	if !place.In(d.canvas.Rect) || place.Empty() {
		return errDamaged
	}
	file := appendChunk(bytes.Clone(d.head), "IHDR", append(bytes.Clone(control[4:12]), d.ihdr[8:]...))
	file = appendChunk(append(file, d.shared...), "IDAT", data)
	img, err := stdpng.Decode(bytes.NewReader(appendChunk(file, "IEND", nil)))
	if err != nil {
		return fault.New(fault.Damaged, "frame %d of the PNG animation is damaged: %w", len(d.frames)+1, err)
	}
	var before []byte
	if control[24] == toPrevious {
		before = bytes.Clone(d.canvas.Pix)
	}
	op := draw.Src
	if control[25] == blendOver {
		op = draw.Over
	}
	draw.Draw(d.canvas, place, img, img.Bounds().Min, op)
	seen := *d.canvas
	seen.Pix = bytes.Clone(d.canvas.Pix)
	d.frames = append(d.frames, codec.Frame{Image: &seen, Delay: delay(control)})
	switch {
	case before != nil:
		d.canvas.Pix = before
	case control[24] == toBackground:
		draw.Draw(d.canvas, place, image.Transparent, image.Point{}, draw.Src)
	}
	return nil
}

func delay(control []byte) time.Duration {
	over, under := binary.BigEndian.Uint16(control[20:]), binary.BigEndian.Uint16(control[22:])
	if under == 0 {
		under = 100
	}
	return time.Duration(over) * time.Second / time.Duration(under)
}

// Encode encodes gray frames, of the types that package png writes and all of the same size. loop
// is the number of plays, 0 for infinite. Errors are those of package png.
func Encode(ctx context.Context, frames []codec.Frame, loop int, e codec.Extra, bilevel bool) ([]byte, error) {
	clear := false
	for _, f := range frames {
		clear = clear || !raster.Opaque(f.Image)
	}
	out := []byte(signature)
	sequence := uint32(0)
	for i, f := range frames {
		img := f.Image
		if clear { // all frames must have the same type
			img = raster.WithAlpha(img)
		}
		file, err := png.Encode(ctx, img, e, bilevel)
		if err != nil {
			return nil, err
		}
		first := true
		for _, c := range split(file) {
			if c.name == "IDAT" && first {
				first = false
				if i == 0 {
					out = appendChunk(out, "acTL", binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, uint32(len(frames))), uint32(loop)))
				}
				out = appendChunk(out, "fcTL", controlOf(f, sequence))
				sequence++
			}
			switch {
			case i == 0 && c.name != "IEND":
				out = appendChunk(out, c.name, c.data)
			case c.name == "IDAT":
				out = appendChunk(out, "fdAT", append(binary.BigEndian.AppendUint32(nil, sequence), c.data...))
				sequence++
			}
		}
	}
	return appendChunk(out, "IEND", nil), nil
}

// controlOf is the control chunk of a frame that replaces the previous one.
func controlOf(f codec.Frame, sequence uint32) []byte {
	b := f.Image.Bounds()
	out := make([]byte, 0, controlSize)
	for _, v := range []uint32{sequence, uint32(b.Dx()), uint32(b.Dy()), 0, 0} {
		out = binary.BigEndian.AppendUint32(out, v)
	}
	out = binary.BigEndian.AppendUint16(out, uint16(min(f.Delay/time.Millisecond, 0xffff)))
	return append(binary.BigEndian.AppendUint16(out, 1000), 0, 0)
}
