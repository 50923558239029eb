package jpeg

import "math"

// steps are the quantisation of a mix, in zigzag order.
type steps struct {
	out   quantTable
	ratio [64]float32 // coefficient of the result / coefficient of luma
	whole [64]int32   // the same as integers, if exact
	exact bool        // all AC ratios are integers
	plain bool        // all AC ratios are 1
}

// newSteps chooses the quantisation table of the result. If luma's step, scaled by the mix, is a
// multiple of the new step, luma is not rounded again. Where there is no such step, or where chroma
// contributes, coefficients are rounded: the step is then chosen so that the added noise is at
// least 3 dB below that of the input's own step. Subsampled chroma contributes to low frequencies
// only.
func newSteps(q *quantTable, m Mix, colour bool, across, down int) *steps {
	s := &steps{exact: true, plain: true}
	offset := 8 * math.Abs(m.shift())
	for k := range s.out {
		u, v := int(zigzag[k]&7), int(zigzag[k]>>3)
		target := math.Abs(m.Y) * float64(max(q[k], 1))
		moved := colour && u < 8/across && v < 8/down
		if k == 0 && !moved && offset > 0 {
			s.out[0] = uint16(offsetStep(target, offset))
		} else {
			s.out[k] = uint16(bestStep(target, moved))
		}
		ratio := m.Y * float64(q[k]) / float64(s.out[k])
		if k == 0 {
			s.out[0] = max(s.out[0], uint16(math.Ceil(m.reach()*8/1024-1e-9)))
			s.ratio[0] = float32(m.Y * float64(q[0]) / float64(s.out[0]))
			continue
		}
		s.ratio[k] = float32(ratio)
		s.whole[k] = int32(math.Round(ratio))
		s.exact = s.exact && ratio == math.Round(ratio)
		s.plain = s.plain && ratio == 1
	}
	return s
}

const maxStep = 255 // the largest step in a baseline file

// bestStep returns the step for coefficients that are multiples of target. If moved, something else
// is added to them.
func bestStep(target float64, moved bool) int {
	most := int(math.Round(target))
	if moved {
		for parts := 2; parts <= 3; parts++ {
			if step := target / float64(parts); step == math.Round(step) && step <= maxStep {
				return int(step)
			}
		}
		most = int(math.Ceil(target / 2))
	}
	for step := min(most, maxStep); step > 1; step-- {
		if misfit(target, step) <= target*target/misfitShare {
			return step
		}
	}
	return 1
}

// misfitShare is the required improvement over the rounding error of arbitrary values, target² /
// 12.
const misfitShare = 12 * 4

// misfit is the mean squared distance of the first multiples of target from the multiples of step,
// weighted towards small ones, which are more frequent.
func misfit(target float64, step int) float64 {
	sum, weights := 0.0, 0.0
	for n := 1.0; n <= 8; n++ {
		miss := math.Remainder(n*target, float64(step))
		sum += miss * miss / (n * n)
		weights += 1 / (n * n)
	}
	return sum / weights
}

// offsetStep is bestStep for DC with a constant offset, which it represents within an eighth of a
// level.
func offsetStep(target, offset float64) int {
	for step := min(int(math.Round(target)), maxStep); step > 1; step-- {
		if misfit(target, step) <= target*target/misfitShare && math.Abs(math.Remainder(offset, float64(step))) <= 1 {
			return step
		}
	}
	return 1
}

// shift is the offset that the mix adds to samples from -128 to 127.
func (m Mix) shift() float64 { return m.Offset + 128*m.Y - 128 }

// reach is the distance of black and white from the middle. DC must be able to express it, or most
// of the shadows or highlights would be clipped. A coarser DC step costs less: it is an eighth of a
// level.
func (m Mix) reach() float64 {
	return min(max(math.Abs(m.Offset-128), math.Abs(m.Offset+255*m.Y-128)), mostReach)
}
