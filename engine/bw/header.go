package bw

import (
	"bytes"
	"errors"
	"io"

	"pretobranco/engine/bw/codec"
	"pretobranco/engine/bw/fault"
)

// A Header describes a picture, from the beginning of its file. Its Frames, Orientation
// and Pixels are never 0.
type Header struct {
	Format Format
	codec.Header
}

// ReadHeader returns the format, size and frames of a picture without decoding it. Errors are Unsupported, or
// Damaged for a file that is truncated or inconsistent before its picture.
func ReadHeader(file []byte) (Header, error) {
	format := Sniff(file)
	read := format.Info().codec.ReadHeader
	switch {
	case len(file) == 0:
		return Header{}, fault.New(fault.Damaged, "the file is empty")
	case read == nil || format == TIFF:
		if f := Identify(bytes.NewReader(file), int64(len(file))); f.Kind != "" {
			return Header{}, f.Refusal()
		}
	}
	if read == nil {
		return Header{}, fault.New(fault.Unsupported, "not a picture in a format that is known here")
	}
	stored, err := read(file)
	if err != nil {
		return Header{}, err
	}
	h := Header{format, stored}
	h.Frames = max(1, h.Frames)
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

// admit reads the header and checks it against the limits, before anything of the size that the file
// claims is allocated.
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

// metadataSize returns how many bytes of a file are neither its picture nor needed to decode it. It is 0 for
// formats whose metadata is small.
func metadataSize(format Format, file []byte) int64 {
	size := format.Info().codec.MetadataSize
	if size == nil {
		return 0
	}
	return size(file)
}
