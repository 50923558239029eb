package model

import (
	"time"

	"pretobranco/engine"
)

// Speeds remember how many bytes a second were converted, by the server's address; "" is this
// computer.
type Speeds map[string]float64

// Of what an estimate is made before anything was measured: bytes a second for each worker of
// this computer. Of other computers nothing is known.
const firstSpeed = 12e6

// enoughToMeasure is how many photos a run needs for its speed to count.
const enoughToMeasure = 3

// Learn records how a run went: the speed is the mean of the old one and the new one.
func (s *Speeds) Learn(server string, sum engine.Summary) {
	if sum.Converted < enoughToMeasure || sum.Before <= 0 || sum.Took <= 0 {
		return
	}
	if *s == nil {
		*s = Speeds{}
	}
	speed := float64(sum.Before) / sum.Took.Seconds()
	if old := (*s)[server]; old > 0 {
		speed = (old + speed) / 2
	}
	(*s)[server] = speed
}

// Estimate returns how long so many bytes will take, if anything is known about that.
func (s Speeds) Estimate(server string, workers int, bytes int64) (time.Duration, bool) {
	speed := s[server]
	if speed <= 0 && server == "" {
		speed = firstSpeed * float64(max(1, workers))
	}
	if speed <= 0 {
		return 0, false
	}
	return time.Duration(float64(bytes) / speed * float64(time.Second)), true
}
