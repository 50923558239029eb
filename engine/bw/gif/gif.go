// Package gif converts GIF files to black and white. It reads the bytes of a file and returns the
// bytes of the gray file. Only palettes are rewritten; frames, delays, disposal methods, loop and
// transparency are copied byte for byte.
//
//	file -> blocks -+- colour tables ------> gray ones
//	                +- image data ---------> copied
//	                +- comments, XMP, applications -> filtered by the options
//	                +- anything else ------> copied
//
// It also reads frames as pixels and writes gray ones, for conversions from and to other formats.
//
// Section numbers without a document refer to the GIF89a specification (CompuServe, 1990).
package gif

import (
	"context"

	"pretobranco/engine/bw/codec"
	"pretobranco/engine/bw/fault"
)

// Gray converts a file to black and white. It does not modify file; the result shares no memory
// with it. Errors are Damaged, with the position of the damage, and Cancelled.
//
// A missing trailer, or a missing end of the last frame's sub-blocks after its last pixel, is
// added: viewers show such files completely.
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

// Header describes a file.
type Header struct {
	codec.Header      // of the canvas, or of all frames if they extend beyond it
	Loop         int  // number of plays, 0 for infinite
	Endless      bool // the file has no trailer; Gray reports further damage
}

// ReadHeader reads a file's header and counts the frames without decoding them. It fails, with
// Damaged, only for a file without frames.
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
		return Header{}, fault.New(fault.Damaged, "the GIF file ends before its picture")
	}
	return s.header(), nil
}
