package tiff

import (
	"bytes"
	"context"
	"io"

	"github.com/klauspost/compress/zlib"

	"pretobranco/engine/bw/codec"
	"pretobranco/engine/bw/fault"
)

// Repair makes a complete file of a truncated one: the pages whose directories are readable, with
// the strips and tiles that can be read and zeros, usually black, for the others. It supports
// segments without compression, with deflate and with PackBits; the file ends before a page that
// needs others. Damage counts rows of segments. Errors are Damaged if nothing of the picture can be
// read, TooLarge for a page of more than the given number of pixels (0: unlimited), Unsupported,
// Cancelled.
func Repair(ctx context.Context, file []byte, pixels int64) ([]byte, fault.Damage, error) {
	f, broken := openPages(file)
	if f == nil || len(f.pages) == 0 {
		return nil, fault.Damage{}, broken
	}
	if f.raw() {
		return nil, fault.Damage{}, fault.New(fault.Unsupported, "a camera's raw file is not supported")
	}
	keep := &rewriter{ctx: ctx, file: f, options: codec.Options{Metadata: codec.KeepMetadata}}
	w := newWriter(f.order)
	there, all, gaps, pages := 0, 0, false, 0
	for _, d := range f.pages {
		if err := ctx.Err(); err != nil {
			return nil, fault.Damage{}, fault.New(fault.Cancelled, "cancelled: %w", err)
		}
		l, err := layoutOf(d, file)
		if err != nil {
			break
		}
		if pixels > 0 && int64(l.width) > pixels/int64(l.height) {
			return nil, fault.Damage{}, fault.New(fault.TooLarge, "the picture has %d x %d pixels, over the limit of %d pixels", l.width, l.height, pixels)
		}
		if int64(l.height)*int64(l.rowBytes(l.samples))/expansion > int64(len(file)) {
			break
		}
		segments, intact, rows, hole := l.pieces()
		whole := there == all
		all += rows
		if segments == nil {
			break
		}
		gaps = gaps || hole || intact > 0 && !whole
		there += intact
		p := keep.beside(d.renewed(file), false)
		p.segments, p.tiled = segments, l.tiled
		w.page(p)
		pages++
	}
	if pages == 0 || there == 0 {
		return nil, fault.Damage{}, fault.New(fault.Damaged, "nothing of the picture is there")
	}
	out, err := w.finish()
	if err != nil {
		return nil, fault.Damage{}, err
	}
	loss := fault.Stops
	if gaps {
		loss = fault.Gaps
	}
	return out, fault.Damage{Loss: loss, Percent: fault.Percent(there, max(all, there+1))}, nil
}

// pieces returns a page's segments, unreadable ones filled with zeros, the number of intact rows,
// and whether intact segments follow damaged ones. It returns nil if a segment can't be filled.
func (l *layout) pieces() (segments [][]byte, intact, all int, hole bool) {
	samples := l.samples
	if l.planar {
		samples = 1
	}
	broken := false
	for i := range l.stored() {
		raw, err := l.raw(i)
		if err == nil && l.old != nil {
			raw, err = l.wholeJPEG(i)
		}
		rows := l.rows(i)
		all += rows
		switch {
		case err == nil && (l.compression == jpegPacked || l.photometric == yCbCr):
			// Damage shows when it is decompressed.
		case err == nil:
			_, err = l.unpack(raw, rows, samples)
		}
		if err == nil {
			segments = append(segments, raw)
			hole = hole || broken
			intact += rows
			continue
		}
		filled, n := l.fill(i, rows*l.rowBytes(samples))
		if filled == nil {
			return nil, intact, all, hole
		}
		n /= max(1, l.rowBytes(samples))
		hole = hole || broken && n > 0
		broken = true
		intact += min(n, rows)
		segments = append(segments, filled)
	}
	return segments, intact, all, hole
}

// fill makes a segment of the given size from its readable data, n bytes, and zeros; nil for an
// unsupported compression or photometric interpretation.
func (l *layout) fill(segment, want int) (filled []byte, n int) {
	if l.lsbFirst || l.photometric == yCbCr {
		return nil, 0
	}
	at := min(l.at(l.offsets, segment), len(l.file))
	end := at + min(len(l.file)-at, l.size(segment))
	raw, data := l.file[at:end], make([]byte, want)
	switch l.compression {
	case none, 0:
		return data, copy(data, raw)
	case packBits:
		n = copy(data, unpackSome(raw, want))
		return packLiterally(data), n
	case deflate, oldDeflate:
		if z, err := zlib.NewReader(bytes.NewReader(raw)); err == nil {
			n, _ = io.ReadFull(z, data)
			clear(data[n:])
		}
		var b bytes.Buffer
		z := zlib.NewWriter(&b)
		z.Write(data) // a buffer does not fail
		z.Close()
		return b.Bytes(), n
	}
	return nil, 0
}

// unpackSome reverses PackBits (section 9) as far as possible.
func unpackSome(raw []byte, want int) (out []byte) {
	for len(out) < want && len(raw) > 1 {
		n := int(int8(raw[0]))
		raw = raw[1:]
		switch {
		case n >= 0:
			n = min(n+1, len(raw))
			out = append(out, raw[:n]...)
			raw = raw[n:]
		case n > -128:
			out = append(out, bytes.Repeat(raw[:1], 1-n)...)
			raw = raw[1:]
		}
	}
	return out[:min(len(out), want)]
}

// packLiterally encodes bytes without runs.
func packLiterally(data []byte) (out []byte) {
	for len(data) > 0 {
		n := min(128, len(data))
		out = append(append(out, byte(n-1)), data[:n]...)
		data = data[n:]
	}
	return out
}
