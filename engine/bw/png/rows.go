package png

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"sync"

	"github.com/klauspost/compress/zlib"

	"pretobranco/engine/bw/fault"
)

// A pass is one of the seven reduced pictures of an interlaced picture (8.2), or a whole picture.
type pass struct{ width, height int }

// adam7 gives for each pass its first column and row, and the steps to the next.
var adam7 = [7]struct{ x, y, dx, dy int }{
	{0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2},
}

// passes lists the passes that have pixels.
func passes(width, height int, interlaced bool) []pass {
	if !interlaced {
		return []pass{{width, height}}
	}
	var all []pass
	for _, a := range adam7 {
		p := pass{(width - a.x + a.dx - 1) / a.dx, (height - a.y + a.dy - 1) / a.dy}
		if p.width > 0 && p.height > 0 {
			all = append(all, p)
		}
	}
	return all
}

// rawBytes is the size of a picture's rows including filter bytes.
func (h Header) rawBytes(width, height int) int64 {
	var n int64
	for _, p := range passes(width, height, h.Interlaced) {
		n += int64(p.height) * int64(h.rowBytes(p.width)+1)
	}
	return n
}

// A dataReader reads the compressed picture from consecutive IDAT or fdAT chunks. With cut, it also
// reads the data of a truncated last chunk.
type dataReader struct {
	file []byte
	at   int // of the next chunk
	kind string
	cut  bool
	rest []byte // of the chunk before at
}

func (r *dataReader) Read(p []byte) (int, error) {
	for len(r.rest) == 0 {
		c, ok := chunkAt(r.file, r.at)
		switch {
		case !ok && r.cut && r.at+8 < len(r.file) && string(r.file[r.at+4:r.at+8]) == r.kind:
			r.rest = r.file[r.at+8:]
			r.rest = r.rest[:min(len(r.rest), int(binary.BigEndian.Uint32(r.file[r.at:])&maxChunk))] // without its CRC
			r.at = len(r.file)
		case !ok || c.kind() != r.kind:
			return 0, io.EOF
		default:
			r.rest = c.data()
			r.at += len(c)
		}
		if r.kind == "fdAT" { // starts with a sequence number
			r.rest = r.rest[min(4, len(r.rest)):]
		}
	}
	n := copy(p, r.rest)
	r.rest = r.rest[n:]
	return n, nil
}

// stops is the error of a picture whose data ends or is invalid before its last row.
type stops struct {
	done, total int64 // bytes of rows
	err         error
}

func (s *stops) Error() string { return "the picture's data ends early" }
func (s *stops) Unwrap() error { return s.err }

// percent returns how much of the picture is readable, less than 100.
func (s *stops) percent() int { return int(min(99, s.done*100/max(1, s.total))) }

// brokenOff is the error of a file that ends before its picture does.
func (s *stops) brokenOff() error {
	return fault.New(fault.Damaged, "the file is incomplete: the picture stops at %d %%: %w", s.percent(), s.err)
}

// inflaters pools readers and their windows.
var inflaters = sync.Pool{New: func() any { return &inflater{buffered: bufio.NewReaderSize(nil, 16<<10)} }}

type inflater struct {
	buffered *bufio.Reader // flate has a fast path for it
	zlib     io.ReadCloser
}

func (f *inflater) reset(src io.Reader) (err error) {
	f.buffered.Reset(src)
	if f.zlib == nil {
		f.zlib, err = zlib.NewReader(f.buffered)
		return err
	}
	return f.zlib.(zlib.Resetter).Reset(f.buffered, nil)
}

// rowStep is the number of bytes between two checks of the context.
const rowStep = 1 << 20

// eachRow inflates a picture of this size from src and calls row with each unfiltered row, which it
// must not modify, pass by pass. start, if not nil, is called before each pass. Errors are *stops,
// the context's, or that of a wrong checksum. Data after the last row is left in src.
func eachRow(ctx context.Context, src io.Reader, h Header, width, height int, start func(pass), row func(row []byte, pixels int)) error {
	f := inflaters.Get().(*inflater)
	defer inflaters.Put(f)
	stop := &stops{total: h.rawBytes(width, height)}
	if stop.err = f.reset(src); stop.err != nil {
		f.zlib = nil
		return stop
	}
	longest := h.rowBytes(width) + 1
	both := make([]byte, 2*longest)
	looked := int64(0)
	for _, p := range passes(width, height, h.Interlaced) {
		if start != nil {
			start(p)
		}
		size := h.rowBytes(p.width) + 1
		current, above := both[:size], both[longest:][:size]
		clear(above)
		for range p.height {
			if stop.done-looked >= rowStep {
				looked = stop.done
				if err := ctx.Err(); err != nil {
					return fault.New(fault.Cancelled, "cancelled: %w", err)
				}
			}
			if _, stop.err = io.ReadFull(f.zlib, current); stop.err != nil {
				return stop
			}
			if !unfilter(current[0], current[1:], above[1:], h.pixelBytes()) {
				stop.err = errors.New("a row names a filter that does not exist")
				return stop
			}
			row(current[1:], p.width)
			current, above = above, current
			stop.done += int64(size)
		}
	}
	// The checksum follows the last row. Like libpng, ignore data after the picture that is
	// excessive or truncated.
	var more [1]byte
	if _, err := f.zlib.Read(more[:]); errors.Is(err, zlib.ErrChecksum) {
		return fault.New(fault.Damaged, "the picture is damaged: its checksum is wrong")
	}
	return nil
}

// runEnd returns the offset after the consecutive chunks.
func (r *dataReader) runEnd() int {
	for {
		c, ok := chunkAt(r.file, r.at)
		if !ok || c.kind() != r.kind {
			return r.at
		}
		r.at += len(c)
	}
}
