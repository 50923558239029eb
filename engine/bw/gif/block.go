package gif

import (
	"encoding/binary"

	"pretobranco/engine/bw/codec"
	"pretobranco/engine/bw/fault"
)

// The block types (appendix A).
const (
	extension byte = 0x21
	picture   byte = 0x2c
	trailer   byte = 0x3b
)

// Labels of extensions (sections 23 to 26).
const (
	plainText   byte = 0x01
	control     byte = 0xf9
	comment     byte = 0xfe
	application byte = 0xff
)

// A block is a range of the file, file[from:to].
type block struct {
	kind     byte // 0: bytes outside of blocks, which readers skip
	label    byte // extension label
	from, to int

	// For images: the colour table, the data, and whether the data's terminator is missing.
	frame      frame
	table      int // offset of the colour table; 0: none
	entries    int
	data       int // offset of the sub-blocks, after the code size
	unfinished bool
}

// plausible reports whether a picture's data can hold its pixels: codes have more bits than pixels,
// and the longest string grows by one per code.
func (b block) plausible(file []byte) bool {
	codes := (b.to - b.data) * 8 / (1 + max(1, int(file[b.data-1])))
	return b.frame.width*b.frame.height <= codes*min(codes, maxCodes)
}

// A frame is an image descriptor (section 20).
type frame struct {
	left, top, width, height int
	interlaced               bool
}

// A scanner iterates over a file's blocks.
type scanner struct {
	file    []byte
	at      int
	frames  int
	loop    int
	endless bool // the file ended without a trailer

	width, height  int // of the canvas
	right, bottom  int // extent of all frames
	global         int // entries of the global colour table, at tableStart
	background     byte
	applicationKey string // of the last application extension
}

// The offsets of the aspect ratio, which ends the screen descriptor, and of the global colour
// table.
const (
	aspectAt   = 12
	tableStart = 13
)

func (s *scanner) header() Header {
	return Header{Header: codec.Header{Width: max(s.width, s.right), Height: max(s.height, s.bottom), Frames: s.frames}, Loop: s.loop, Endless: s.endless}
}

// start reads the header and the screen descriptor (sections 17 and 18).
func (s *scanner) start() error {
	if len(s.file) < tableStart {
		return s.breaksOff("in its header")
	}
	s.width = int(binary.LittleEndian.Uint16(s.file[6:]))
	s.height = int(binary.LittleEndian.Uint16(s.file[8:]))
	s.background = s.file[11]
	s.loop = 1
	if flags := s.file[10]; flags&0x80 != 0 {
		s.global = 2 << (flags & 7)
	}
	s.at = tableStart + 3*s.global
	if s.at > len(s.file) {
		return s.breaksOff("in its palette")
	}
	return nil
}

func (s *scanner) breaksOff(where string) error {
	return fault.New(fault.Damaged, "the GIF file ends %s, after %d bytes", where, len(s.file))
}

// next reads a block. At the end of a file without a trailer it returns an empty one.
func (s *scanner) next() (block, error) {
	b := block{from: s.at}
	if s.at >= len(s.file) {
		b.kind, b.to, s.endless = trailer, s.at, true
		return b, nil
	}
	var err error
	b.kind = s.file[s.at]
	s.at++
	switch b.kind {
	case trailer:
	case extension:
		if s.at >= len(s.file) {
			return b, s.breaksOff("in an extension")
		}
		b.label = s.file[s.at]
		s.at++
		b.data = s.at
		if end, whole := s.skip(s.at); whole {
			s.at = end
		} else if err = s.breaksOff("in an extension"); s.frames > 0 {
			// After the last frame nothing is missing.
			b.kind, s.at, err = trailer, len(s.file), nil
			s.endless = true
		}
		s.readApplication(b)
	case picture:
		err = s.picture(&b)
	default:
		b.kind = 0
	}
	b.to = s.at
	return b, err
}

// picture reads an image descriptor, its colour table, and the extent of its data (sections 20 to
// 22).
func (s *scanner) picture(b *block) error {
	if s.at+9 > len(s.file) {
		return s.breaksOff("in a frame's header")
	}
	d := s.file[s.at:]
	word := func(at int) int { return int(binary.LittleEndian.Uint16(d[at:])) }
	b.frame = frame{left: word(0), top: word(2), width: word(4), height: word(6), interlaced: d[8]&0x40 != 0}
	s.at += 9
	if d[8]&0x80 != 0 {
		b.table, b.entries = s.at, 2<<(d[8]&7)
		s.at += 3 * b.entries
	}
	if s.at >= len(s.file) {
		return s.breaksOff("before a frame's pixels")
	}
	b.data = s.at + 1
	end, whole := s.skip(b.data)
	s.at, b.unfinished = end, !whole
	s.frames++
	s.right, s.bottom = max(s.right, b.frame.left+b.frame.width), max(s.bottom, b.frame.top+b.frame.height)
	return nil
}

// skip returns the end of the sub-blocks at an offset, and whether they have a terminator (section
// 15).
func (s *scanner) skip(at int) (end int, whole bool) {
	for at < len(s.file) {
		n := int(s.file[at])
		at += 1 + n
		if n == 0 {
			return at, true
		}
	}
	return len(s.file), false
}

// content returns the data of the sub-blocks at an offset.
func (s *scanner) content(at int) []byte {
	var out []byte
	for at < len(s.file) && s.file[at] != 0 {
		end := min(len(s.file), at+1+int(s.file[at]))
		out = append(out, s.file[at+1:end]...)
		at = end
	}
	return out
}

// readApplication records the application of an extension, and the loop count that browsers use
// (not in the specification; NETSCAPE2.0 and ANIMEXTS1.0 are equivalent).
func (s *scanner) readApplication(b block) {
	s.applicationKey = ""
	if b.kind != extension || b.label != application || b.data+12 > len(s.file) || s.file[b.data] != 11 {
		return
	}
	s.applicationKey = string(s.file[b.data+1 : b.data+12])
	if d := s.file[b.data+12:]; s.loops() && len(d) >= 4 && d[0] >= 3 && d[1] == 1 {
		// The value is the number of repetitions; 0 is infinite.
		if s.loop = int(binary.LittleEndian.Uint16(d[2:])); s.loop > 0 {
			s.loop++
		}
	}
}

func (s *scanner) loops() bool {
	return s.applicationKey == "NETSCAPE2.0" || s.applicationKey == "ANIMEXTS1.0"
}
