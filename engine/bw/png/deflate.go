package png

import (
	"runtime"

	"pretobranco/engine/bw/fault"
)

// A picture is compressed in bands of rows:
//
//	rows -> band -> filter -> choose -> deflate -> zlib stream
//
// One worker compresses a small picture, band by band, in a single deflate stream. The bands of a
// big picture are compressed in parallel, each with an empty window and ending at a byte boundary
// (a sync flush, RFC 1951 with zlib's Z_SYNC_FLUSH), so that they can be concatenated; checksums
// are combined.
const (
	bandBytes     = 256 << 10
	sideBandBytes = 1 << 20
	bigPicture    = 8 << 20 // size from which bands are compressed in parallel
)

// A band is rows of one pass, and the row above them.
type band struct {
	above []byte
	rows  []byte // without filter bytes
	width int    // bytes of a row
	last  bool

	worker *worker // with parallel bands, its own
	done   chan struct{}
	err    error
}

// A deflater appends a zlib stream of rows to out.
type deflater struct {
	out      []byte // the stream so far; with one worker, owned by it
	distance int    // bytes of a pixel, for the filters
	limit    int    // bytes of a band
	parallel int    // parallel bands; 0 for one worker
	band     *band
	worker   *worker // the one worker
	pending  []*band // in order, being compressed
	sum      uint32  // Adler-32 so far
	err      error
}

// newDeflater starts a zlib stream on out, for a picture with the given sizes of all rows and of a
// pixel in bytes.
func newDeflater(out []byte, total int64, distance int) *deflater {
	d := &deflater{distance: distance, limit: bandBytes, sum: 1}
	if cores := runtime.GOMAXPROCS(0); cores > 1 && total >= bigPicture {
		d.parallel, d.limit = cores, sideBandBytes
	}
	// A window of 32 KiB, the fastest method (RFC 1950, 2.2).
	d.out = append(out, 0x78, 0x01)
	if d.parallel == 0 {
		d.worker = workers.Get().(*worker)
		d.worker.open(d.out)
	}
	return d
}

// pass begins a pass with rows of so many bytes.
func (d *deflater) pass(width int) {
	d.flush(false)
	if d.band == nil || d.parallel > 0 {
		d.band = new(band)
	}
	b := d.band
	b.width = width
	b.above = append(b.above[:0], make([]byte, width)...)
	b.rows = b.rows[:0]
}

// row returns the next row to fill. It is valid until the next call.
func (d *deflater) row() []byte {
	if len(d.band.rows) > 0 && len(d.band.rows)+d.band.width > d.limit {
		d.flush(false)
	}
	b := d.band
	n := len(b.rows)
	if need := n + b.width; cap(b.rows) < need {
		grown := make([]byte, n, max(need, min(4*need, max(d.limit, need))))
		copy(grown, b.rows)
		b.rows = grown
	}
	b.rows = b.rows[:n+b.width]
	return b.rows[n:]
}

// flush compresses the band, or passes it to a worker of its own.
func (d *deflater) flush(last bool) {
	b := d.band
	if b == nil || len(b.rows) == 0 && !last {
		return
	}
	b.last = last
	if d.parallel == 0 {
		d.worker.add(b, d.distance)
		d.sum = joinAdler(d.sum, d.worker.sum, d.worker.size)
		b.next(b)
		return
	}
	b.worker, b.done = workers.Get().(*worker), make(chan struct{})
	go func() {
		defer close(b.done)
		defer func() {
			if v := recover(); v != nil {
				b.err = fault.Recovered(v, "the PNG writer failed on this picture")
			}
		}()
		b.worker.open(b.worker.out[:0])
		b.worker.add(b, d.distance)
		b.worker.close(b.last)
	}()
	d.pending = append(d.pending, b)
	if len(d.pending) >= d.parallel {
		d.collect()
	}
	d.band = new(band)
	b.next(d.band)
}

// next makes after, which may be b itself, the band after b.
func (b *band) next(after *band) {
	if n := len(b.rows); n > 0 {
		after.above = append(after.above[:0], b.rows[n-b.width:]...)
	}
	after.width = b.width
	after.rows = after.rows[:0]
}

// collect waits for the oldest band and appends it. The band's goroutine only computes and always
// ends.
func (d *deflater) collect() {
	b := d.pending[0]
	d.pending = d.pending[1:]
	<-b.done
	if b.err != nil {
		d.err = b.err
		return // the worker's state is undefined: don't reuse it
	}
	d.out = append(d.out, b.worker.out...)
	d.sum = joinAdler(d.sum, b.worker.sum, b.worker.size)
	workers.Put(b.worker)
}

// finish ends the stream and returns out with it.
func (d *deflater) finish() ([]byte, error) {
	d.flush(true)
	for len(d.pending) > 0 {
		d.collect()
	}
	if d.parallel == 0 {
		d.worker.close(true)
		d.out, d.worker.out = d.worker.out, nil
		workers.Put(d.worker)
	}
	s := d.sum
	return append(d.out, byte(s>>24), byte(s>>16), byte(s>>8), byte(s)), d.err
}

// abandon waits for bands being compressed and drops them.
func (d *deflater) abandon() {
	for len(d.pending) > 0 {
		d.collect()
	}
}

// joinAdler returns the Adler-32 of two concatenated byte sequences from those of each and the
// length of the second. With the sums a and b of RFC 1950, 8.2: the second sequence starts from (a,
// b) instead of (1, 0), which adds a-1 to a in each step.
func joinAdler(first, second uint32, size int) uint32 {
	const base = 65521
	a1, b1 := first&0xffff, first>>16
	a2, b2 := second&0xffff, second>>16
	rest := (a1 + base - 1) % base
	a := (a2 + rest) % base
	b := uint32((uint64(b1) + uint64(b2) + uint64(rest)*uint64(size%base)) % base)
	return b<<16 | a
}
