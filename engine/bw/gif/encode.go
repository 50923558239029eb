package gif

import (
	"bytes"
	"compress/lzw"
	"encoding/binary"
	"image"
	"math"
	"slices"
	"time"

	"pretobranco/engine/bw/codec"
	"pretobranco/engine/bw/exif"
	"pretobranco/engine/bw/fault"
	"pretobranco/engine/bw/raster"
)

// Encode encodes gray frames, *image.Gray or *image.NRGBA of which it reads red and alpha, all of
// the same size. A pixel less than half opaque is transparent. If a frame uses all 256 grays and
// transparency, black becomes the next gray, and squeezed is true. Errors are TooLarge, or Internal
// for another type of image.
func Encode(frames []codec.Frame, loop int, e codec.Extra, bilevel bool) (file []byte, lightened bool, err error) {
	if len(frames) == 0 {
		return nil, false, fault.New(fault.Internal, "an animation without frames")
	}
	size := frames[0].Image.Bounds().Size()
	if size.X > 0xffff || size.Y > 0xffff {
		return nil, false, fault.New(fault.TooLarge, "a GIF picture has at most 65535 x 65535 pixels, this one %d x %d", size.X, size.Y)
	}
	var b bytes.Buffer
	word := func(v int) { b.Write(binary.LittleEndian.AppendUint16(nil, uint16(v))) }
	b.WriteString("GIF89a")
	word(size.X)
	word(size.Y)
	clear := false
	for _, f := range frames {
		clear = clear || !raster.Opaque(f.Image)
	}
	bits := 8 // of an index into the global table
	if bilevel {
		bits = 1
		if clear {
			bits = 2
		}
	}
	b.Write([]byte{0xf0 | byte(bits-1), 0, aspect(e.Resolution)})
	for i := range 1 << bits {
		v := byte(i)
		if bilevel {
			v = byte(255 * (i & 1))
		}
		b.Write([]byte{v, v, v})
	}
	if len(frames) > 1 && loop != 1 {
		b.WriteString("\x21\xff\x0bNETSCAPE2.0\x03\x01")
		word(max(0, min(loop-1, 0xffff)))
		b.WriteByte(0)
	}
	if len(e.Profile) > 0 {
		b.WriteString("\x21\xff\x0b" + profileKey)
		blocks := &subBlocks{out: &b}
		blocks.Write(e.Profile)
		blocks.end()
	}
	if len(e.Comment) > 0 {
		b.Write([]byte{extension, comment})
		blocks := &subBlocks{out: &b}
		blocks.Write(e.Comment)
		blocks.end()
	}
	if len(e.XMP) > 0 && bytes.IndexByte(e.XMP, 0) < 0 {
		b.WriteString("\x21\xff\x0b" + xmpKey)
		b.Write(e.XMP)
		b.WriteByte(1)
		for i := 255; i >= 0; i-- {
			b.WriteByte(byte(i))
		}
		b.WriteByte(0)
	}
	for _, f := range frames {
		pix, transparent, s, err := indexes(f.Image, bilevel, clear)
		if err != nil {
			return nil, false, err
		}
		lightened = lightened || s
		flags, index := byte(1<<2), byte(0)
		if clear { // otherwise this frame shows through the next one
			flags = toBackground << 2
		}
		if transparent >= 0 { // also for opaque frames: viewers clear the canvas to it
			flags, index = flags|1, byte(transparent)
		}
		b.Write([]byte{extension, control, 4, flags})
		word(min(0xffff, int((f.Delay+5*time.Millisecond)/(10*time.Millisecond))))
		b.Write([]byte{index, 0, picture, 0, 0, 0, 0})
		word(size.X)
		word(size.Y)
		code := max(2, bits) // at least 2 (appendix F)
		b.Write([]byte{0, byte(code)})
		out := &subBlocks{out: &b}
		z := lzw.NewWriter(out, lzw.LSB, code)
		z.Write(pix) // a buffer does not fail
		z.Close()
		out.end()
	}
	b.WriteByte(trailer)
	return b.Bytes(), lightened, nil
}

// aspect returns the byte for a pixel's width divided by its height (section 18): that ratio in
// 64ths, less 15, or 0 for square pixels and for ratios that it can't express.
func aspect(r exif.Resolution) byte {
	if !r.Known() || r.Square() {
		return 0
	}
	v := math.Round(64*r.Y/r.X) - 15
	if v < 1 || v > 255 {
		return 0
	}
	return byte(v)
}

// indexes returns a frame's gray as indexes, and the index of transparency, or -1 if not requested.
// It is an unused gray, or else black, which becomes the next gray (squeezed). With bilevel, black
// is 0, white 1, and transparency 2.
func indexes(img image.Image, bilevel, clear bool) (pix []byte, transparent int, lightened bool, err error) {
	b := img.Bounds()
	pix = make([]byte, b.Dx()*b.Dy())
	var holes []int
	switch img := img.(type) {
	case *image.Gray:
		for y := range b.Dy() {
			copy(pix[y*b.Dx():][:b.Dx()], img.Pix[y*img.Stride:])
		}
	case *image.NRGBA:
		for i := range pix {
			p := img.Pix[i/b.Dx()*img.Stride+i%b.Dx()*4:]
			if pix[i] = p[0]; p[3] < 128 {
				holes = append(holes, i)
			}
		}
	default:
		return nil, 0, false, fault.New(fault.Internal, "a %T can't be written as a gray GIF file", img)
	}
	if bilevel {
		for i, v := range pix {
			pix[i] = v >> 7
		}
	}
	if !clear {
		return pix, -1, false, nil
	}
	hole := 2
	if !bilevel {
		hole = unused(pix, holes)
	}
	switch {
	case hole < 0 && len(holes) == 0:
		return pix, -1, false, nil
	case hole < 0:
		hole, lightened = 0, true
		for i, v := range pix {
			pix[i] = max(1, v)
		}
	}
	for _, i := range holes {
		pix[i] = byte(hole)
	}
	return pix, hole, lightened, nil
}

// unused returns the lowest index that only transparent pixels have, or -1.
func unused(pix []byte, holes []int) int {
	var counts [256]int
	for _, v := range pix {
		counts[v]++
	}
	for _, i := range holes {
		counts[pix[i]]--
	}
	return slices.Index(counts[:], 0)
}

// subBlocks splits its input into sub-blocks of 255 bytes.
type subBlocks struct {
	out  *bytes.Buffer
	held []byte
}

func (s *subBlocks) Write(p []byte) (int, error) {
	s.held = append(s.held, p...)
	for len(s.held) >= 255 {
		s.out.WriteByte(255)
		s.out.Write(s.held[:255])
		s.held = s.held[:copy(s.held, s.held[255:])]
	}
	return len(p), nil
}

func (s *subBlocks) end() {
	if len(s.held) > 0 {
		s.out.WriteByte(byte(len(s.held)))
		s.out.Write(s.held)
	}
	s.out.WriteByte(0)
}
