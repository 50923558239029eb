package png

import (
	"encoding/binary"

	"pretobranco/engine/bw/fault"
)

// An animation (APNG, PNG specification third edition, 4.9) is a still PNG with more
// chunks around its picture:
//
//	acTL                   how many frames, how many plays
//	fcTL IDAT...           the first frame, if the still picture is part of it
//	fcTL fdAT fdAT...      each further frame: size, position, delay, disposal
//
// fcTL and fdAT share one run of sequence numbers from 0.

// frameControl is the length of fcTL.
const frameControl = 26

// frameSize returns the size of the frame in an fcTL.
func frameSize(d []byte) (width, height int) {
	return int(binary.BigEndian.Uint32(d[4:])), int(binary.BigEndian.Uint32(d[8:]))
}

// A frameCheck checks the chunks of an animation. Without an acTL there is no animation, and
// nothing is checked.
type frameCheck struct {
	expected int // frames, by acTL
	seen     int // fcTL chunks
	sequence uint32
	waiting  bool // an fcTL has no data yet
}

var errFrames = fault.New(fault.Damaged, "the animation is damaged: its frames contradict each other")

// open checks acTL.
func (f *frameCheck) open(d []byte) error {
	if len(d) != 8 || f.expected != 0 || binary.BigEndian.Uint32(d) == 0 || binary.BigEndian.Uint32(d) > maxChunk {
		return errFrames
	}
	f.expected = int(binary.BigEndian.Uint32(d))
	return nil
}

// still checks an IDAT, which is the data of an fcTL before it.
func (f *frameCheck) still() { f.waiting = false }

// control checks fcTL; stage is 0 before the still picture, which fills the canvas.
func (f *frameCheck) control(d []byte, h Header, stage int) error {
	if f.expected == 0 {
		return nil
	}
	if len(d) != frameControl || f.waiting || binary.BigEndian.Uint32(d) != f.sequence {
		return errFrames
	}
	width, height := int64(binary.BigEndian.Uint32(d[4:])), int64(binary.BigEndian.Uint32(d[8:]))
	x, y := int64(binary.BigEndian.Uint32(d[12:])), int64(binary.BigEndian.Uint32(d[16:]))
	if width == 0 || height == 0 || x+width > int64(h.Width) || y+height > int64(h.Height) {
		return errFrames
	}
	if stage == 0 && (width != int64(h.Width) || height != int64(h.Height)) {
		return errFrames
	}
	f.sequence++
	f.seen++
	f.waiting = true
	return nil
}

// data checks fdAT; stage is 2 after the still picture.
func (f *frameCheck) data(d []byte, stage int) error {
	if f.expected == 0 {
		return nil
	}
	if len(d) < 4 || stage != 2 || f.seen == 0 || binary.BigEndian.Uint32(d) != f.sequence {
		return errFrames
	}
	f.sequence++
	f.waiting = false
	return nil
}

// complete checks for missing frames at the end.
func (f *frameCheck) complete() error {
	if f.expected > 0 && (f.seen != f.expected || f.waiting) {
		return errFrames
	}
	return nil
}
