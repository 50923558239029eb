package jpeg

import "math"

// steps are the quantisation of a mix: tables in the file's order.
type steps struct {
	out   quantTable
	ratio [64]float32 // a coefficient of luma times this is one of the result
	whole [64]int32   // the same, if exact
	exact bool        // all ratios of AC are whole
	plain bool        // all are 1
}

// newSteps chooses the result's table. A step that luma's own, scaled by the mix, is a multiple of
// leaves luma as it is. Where there is none the coefficients are rounded anew, and what
// chroma adds always is: a step is then so fine that the noise of it is at least 3 dB below
// that of the file's own step. Chroma that is stored smaller has only low frequencies.
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

const maxStep = 255 // baseline has no larger ones

// bestStep returns the step for coefficients that are multiples of target, to which
// something else is added or not.
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

// misfitShare is by how much rounding the multiples of a step to those of another must
// be better than rounding just anything, which has an error of target² / 12.
const misfitShare = 12 * 4

// misfit is the mean square by which the first multiples of target miss those of step; small
// ones are the more frequent.
func misfit(target float64, step int) float64 {
	sum, weights := 0.0, 0.0
	for n := 1.0; n <= 8; n++ {
		miss := math.Remainder(n*target, float64(step))
		sum += miss * miss / (n * n)
		weights += 1 / (n * n)
	}
	return sum / weights
}

// offsetStep is bestStep for DC to which the same is added everywhere: it misses that by at most
// an eighth of a level.
func offsetStep(target, offset float64) int {
	for step := min(int(math.Round(target)), maxStep); step > 1; step-- {
		if misfit(target, step) <= target*target/misfitShare && math.Abs(math.Remainder(offset, float64(step))) <= 1 {
			return step
		}
	}
	return 1
}

// shift is what the mix adds to samples that run from -128 to 127.
func (m Mix) shift() float64 { return m.Offset + 128*m.Y - 128 }

// reach is how far from the middle the gray of black and white lies. DC must have room for
// that, or else most of the picture's shadows or lights would have to be cut off: a
// coarser step costs less, for DC is an eighth of a level in each.
func (m Mix) reach() float64 {
	return min(max(math.Abs(m.Offset-128), math.Abs(m.Offset+255*m.Y-128)), mostReach)
}
