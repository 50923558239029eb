package converter

import (
	"time"

	"pretobranco/engine/bw"
	"pretobranco/engine/converter/limit"
)

// A perPixel is what a codec needs for a pixel: nanoseconds of one core, and bytes.
type perPixel struct{ time, memory int64 }

// The costs of the formats, rounded up from pictures of 4 and 16 megapixels on a core of 2024, of the
// slowest kind: with 16 bits, or compressed without loss. Only their order and magnitude matter:
// an estimate ranks a conversion among others.
var (
	decodeCosts = map[bw.Format]perPixel{
		bw.JPEG: {15, 4}, bw.BMP: {70, 8}, bw.PNG: {80, 16}, bw.GIF: {100, 12}, bw.WebP: {90, 10}, bw.TIFF: {230, 32},
		bw.HEIC: {420, 45}, bw.AVIF: {490, 70}, bw.JXL: {1240, 45},
	}
	encodeCosts = map[bw.Format]perPixel{
		bw.BMP: {5, 3}, bw.JPEG: {10, 1}, bw.PNG: {20, 3}, bw.TIFF: {35, 5}, bw.GIF: {35, 4}, bw.WebP: {480, 90},
	}
	// lossless is a JPEG that stays one in the neutral look: no pixels are decoded.
	lossless = perPixel{2, 1}
)

// The costs that do not depend on the size.
const (
	startTime   = 500 * time.Microsecond
	startMemory = 128 << 10
)

// need estimates a conversion. A file without a header needs nothing more: it fails at once.
func need(file []byte, o bw.Options) limit.Need {
	n := limit.Need{Time: startTime, Memory: startMemory}
	header, err := bw.ReadHeader(file)
	if err != nil {
		return n
	}
	decode, encode := decodeCosts[header.Format], encodeCosts[o.Target(header.Format, false)]
	each := perPixel{decode.time + encode.time, decode.memory + encode.memory}
	if header.Format == bw.JPEG && o.Look.String() == bw.Neutral.String() && o.Target(bw.JPEG, false) == bw.JPEG {
		each = lossless
	}
	// An animation is decoded frame by frame, but its pixels may all be kept.
	const most = 1 << 40 // pixels, so that nothing overflows
	pixels := min(header.Pixels, most)
	n.Time += time.Duration(pixels * each.time)
	n.Memory += pixels * each.memory
	return n
}

// timeLimit is how long a conversion may run that is estimated to take t: the machine may be ten
// times slower than the measured one, and the codec has to be compiled.
func timeLimit(t, timeout time.Duration) time.Duration { return min(10*time.Second+10*t, timeout) }
