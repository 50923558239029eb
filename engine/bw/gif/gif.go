// Package gif makes a GIF file black and white: the bytes of a file in, the bytes of the
// gray file out. A GIF's picture is its palettes: they are rewritten, and everything else,
// frames, delays, disposal, loop and transparency, is copied byte for byte.
//
//	file -> blocks -+- colour tables ------> gray ones
//	                +- image data ---------> copied
//	                +- comments, XMP, applications' own -> by the metadata's rules
//	                +- anything else ------> copied
//
// It also reads frames as pixels, and writes gray ones, for pictures that come from
// another format or go to one.
//
// A section number alone refers to the GIF89a specification (CompuServe, 1990).
package gif

import (
	"context"

	"pretobranco/engine/bw/codec"
	"pretobranco/engine/bw/fault"
)

// Gray makes a GIF file black and white. The file itself is not changed; the result shares
// no memory with it. Errors are Damaged, with the place where the file breaks off
// or is wrong, and Cancelled.
//
// A file that merely lacks its trailer, or the end of its last frame's blocks behind the
// last pixel, is whole in every viewer: it is mended.
func Gray(ctx context.Context, file []byte, o codec.Options) ([]byte, codec.Info, error) {
	r := &rewriter{ctx: ctx, options: o, tone: o.GrayTone(), out: make([]byte, 0, len(file)+2)}
	profile, err := findProfile(file)
	if err != nil {
		return nil, codec.Info{}, err
	}
	r.dropProfile = profile != nil && !r.managed(profile)
	s := &scanner{file: file}
	if err := r.run(s); err != nil {
		return nil, codec.Info{}, err
	}
	h := s.header()
	info := codec.Info{Header: h.Header, Gray: !r.colour}
	info.Endless, info.BadProfile, info.Dropped = h.Endless, r.badProfile, r.dropped
	return r.out, info, nil
}

// Header is what a file says about its picture.
type Header struct {
	codec.Header      // of the canvas, or of all frames together if they reach beyond it
	Loop         int  // how often an animation plays, 0 for ever
	Endless      bool // the file lacks its end, and nothing else unless Gray says so
}

// ReadHeader reads a file's header and walks its blocks to count the frames, without
// looking at any picture. It fails, with Damaged, only for a file with no frame at all.
func ReadHeader(file []byte) (Header, error) {
	s := &scanner{file: file}
	if err := s.start(); err != nil {
		return Header{}, err
	}
	for {
		b, err := s.next()
		if b.kind == trailer || err != nil {
			break
		}
	}
	if s.frames == 0 {
		return Header{}, fault.New(fault.Damaged, "the GIF file breaks off before its picture")
	}
	return s.header(), nil
}
