package model

import (
	"math"

	"pretobranco/engine"
)

// MixWith returns three weights in percent with one of them changed. If keep is set the others
// make room, in the proportion that they have, so that the sum is 100 and white stays white.
func MixWith(weights [3]float64, channel int, v float64, keep bool) [3]float64 {
	weights[channel] = v
	if !keep {
		return weights
	}
	i, j := (channel+1)%3, (channel+2)%3
	a, b, rest := weights[i], weights[j], 100-v
	switch sum := a + b; {
	case a >= 0 && b >= 0 && sum > 0 && rest >= 0:
		a = a * rest / sum
	default: // there is no proportion between weights of different signs
		a += (rest - sum) / 2
	}
	a = math.Round(10*a) / 10
	weights[i], weights[j] = a, math.Round(100*(rest-a))/100
	return weights
}

// WithWeights returns a look with other weights: the named one if they are its own, which the
// converter may know a better way for.
func WithWeights(l engine.Look, weights [3]float64) (engine.Look, error) {
	for _, named := range engine.Looks() {
		if r, g, b := named.Weights(); r != weights[0] || g != weights[1] || b != weights[2] {
			continue
		}
		return toned(named, l)
	}
	return l.WithWeights(weights[0], weights[1], weights[2])
}

// Tuned returns a look with the fine tune of another: its levels, contrast, brightness, gamma and curve.
// The 1-bit end stays.
func Tuned(l, of engine.Look) engine.Look {
	bit := l.OneBit()
	tuned, err := toned(l, of)
	if err == nil {
		tuned, err = tuned.WithOneBit(bit)
	}
	if err != nil {
		return l
	}
	return tuned
}

// toned returns a look with the tone and the 1-bit end of another.
func toned(l, of engine.Look) (engine.Look, error) {
	l, err := l.WithBrightness(of.Brightness())
	if err == nil {
		l, err = l.WithContrast(of.Contrast())
	}
	if err == nil {
		l, err = l.WithGamma(of.Gamma())
	}
	if err == nil {
		l, err = l.WithCurve(of.Curve()).WithLevels(of.Levels())
	}
	if err == nil {
		l, err = l.WithOneBit(of.OneBit())
	}
	return l, err
}
