package tiff

import "math"

// floating is the sample format of IEEE 754 numbers, in which 1 is white (section 19).
const floating = 3

// signed is the sample format of signed numbers, which are read like others, as libtiff does.
const signed = 2

// plain reports whether samples are processed as stored: 8 or 16 bits, or small ones that are
// indexes or gray without extra samples.
func (l *layout) plain() bool {
	switch {
	case l.number(sampleFormat, 1) == floating:
		return false
	case l.bits == 8 || l.bits == 16:
		return true
	}
	return 8%l.bits == 0 && (l.photometric == palette || l.isGray() && l.samples == 1)
}

// normalized returns the layout of normalised samples: 8 bits if they have fewer, otherwise 16.
func (l *layout) normalized() *layout {
	if l.plain() {
		return l
	}
	w := *l
	w.bits = 16
	if l.bits < 8 {
		w.bits = 8
	}
	return &w
}

// rounds reports whether normalising loses precision.
func (l *layout) rounds() bool { return l.bits > 16 || l.number(sampleFormat, 1) == floating }

// normalize converts rows of samples to 8 or 16 bits, in whole bytes and the file's byte order.
// Longer numbers are reduced to their highest bits; values beyond black and white are clipped.
func (l *layout) normalize(data []byte, rows, samples, bits int) []byte {
	out := make([]byte, 0, rows*l.segmentWidth*samples*bits/8)
	rowBytes, top := l.rowBytes(samples), float64(uint64(1)<<bits-1)
	number := l.numbers()
	for y := range rows {
		row := data[y*rowBytes : (y+1)*rowBytes]
		for i := range l.segmentWidth * samples {
			v := uint16(number(row, i)*top + 0.5)
			if bits == 8 {
				out = append(out, byte(v))
			} else {
				out = l.order.AppendUint16(out, v)
			}
		}
	}
	return out
}

// numbers returns a function that reads sample i of a row, 0 to 1.
func (l *layout) numbers() func(row []byte, i int) float64 {
	float := l.number(sampleFormat, 1) == floating
	switch {
	case float && l.bits == 64:
		return func(row []byte, i int) float64 { return clipped(math.Float64frombits(l.order.Uint64(row[8*i:]))) }
	case float && l.bits == 32:
		return func(row []byte, i int) float64 {
			return clipped(float64(math.Float32frombits(l.order.Uint32(row[4*i:]))))
		}
	case float:
		return func(row []byte, i int) float64 { return clipped(half(l.order.Uint16(row[2*i:]))) }
	case l.bits == 64:
		return func(row []byte, i int) float64 { return float64(l.order.Uint64(row[8*i:])) / math.MaxUint64 }
	case l.bits == 32:
		return func(row []byte, i int) float64 { return float64(l.order.Uint32(row[4*i:])) / math.MaxUint32 }
	case l.bits == 24 && l.order != byteOrder(bigEndian):
		return func(row []byte, i int) float64 {
			return float64(int(row[3*i])|int(row[3*i+1])<<8|int(row[3*i+2])<<16) / (1<<24 - 1)
		}
	}
	// Others are packed, most significant bit first.
	most := math.Ldexp(1, l.bits) - 1
	return func(row []byte, i int) float64 {
		v := uint64(0)
		for at := i * l.bits; at < (i+1)*l.bits; at++ {
			v = v<<1 | uint64(row[at>>3]>>(7-at&7)&1)
		}
		return float64(v) / most
	}
}

// clipped clips v to black and white; NaN is black.
func clipped(v float64) float64 {
	if !(v > 0) {
		return 0
	}
	return min(v, 1)
}

// half converts a 16-bit float: a sign, 5 bits of exponent, 10 of fraction.
func half(v uint16) float64 {
	exponent, fraction := int(v>>10&31), float64(v&1023)
	f := math.Ldexp(1024+fraction, exponent-25)
	switch exponent {
	case 0:
		f = math.Ldexp(fraction, -24)
	case 31:
		f = math.Inf(1)
	}
	if v&0x8000 != 0 {
		return -f
	}
	return f
}

// undoFloatPredictor reverses the predictor of IEEE 754 numbers (TIFF technical note 3): a row has
// the highest bytes of all numbers first, then the next ones, each minus the byte before.
func undoFloatPredictor(data []byte, bigEndian bool, rowBytes, samples, depth int) {
	size := depth / 8
	planes := make([]byte, rowBytes)
	for ; len(data) >= rowBytes && rowBytes > 0; data = data[rowBytes:] {
		row := data[:rowBytes]
		for i := samples; i < len(row); i++ {
			row[i] += row[i-samples]
		}
		copy(planes, row)
		n := rowBytes / size
		for i := range n {
			for k := range size {
				to := k
				if !bigEndian {
					to = size - 1 - k
				}
				row[i*size+to] = planes[k*n+i]
			}
		}
	}
}
