package png

import (
	"hash/adler32"
	"math"
	"math/bits"
	"slices"
	"sync"

	"github.com/klauspost/compress/flate"
)

// A method is a way to compress a band. Filtered photographs are noise to a match finder: Huffman
// codes alone are faster and often smaller. Flat and drawn pictures have matches, the latter best
// unfiltered.
type method int

const (
	huffman method = iota // filtered, no matching
	smooth                // filtered, fast matching: skies, scans, steady alpha
	drawn                 // not filtered, thorough matching
	careful               // filtered, thorough matching: small pictures
	methods               // how many there are
)

// levels of flate for the methods.
var levels = [methods]int{flate.HuffmanOnly, 2, 5, flate.BestCompression}

// smallBand is the largest size of a band that is compressed carefully.
const smallBand = 64 << 10

// A worker compresses bands to one deflate stream. Its tables are reused.
type worker struct {
	out  sink
	sum  uint32 // Adler-32 of the last band
	size int    // size of the last band with filter bytes

	writers [methods]*flate.Writer // on out
	active  bool                   // writers[current] has an open stream
	current method

	triers [methods]*flate.Writer // to compare methods with
	trial  sink

	filtered []byte
	tries    [filters][]byte // of one row
}

var workers = sync.Pool{New: func() any { return new(worker) }}

// A sink collects output.
type sink []byte

func (s *sink) Write(p []byte) (int, error) {
	*s = append(*s, p...)
	return len(p), nil
}

// open starts a stream at the end of out.
func (w *worker) open(out []byte) { w.out, w.active = out, false }

// close ends the stream, or flushes it to a byte boundary where another continues.
func (w *worker) close(last bool) {
	if !w.active {
		w.use(huffman)
	}
	// Writing to a sink does not fail.
	if last {
		w.writers[w.current].Close()
	} else {
		w.writers[w.current].Flush()
	}
	w.active = false
}

// use selects the method m for the following data. The writer starts with an empty window, as its
// old one does not match the stream.
func (w *worker) use(m method) {
	if w.active && w.current == m {
		return
	}
	if w.active {
		w.writers[w.current].Flush()
	}
	w.writers[m] = resetWriter(w.writers[m], &w.out, m)
	w.current, w.active = m, true
}

func resetWriter(writer *flate.Writer, out *sink, m method) *flate.Writer {
	if writer == nil {
		writer, _ = flate.NewWriter(out, levels[m]) // fails only for a level that does not exist
		return writer
	}
	writer.Reset(out)
	return writer
}

// add compresses a band.
func (w *worker) add(b *band, distance int) {
	if len(b.rows) == 0 {
		w.sum, w.size = 1, 0
		return
	}
	w.filter(b, distance)
	m := w.choose(b)
	if m == drawn {
		w.filtered = unfiltered(w.filtered[:0], b.rows, b.width)
	}
	w.sum, w.size = adler32.Checksum(w.filtered), len(w.filtered)
	w.use(m)
	w.writers[m].Write(w.filtered)
}

// probeRows is the number of rows that share a filter. Photographs change slowly: trying all
// filters on one row in sixteen takes a sixteenth of the time and costs 0.1 % in size. In a small
// band each row has its own filter.
const probeRows = 16

// filter fills w.filtered with the band's filtered rows.
func (w *worker) filter(b *band, distance int) {
	count := len(b.rows) / b.width
	size := count * (b.width + 1)
	if cap(w.filtered) < size {
		w.filtered = make([]byte, size)
	}
	w.filtered = w.filtered[:size]
	best := filterNone
	above, rows, out := b.above, b.rows, w.filtered
	for y := range count {
		row := rows[:b.width]
		if size <= smallBand || y%probeRows == min(1, count-1) || y == 0 { // the first row of a pass has no row above
			best = w.bestFilter(row, above, distance)
		}
		out[0] = byte(best)
		filterRow(out[1:b.width+1], best, row, above, distance)
		above, rows, out = row, rows[b.width:], out[b.width+1:]
	}
}

// bestFilter returns the filter with the smallest sum of absolute differences (12.7).
func (w *worker) bestFilter(row, above []byte, distance int) int {
	best, least := filterNone, int(^uint(0)>>1)
	for f := range w.tries {
		if cap(w.tries[f]) < len(row) {
			w.tries[f] = make([]byte, len(row))
		}
		try := w.tries[f][:len(row)]
		filterRow(try, f, row, above, distance)
		sum := 0
		for _, v := range try {
			n := int(int8(v))
			sign := n >> (bits.UintSize - 1)
			sum += (n ^ sign) - sign
		}
		if sum < least {
			best, least = f, sum
		}
	}
	return best
}

// unfiltered appends rows with the filter None.
func unfiltered(out, rows []byte, width int) []byte {
	for ; len(rows) > 0; rows = rows[width:] {
		out = append(out, filterNone)
		out = append(out, rows[:width]...)
	}
	return out
}

// sampleBytes is the size of each of the two samples on which methods are compared.
const sampleBytes = 12 << 10

// choose returns the method for a filtered band: by compressing all of a small band, or two samples
// of another.
func (w *worker) choose(b *band) method {
	if len(w.filtered) <= smallBand {
		return least(w.sizes(w.filtered, b.rows, b.width, methods))
	}
	rows := max(1, sampleBytes/(b.width+1))
	count := len(b.rows) / b.width
	var size [methods]int
	for _, first := range []int{count/4 - rows/2, count*3/4 - rows/2} {
		from := max(0, min(first, count-rows))
		to := min(count, from+rows)
		filtered := w.filtered[from*(b.width+1) : to*(b.width+1)]
		tried := methods
		if !repeats(filtered) {
			tried = smooth
		}
		for m, n := range w.sizes(filtered, b.rows[from*b.width:to*b.width], b.width, min(tried, careful)) {
			size[m] += n
		}
		if from == 0 && to == count {
			break
		}
	}
	return least(size)
}

// repeats reports whether matches are likely: whether a quarter of the differences have the same
// value, which is not so in photographs.
func repeats(filtered []byte) bool {
	var counts [256]int
	for _, v := range filtered {
		counts[v]++
	}
	return slices.Max(counts[:]) >= len(filtered)/4
}

// sizes returns the compressed size of rows, also given filtered, for the methods below end. The
// sizes of others are infinite.
func (w *worker) sizes(filtered, rows []byte, width int, end method) (size [methods]int) {
	for m := range methods {
		switch {
		case m >= end:
			size[m] = math.MaxInt32
		case m == drawn:
			size[m] = w.try(m, unfiltered(nil, rows, width))
		default:
			size[m] = w.try(m, filtered)
		}
	}
	return size
}

// least returns the method with the smallest size.
func least(size [methods]int) method {
	best := huffman
	for m, n := range size {
		if n < size[best] {
			best = method(m)
		}
	}
	return best
}

// try returns the compressed size of a sample.
func (w *worker) try(m method, sample []byte) int {
	w.trial = w.trial[:0]
	w.triers[m] = resetWriter(w.triers[m], &w.trial, m)
	w.triers[m].Write(sample)
	w.triers[m].Close()
	return len(w.trial)
}
