package png

import (
	"context"
	"encoding/binary"
	"errors"

	"pretobranco/engine/bw/fault"
)

// A layout is the structure of a file, found by reading all chunks and checking their CRCs.
type layout struct {
	Header
	end      int    // offset after IEND
	data     int    // offset of the first IDAT
	palette  []byte // of PLTE: red, green, blue
	trns     []byte // content of tRNS, if its length is valid
	profile  []byte // content of iCCP, if its CRC is right
	animated bool
}

// maxExpansion is the largest ratio of deflate's output to its input: a match of 258 bytes from two
// bits (RFC 1951).
const maxExpansion = 1032

// inspect reads the structure of a file. Errors are Damaged or Unsupported.
func inspect(ctx context.Context, file []byte) (*layout, error) {
	h, err := ReadHeader(file)
	if err != nil {
		return nil, err
	}
	s := &layout{Header: h}
	var frames frameCheck
	stage := 0 // 0 before, 1 in, 2 after the run of IDAT chunks
	size := int64(0)
	for at, c := range chunks(file) {
		kind := c.kind()
		if stage == 1 && kind != "IDAT" {
			stage = 2
		}
		if !c.intact() {
			if c.critical() || kind == "acTL" || kind == "fcTL" || kind == "fdAT" {
				return nil, fault.New(fault.Damaged, "the file is damaged at byte %d: a checksum is wrong", at)
			}
			continue
		}
		switch kind {
		case "IHDR":
			if at != len(signature) {
				return nil, fault.New(fault.Damaged, "the file has two headers")
			}
		case "IDAT":
			if stage == 0 {
				s.data, stage = at, 1
			}
			if stage == 1 {
				size += int64(len(c.data()))
			}
			frames.still()
		case "PLTE":
			err = s.takePalette(c.data(), stage)
		case "tRNS":
			if stage == 0 && s.trns == nil && s.validTransparency(c.data()) {
				s.trns = c.data()
			}
		case "iCCP":
			if stage == 0 && s.palette == nil && s.profile == nil {
				s.profile = c.data()
			}
		case "acTL":
			if stage == 0 {
				err = frames.open(c.data())
			}
		case "fcTL":
			err = frames.control(c.data(), h, stage)
		case "fdAT":
			err = frames.data(c.data(), stage)
		case "IEND":
			s.end = at + len(c)
		default:
			if c.critical() {
				err = fault.New(fault.Unsupported, "the picture needs a decoder that knows %q chunks", kind)
			}
		}
		if err != nil {
			return nil, err
		}
		if s.end != 0 {
			break
		}
	}
	s.animated = frames.expected > 0
	switch {
	case s.end == 0:
		return nil, s.breaksOff(ctx, file)
	case s.data == 0:
		return nil, fault.New(fault.Damaged, "the file holds no picture")
	case h.ColorType == Palette && s.palette == nil:
		return nil, fault.New(fault.Damaged, "the picture's palette is missing")
	}
	if err := h.fits(size); err != nil {
		return nil, err
	}
	return s, frames.complete()
}

// fits reports whether size bytes of data can hold a picture of the header's size.
func (h Header) fits(size int64) error {
	if h.rawBytes(h.Width, h.Height) > (size+1)*maxExpansion {
		return fault.New(fault.Damaged, "the file is too short for the %d x %d pixels that it promises", h.Width, h.Height)
	}
	return nil
}

// Fits reports whether a file is long enough for its pixels, without decoding them. It is for
// callers of decoders that allocate memory by the header.
func Fits(file []byte) error {
	h, err := ReadHeader(file)
	if err != nil {
		return err
	}
	return h.fits(int64(len(file)))
}

func (s *layout) takePalette(d []byte, stage int) error {
	switch {
	case !s.ColorType.colour() && s.ColorType != Palette:
		return nil // has no meaning there
	case stage != 0 || s.palette != nil:
		return fault.New(fault.Damaged, "the file has a palette where there must be none")
	case len(d) == 0 || len(d)%3 != 0 || len(d) > 3*256:
		return fault.New(fault.Damaged, "the palette has the wrong length")
	}
	s.palette = d
	return nil
}

// validTransparency checks the length of tRNS (11.3.1.1). Like libpng, ignore it if it is wrong.
func (s *layout) validTransparency(d []byte) bool {
	switch s.ColorType {
	case Grayscale:
		return len(d) == 2
	case RGB:
		return len(d) == 6
	case Palette:
		return s.palette != nil && 0 < len(d) && len(d) <= len(s.palette)/3
	}
	return false
}

// key returns the transparent colour of an RGB picture, or nil.
func (s *layout) key() []uint16 {
	if s.ColorType != RGB || s.trns == nil {
		return nil
	}
	key := make([]uint16, 3)
	for i := range key {
		key[i] = binary.BigEndian.Uint16(s.trns[2*i:]) & (1<<s.BitDepth - 1)
	}
	return key
}

// breaksOff returns an error with the position at which a file without IEND ends.
func (s *layout) breaksOff(ctx context.Context, file []byte) error {
	at := s.data
	if at == 0 { // the only IDAT may be truncated
		at = len(signature)
		for start, c := range chunks(file) {
			at = start + len(c)
		}
	}
	src := &dataReader{file: file, at: at, kind: "IDAT", cut: true}
	if at+8 >= len(file) || string(file[at+4:at+8]) != "IDAT" {
		return fault.New(fault.Damaged, "the file ends before the picture")
	}
	if s.rawBytes(s.Width, s.Height) > int64(len(file)+1)*maxExpansion {
		return (&stops{total: 1}).brokenOff()
	}
	err := eachRow(ctx, src, s.Header, s.Width, s.Height, nil, func([]byte, int) {})
	var stop *stops
	switch {
	case err == nil:
		return fault.New(fault.Damaged, "the file ends after the picture, without an end marker")
	case errors.As(err, &stop):
		return stop.brokenOff()
	}
	return err
}
