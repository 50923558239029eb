package png

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"iter"
)

// signature starts every PNG file (PNG specification, 5.2). It reveals transfers that change line
// ends or clear the eighth bit.
var signature = []byte("\x89PNG\r\n\x1a\n")

// chunkOverhead is the size of a chunk without its data: length, type, CRC.
const chunkOverhead = 12

// maxChunk is the longest data that a chunk may hold (5.3).
const maxChunk = 1<<31 - 1

// A chunk is a complete chunk: length, type, data, CRC.
type chunk []byte

func (c chunk) kind() string { return string(c[4:8]) }
func (c chunk) data() []byte { return c[8 : len(c)-4] }

// intact reports whether the CRC, which covers type and data, is right.
func (c chunk) intact() bool {
	return crc32.ChecksumIEEE(c[4:len(c)-4]) == binary.BigEndian.Uint32(c[len(c)-4:])
}

// critical and safeToCopy return property bits of a type (5.4): a decoder must know a critical
// chunk; a chunk that is not safe to copy is invalid after a change of critical chunks.
func (c chunk) critical() bool   { return c[4]&0x20 == 0 }
func (c chunk) safeToCopy() bool { return c[7]&0x20 != 0 }

// chunks yields the complete chunks of a file and their offsets.
func chunks(file []byte) iter.Seq2[int, chunk] {
	return func(yield func(int, chunk) bool) {
		at := len(signature)
		for {
			c, ok := chunkAt(file, at)
			if !ok || !yield(at, c) {
				return
			}
			at += len(c)
		}
	}
}

// chunkAt returns the chunk at an offset, unless it is truncated.
func chunkAt(file []byte, at int) (chunk, bool) {
	if at+chunkOverhead > len(file) {
		return nil, false
	}
	length := binary.BigEndian.Uint32(file[at:])
	if int64(length) > int64(len(file)-at-chunkOverhead) {
		return nil, false
	}
	return chunk(file[at : at+int(length)+chunkOverhead]), true
}

// appendChunk appends a chunk with this data.
func appendChunk(out []byte, kind string, data ...byte) []byte {
	out, at := openChunk(out, kind)
	return closeChunk(append(out, data...), at)
}

// openChunk starts a chunk whose data is appended after it; closeChunk ends it.
func openChunk(out []byte, kind string) (extended []byte, at int) {
	at = len(out)
	return append(append(out, 0, 0, 0, 0), kind...), at
}

// closeChunk fills in the length of the chunk that was opened at an offset, and
// appends its CRC.
func closeChunk(out []byte, at int) []byte {
	binary.BigEndian.PutUint32(out[at:], uint32(len(out)-at-8))
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out[at+4:]))
}

// keyword splits the data of a text, profile or palette chunk after its name of 1 to 79 bytes,
// which ends with a zero (11.3.4.2).
func keyword(data []byte) (name string, rest []byte, ok bool) {
	end := bytes.IndexByte(data[:min(len(data), 80)], 0)
	if end < 1 {
		return "", nil, false
	}
	return string(data[:end]), data[end+1:], true
}
