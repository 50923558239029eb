package webp

import (
	"bytes"
	"encoding/binary"

	"pretobranco/engine/bw/fault"
)

// Flags of a VP8X chunk.
const (
	hasAnimation = 0x02
	hasXMP       = 0x04
	hasEXIF      = 0x08
	hasAlpha     = 0x10
	hasProfile   = 0x20
)

const (
	riffHeader  = 12 // "RIFF", size, "WEBP"
	frameHeader = 16 // of an ANMF chunk: position, size, duration, flags
)

// A chunk is a RIFF chunk.
type chunk struct {
	name string
	data []byte
	cut  bool // truncated by the end of the file
}

// A container is a parsed file.
type container struct {
	chunks        []chunk
	width, height int // of the canvas
	loop          int
}

// open parses a file and determines its size.
func open(file []byte) (container, error) {
	f := container{loop: 1}
	if len(file) < riffHeader {
		return f, fault.New(fault.Damaged, "the WebP file ends after %d bytes", len(file))
	}
	// Data after the end of the RIFF is not part of the picture.
	file = file[:riffEnd(file)]
	chunks, err := split(file, riffHeader)
	if err != nil {
		return f, err
	}
	f.chunks = chunks
	for _, c := range chunks {
		width, height := f.width, f.height
		switch c.name {
		case "VP8X":
			if len(c.data) < 10 {
				return f, fault.New(fault.Damaged, "the WebP file's header is too short")
			}
			width, height = 1+number24(c.data[4:]), 1+number24(c.data[7:])
		case "ANIM":
			if len(c.data) >= 6 {
				f.loop = int(binary.LittleEndian.Uint16(c.data[4:]))
			}
		case "VP8 ", "VP8L":
			width, height, err = pictureSize(c)
		case "ANMF":
			width, height, err = animationFrame(c)
		}
		if err != nil {
			return f, err
		}
		f.width, f.height = max(f.width, width), max(f.height, height)
	}
	return f, nil
}

// riffEnd returns the end of the RIFF, at most that of the file.
func riffEnd(file []byte) int {
	if size := int64(binary.LittleEndian.Uint32(file[4:])) + 8; size < int64(len(file)) && size > riffHeader {
		return int(size)
	}
	return len(file)
}

// split splits data from at on into chunks. The last one may be truncated.
func split(data []byte, at int) ([]chunk, error) {
	var chunks []chunk
	for at+8 <= len(data) {
		name, size := string(data[at:at+4]), int64(binary.LittleEndian.Uint32(data[at+4:]))
		at += 8
		if size > int64(len(data)-at) {
			return append(chunks, chunk{name, data[at:], true}), nil
		}
		chunks = append(chunks, chunk{name: name, data: data[at : at+int(size)]})
		at += int(size) + int(size&1)
	}
	if len(chunks) == 0 {
		return nil, fault.New(fault.Damaged, "the WebP file ends after %d bytes", len(data))
	}
	return chunks, nil
}

// pictureSize reads a bitstream's own size.
func pictureSize(c chunk) (width, height int, err error) {
	if c.name == "VP8 " {
		width, height, ok := frameSize(c.data)
		if !ok {
			return 0, 0, errFrame
		}
		return width, height, nil
	}
	if len(c.data) < 5 || c.data[0] != 0x2f {
		return 0, 0, errFrame
	}
	v := binary.LittleEndian.Uint32(c.data[1:])
	return int(v&0x3fff) + 1, int(v>>14&0x3fff) + 1, nil
}

// animationFrame reads the extent of an animation frame from its header and its bitstream.
func animationFrame(c chunk) (right, bottom int, err error) {
	if len(c.data) < frameHeader {
		return 0, 0, errFrame
	}
	left, top := 2*number24(c.data), 2*number24(c.data[3:])
	right, bottom = left+1+number24(c.data[6:]), top+1+number24(c.data[9:])
	inner, err := split(c.data, frameHeader)
	if err != nil {
		return 0, 0, err
	}
	for _, i := range inner {
		if i.name == "VP8 " || i.name == "VP8L" {
			w, h, err := pictureSize(i)
			if err != nil {
				return 0, 0, err
			}
			right, bottom = max(right, left+w), max(bottom, top+h)
		}
	}
	return right, bottom, nil
}

func number24(d []byte) int { return int(d[0]) | int(d[1])<<8 | int(d[2])<<16 }

func put24(d []byte, v int) { d[0], d[1], d[2] = byte(v), byte(v>>8), byte(v>>16) }

// appendChunk appends a chunk, padded to even length.
func appendChunk(out []byte, name string, data []byte) []byte {
	out = append(out, name...)
	out = binary.LittleEndian.AppendUint32(out, uint32(len(data)))
	out = append(out, data...)
	if len(data)&1 != 0 {
		out = append(out, 0)
	}
	return out
}

// join assembles a file from chunks.
func join(chunks []chunk) ([]byte, error) {
	size := riffHeader
	for _, c := range chunks {
		size += 9 + len(c.data)
	}
	out := append(make([]byte, 0, size), "RIFF\x00\x00\x00\x00WEBP"...)
	for _, c := range chunks {
		out = appendChunk(out, c.name, c.data)
	}
	if int64(len(out)) > 1<<32-10 {
		return nil, fault.New(fault.TooLarge, "a WebP file holds at most 4 GiB")
	}
	binary.LittleEndian.PutUint32(out[4:], uint32(len(out)-8))
	return out, nil
}

// exifBlock returns the EXIF block of a chunk: some writers include JPEG's prefix.
func exifBlock(data []byte) []byte { return bytes.TrimPrefix(data, []byte("Exif\x00\x00")) }
