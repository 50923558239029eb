package converter

import (
	"time"

	"pretobranco/engine/bw"
	"pretobranco/engine/converter/limit"
)

// lossless is the cost of a JPEG that remains one in the neutral look: no pixels are decoded.
var lossless = bw.Cost{Time: 2, Memory: 1}

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
	decode, encode := header.Format.Info().DecodeCost, o.Target(header.Format, false).Info().EncodeCost
	each := bw.Cost{Time: decode.Time + encode.Time, Memory: decode.Memory + encode.Memory}
	if header.Format == bw.JPEG && o.Look.String() == bw.Neutral.String() && o.Target(bw.JPEG, false) == bw.JPEG {
		each = lossless
	}
	// An animation is decoded frame by frame, but its pixels may all be kept.
	const most = 1 << 40 // pixels, so that nothing overflows
	pixels := min(header.Pixels, most)
	n.Time += time.Duration(pixels * each.Time)
	n.Memory += pixels * each.Memory
	return n
}

// timeLimit is how long a conversion may run that is estimated to take t: the machine may be ten
// times slower than the measured one, and the codec has to be compiled.
func timeLimit(t, timeout time.Duration) time.Duration { return min(10*time.Second+10*t, timeout) }
