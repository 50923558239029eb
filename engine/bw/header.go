package bw

import (
	"bytes"
	"errors"
	"io"

	"pretobranco/engine/bw/fault"
)

// A Header is what a file says about its picture before the picture.
type Header struct {
	Format        Format
	Width, Height int // as stored, before any turn
	Frames        int // pictures of an animation, or pages; 1 for a still picture
	Orientation   int // how a viewer turns it, 1 to 8 as in EXIF; 1 is upright

	Pixels int64 // of all frames together, which need not be of one size
}

// Upright returns the picture's size as a viewer shows it.
func (h Header) Upright() (width, height int) {
	if h.Orientation >= 5 {
		return h.Height, h.Width
	}
	return h.Width, h.Height
}

// ReadHeader tells what a picture is without decoding it. Errors are Unsupported, or
// Damaged for a file that breaks off or contradicts itself before its picture.
func ReadHeader(file []byte) (Header, error) {
	format := Sniff(file)
	c, ok := codecs[format]
	switch {
	case len(file) == 0:
		return Header{}, fault.New(fault.Damaged, "the file is empty")
	case !ok || format == TIFF:
		if f := Identify(bytes.NewReader(file), int64(len(file))); f.Kind != "" {
			return Header{}, f.Refusal()
		}
	}
	if !ok {
		return Header{}, fault.New(fault.Unsupported, "not a picture in a format that is known here")
	}
	h, err := c.header(file)
	if err != nil {
		return Header{}, err
	}
	h.Format, h.Frames = format, max(1, h.Frames)
	if h.Orientation < 1 || h.Orientation > 8 {
		h.Orientation = 1
	}
	if h.Width <= 0 || h.Height <= 0 {
		return Header{}, fault.New(fault.Damaged, "a picture of %d x %d pixels", h.Width, h.Height)
	}
	// 2^31 frames of 2^32 x 2^32 pixels don't fit into 64 bits, but floats know no end.
	if all := float64(h.Width) * float64(h.Height) * float64(h.Frames); h.Pixels == 0 {
		h.Pixels = int64(min(all, 1<<60))
	}
	return h, nil
}

// HeaderBytes is how many bytes of a file's beginning nearly always include its header.
const HeaderBytes = 16 << 10

// maxHeaderBytes is how many bytes are read for the header of a JPEG, whose metadata comes first.
const maxHeaderBytes = 256 << 10

// ReadHeaderAt is ReadHeader for a file that is not in memory. It reads the beginning of r into
// buffer, which has HeaderBytes or more, and more of a JPEG if its header is not there. Errors
// are those of ReadHeader and of r.
func ReadHeaderAt(r io.ReaderAt, buffer []byte) (Header, error) {
	for {
		n, err := r.ReadAt(buffer, 0)
		if err != nil && !errors.Is(err, io.EOF) {
			return Header{}, err
		}
		h, err := ReadHeader(buffer[:n])
		if err == nil || n < len(buffer) || len(buffer) >= maxHeaderBytes || Sniff(buffer[:n]) != JPEG {
			return h, err
		}
		buffer = make([]byte, maxHeaderBytes)
	}
}

// admit reads the header and holds it against limits: the one gate before anything
// is allocated by what a file claims.
func admit(file []byte, limits Limits) (Header, error) {
	if limits.Bytes > 0 && int64(len(file)) > limits.Bytes {
		return Header{}, fault.New(fault.TooLarge, "the file has %d bytes, over the limit of %d bytes", len(file), limits.Bytes)
	}
	h, err := ReadHeader(file)
	if err != nil {
		return Header{}, err
	}
	if limits.Frames > 0 && h.Frames > limits.Frames {
		return Header{}, fault.New(fault.TooLarge, "the picture has %d frames, over the limit of %d frames", h.Frames, limits.Frames)
	}
	if limits.Pixels > 0 && h.Pixels > limits.Pixels {
		shape := ""
		if h.Frames > 1 {
			shape = " in all frames"
		}
		return Header{}, fault.New(fault.TooLarge, "the picture has %d pixels%s (%d x %d), over the limit of %d pixels", h.Pixels, shape, h.Width, h.Height, limits.Pixels)
	}
	if limits.Metadata > 0 {
		if size := metadataSize(h.Format, file); size > limits.Metadata {
			return Header{}, fault.New(fault.TooLarge, "the file has %d bytes of metadata, over the limit of %d bytes", size, limits.Metadata)
		}
	}
	return h, nil
}
