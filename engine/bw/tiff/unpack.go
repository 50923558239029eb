package tiff

import (
	"bytes"
	"compress/flate"
	"io"
	"math/bits"

	"github.com/klauspost/compress/zlib"
	"github.com/klauspost/compress/zstd"
	"golang.org/x/image/tiff/lzw"

	"pretobranco/engine/bw/fault"
)

// expansion is the largest ratio of a segment's size to its data: deflate reaches 1032, LZW
// slightly more. CCITT and zstd have no limit, but a larger ratio does not occur in pictures.
const expansion = 1 << 14

// unpack decompresses a segment of rows of rowBytes each, and reverses predictors.
func (l *layout) unpack(raw []byte, rows, samples int) ([]byte, error) {
	want := rows * l.rowBytes(samples)
	if want/expansion > len(raw) {
		return nil, fault.New(fault.Damaged, "the TIFF file claims %d bytes of picture in %d of data", want, len(raw))
	}
	if l.lsbFirst { // libtiff permits it for all compressions
		raw = reversed(raw)
	}
	out, err := l.decompress(raw, rows, want)
	if err != nil {
		return nil, err
	}
	switch packed := l.compression; {
	case packed != lzwPacked && packed != deflate && packed != oldDeflate && packed != zstdPacked:
	case l.predictor == 2:
		undoPredictor(out, l.order, l.rowBytes(samples), samples, l.bits)
	case l.predictor == 3 && l.number(sampleFormat, 1) == floating && l.bits%8 == 0:
		undoFloatPredictor(out, l.order == byteOrder(bigEndian), l.rowBytes(samples), samples, l.bits)
	}
	return out, nil
}

func (l *layout) decompress(raw []byte, rows, want int) ([]byte, error) {
	var r io.Reader
	switch l.compression {
	case none, 0:
		if len(raw) < want {
			return nil, cutShort(len(raw), want)
		}
		return bytes.Clone(raw[:want]), nil
	case packBits:
		return unpackBits(raw, want)
	case lzwPacked:
		z := lzw.NewReader(bytes.NewReader(raw), lzw.MSB, 8)
		defer z.Close()
		r = z
	case deflate, oldDeflate:
		z, err := zlib.NewReader(bytes.NewReader(raw))
		if err != nil {
			return nil, fault.New(fault.Damaged, "the TIFF file's data is damaged: %w", err)
		}
		defer z.Close()
		r = z
	case zstdPacked:
		z, err := zstd.NewReader(bytes.NewReader(raw), zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(1<<28))
		if err != nil {
			return nil, fault.New(fault.Damaged, "the TIFF file's data is damaged: %w", err)
		}
		defer z.Close()
		r = z
	case ccittRLE, ccittG3, ccittG4:
		return l.unpackFax(raw, rows, want)
	default:
		return nil, l.unreadable()
	}
	out := make([]byte, want)
	if n, err := io.ReadFull(r, out); n < want {
		if _, corrupt := err.(flate.CorruptInputError); corrupt {
			return nil, fault.New(fault.Damaged, "the TIFF file's data is damaged: %w", err)
		}
		return nil, cutShort(n, want)
	}
	return out, nil
}

// unreadable names a compression that is not supported.
func (l *layout) unreadable() error {
	if name, ok := unread[l.compression]; ok {
		return fault.New(fault.Unsupported, "a TIFF file compressed as %s is not supported", name)
	}
	return fault.New(fault.Unsupported, "a TIFF file with compression %d is not supported", l.compression)
}

func cutShort(have, want int) error {
	return fault.New(fault.Damaged, "the TIFF file has %d of %d bytes of a strip or tile", have, want)
}

// unpackBits reverses PackBits (section 9).
func unpackBits(raw []byte, want int) ([]byte, error) {
	out := make([]byte, 0, want)
	for len(out) < want {
		if len(raw) == 0 {
			return nil, cutShort(len(out), want)
		}
		n := int(int8(raw[0]))
		raw = raw[1:]
		switch {
		case n >= 0:
			if len(raw) == 0 {
				return nil, cutShort(len(out), want)
			}
			n = min(n+1, len(raw))
			out = append(out, raw[:n]...)
			raw = raw[n:]
		case n > -128 && len(raw) > 0:
			for range 1 - n {
				out = append(out, raw[0])
			}
			raw = raw[1:]
		}
	}
	return out[:want], nil
}

func reversed(raw []byte) []byte {
	out := make([]byte, len(raw))
	for i, v := range raw {
		out[i] = bits.Reverse8(v)
	}
	return out
}

// undoPredictor adds to each sample that of the previous pixel (section 14).
func undoPredictor(data []byte, order byteOrder, rowBytes, samples, depth int) {
	for ; len(data) >= rowBytes && rowBytes > 0; data = data[rowBytes:] {
		row := data[:rowBytes]
		switch depth {
		case 8:
			for i := samples; i < len(row); i++ {
				row[i] += row[i-samples]
			}
		case 16:
			for i := 2 * samples; i+1 < len(row); i += 2 {
				order.PutUint16(row[i:], order.Uint16(row[i:])+order.Uint16(row[i-2*samples:]))
			}
		case 32:
			for i := 4 * samples; i+3 < len(row); i += 4 {
				order.PutUint32(row[i:], order.Uint32(row[i:])+order.Uint32(row[i-4*samples:]))
			}
		case 64:
			for i := 8 * samples; i+7 < len(row); i += 8 {
				order.PutUint64(row[i:], order.Uint64(row[i:])+order.Uint64(row[i-8*samples:]))
			}
		}
	}
}

// predict is the inverse of undoPredictor.
func predict(data []byte, order byteOrder, rowBytes, samples, depth int) {
	for ; len(data) >= rowBytes && rowBytes > 0; data = data[rowBytes:] {
		row := data[:rowBytes]
		switch depth {
		case 8:
			for i := len(row) - 1; i >= samples; i-- {
				row[i] -= row[i-samples]
			}
		case 16:
			for i := (len(row) - 2) &^ 1; i >= 2*samples; i -= 2 {
				order.PutUint16(row[i:], order.Uint16(row[i:])-order.Uint16(row[i-2*samples:]))
			}
		}
	}
}
