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
	"pretobranco/engine/bw/exif"
	"pretobranco/engine/bw/fault"
)

// Options say what Gray makes of a file. The zero value is the neutral tone with all
// metadata.
type Options struct {
	Metadata codec.Metadata
	Tone     *codec.Tone // nil is the neutral one

	// Unmapped is asked for a tone when the picture has a colour profile for which there is no gray
	// one; the profile then goes. If Unmapped or its answer is nil, the profile goes as if
	// it had not been there.
	Unmapped func(profile []byte) *codec.Tone

	// Thumbnail makes thumbnails inside the metadata gray, both JPEG; an error drops them. If
	// Thumbnail is nil, they stay.
	Thumbnail func(jpeg []byte) ([]byte, error)
}

// Info tells what Gray found.
type Info struct {
	Header      // of the file that came in
	Gray   bool // no palette had a colour

	Dropped exif.Parts // what the result lacks, though nobody asked for that
}

// Gray makes a GIF file black and white. The file itself is not changed; the result shares
// no memory with it. Errors are Damaged, with the place where the file breaks off
// or is wrong, and Cancelled.
//
// A file that merely lacks its trailer, or the end of its last frame's blocks behind the
// last pixel, is whole in every viewer: it is mended.
func Gray(ctx context.Context, file []byte, o Options) ([]byte, Info, error) {
	r := &rewriter{ctx: ctx, options: o, tone: o.Tone, out: make([]byte, 0, len(file)+2)}
	if r.tone == nil {
		r.tone = codec.Neutral
	}
	profile, err := findProfile(file)
	if err != nil {
		return nil, Info{}, err
	}
	r.dropProfile = profile != nil && !r.managed(profile)
	s := &scanner{file: file}
	if err := r.run(s); err != nil {
		return nil, Info{}, err
	}
	return r.out, Info{Header: s.header(), Gray: !r.colour, Dropped: r.dropped}, nil
}

// Header is what a file says about its picture.
type Header struct {
	Width, Height int // of the canvas, or of all frames together if they reach beyond it
	Frames        int
	Loop          int  // how often an animation plays, 0 for ever
	Endless       bool // the file lacks its end, and nothing else unless Gray says so
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
