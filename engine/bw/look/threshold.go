package look

import (
	"context"
	"encoding/binary"
	"runtime"
	"sync"
)

// threshold converts samples above t to white.
func threshold(ctx context.Context, to, from plane, t int) error {
	if t >= 255 {
		return nil // no sample is; the plane is black
	}
	least := uint64(t+1) * 0x0101010101010101
	return from.bands(ctx, 1, func(y0, y1 int) {
		for y := y0; y < y1; y++ {
			screen(to.row(y), from.row(y), least)
		}
	})
}

// screen converts samples to white that are at least the corresponding byte of least, lowest byte
// first, repeating.
func screen(out, in []uint8, least uint64) {
	out = out[:len(in)]
	for len(in) >= 32 && len(out) >= 32 {
		a, b := binary.LittleEndian.Uint64(in), binary.LittleEndian.Uint64(in[8:])
		c, d := binary.LittleEndian.Uint64(in[16:]), binary.LittleEndian.Uint64(in[24:])
		binary.LittleEndian.PutUint64(out, reaches(a, least))
		binary.LittleEndian.PutUint64(out[8:], reaches(b, least))
		binary.LittleEndian.PutUint64(out[16:], reaches(c, least))
		binary.LittleEndian.PutUint64(out[24:], reaches(d, least))
		in, out = in[32:], out[32:]
	}
	for i, v := range in {
		out[i] = 0
		if v >= uint8(least>>(8*(i&7))) {
			out[i] = 255
		}
	}
}

// reaches compares eight bytes at once: the result is 255 where v is at least t, else 0. The low
// seven bits are subtracted from a byte with the eighth bit set, which stays set if they suffice;
// where the eighth bits differ, they decide.
func reaches(v, t uint64) uint64 {
	const high = 0x8080808080808080
	low := (v | high) - t&^high
	yes := (v&^t | ^(v^t)&low) & high
	return yes<<1 - yes>>7
}

// otsu uses the threshold with the largest variance between black and white (Otsu, IEEE
// Transactions on Systems, Man and Cybernetics 9, 1979), the lowest of several.
func otsu(ctx context.Context, to, from plane) error {
	var mutex sync.Mutex
	var sum [256]int64 // guarded by mutex
	rows, count := 1, histogram
	if from.width*from.height >= manyPixels {
		rows, count = from.height/(4*runtime.GOMAXPROCS(0)), histogramOfPairs
	}
	err := from.bands(ctx, rows, func(y0, y1 int) {
		part := count(from, y0, y1)
		mutex.Lock()
		defer mutex.Unlock()
		for i, n := range part {
			sum[i] += n
		}
	})
	if err != nil {
		return err
	}
	return threshold(ctx, to, from, split2(&sum))
}

// histogram counts the samples of some rows. Four counters alternate: neighbours are often equal,
// and successive increments of one counter depend on each other.
func histogram(p plane, y0, y1 int) (sum [256]int64) {
	var part [4][256]uint32
	for y := y0; y < y1; y++ {
		row := p.row(y)
		for len(row) >= 8 {
			v := binary.LittleEndian.Uint64(row)
			part[0][uint8(v)]++
			part[1][uint8(v>>8)]++
			part[2][uint8(v>>16)]++
			part[3][uint8(v>>24)]++
			part[0][uint8(v>>32)]++
			part[1][uint8(v>>40)]++
			part[2][uint8(v>>48)]++
			part[3][uint8(v>>56)]++
			row = row[8:]
		}
		for _, v := range row {
			part[0][v]++
		}
	}
	for i := range sum {
		sum[i] = int64(part[0][i]) + int64(part[1][i]) + int64(part[2][i]) + int64(part[3][i])
	}
	return sum
}

// manyPixels is the size from which counting pairs pays for its larger table.
const manyPixels = 1 << 22

// histogramOfPairs counts the samples of some rows in pairs, with half the work. Neighbours are
// similar, so few counters are in use at once.
func histogramOfPairs(p plane, y0, y1 int) (sum [256]int64) {
	pairs := new([1 << 16]uint32)
	for y := y0; y < y1; y++ {
		row := p.row(y)
		for len(row) >= 8 {
			v := binary.LittleEndian.Uint64(row)
			pairs[uint16(v)]++
			pairs[uint16(v>>16)]++
			pairs[uint16(v>>32)]++
			pairs[uint16(v>>48)]++
			row = row[8:]
		}
		for _, v := range row {
			sum[v]++
		}
	}
	for pair, n := range pairs {
		sum[pair&255] += int64(n)
		sum[pair>>8] += int64(n)
	}
	return sum
}

// split2 returns Otsu's threshold of a histogram. A picture of a single gray is split below it, or
// at 0 if it is black.
func split2(counts *[256]int64) int {
	var all, total int64 // of samples, of their grays
	for v, n := range counts {
		all += n
		total += int64(v) * n
	}
	best, at := -1.0, 0
	var below, dark int64
	for v, n := range counts {
		below += n
		dark += int64(v) * n
		if below == 0 || below == all {
			continue
		}
		// The variance between classes times the square of all: the difference of the means times
		// both counts.
		between := float64(dark)/float64(below) - float64(total-dark)/float64(all-below)
		between *= between * float64(below) * float64(all-below)
		if between > best {
			best, at = between, v
		}
	}
	if best < 0 && total > 0 {
		at = int(total/all) - 1
	}
	return at
}
