package app

import (
	"context"
	"image"

	"pretobranco/app/picture"
	"pretobranco/engine"
)

// sampleSide is the long side of a sample at least, in pixels: few enough to be counted at every step
// of a slider.
const sampleSide = 512

// A sample is a photo made small, of which the histogram is counted and automatic levels are found. It
// is not changed once made.
type sample struct {
	photo  image.Image
	rgb    []byte // the same, if it has no transparency
	before [256]int64
}

func newSample(p *picture.Pyramid) *sample {
	s := &sample{photo: p.Small(sampleSide)}
	if img, ok := s.photo.(*image.RGBA); ok && p.Opaque() {
		s.rgb = make([]byte, 0, len(img.Pix)/4*3)
		for i := 0; i < len(img.Pix); i += 4 {
			s.rgb = append(s.rgb, img.Pix[i], img.Pix[i+1], img.Pix[i+2])
		}
	}
	s.before = s.count(engine.Look{}, new([]byte))
	return s
}

// tally counts the grays of a look. Buffer is memory that is used again.
func (s *sample) tally(look engine.Look, buffer *[]byte) (t tally) {
	t.before, t.look = s.before, look
	if found, err := engine.MeasuredLook(context.Background(), s.photo, look); err == nil {
		t.look = found
	}
	t.after = s.count(t.look, buffer)
	return t
}

// count counts the grays of a look whose levels are not automatic.
func (s *sample) count(look engine.Look, buffer *[]byte) (counts [256]int64) {
	if s.rgb == nil {
		counts, _ = engine.Histogram(context.Background(), s.photo, look) // nothing is cancelled
		return counts
	}
	n := len(s.rgb) / 3
	if len(*buffer) < n {
		*buffer = make([]byte, n)
	}
	gray := (*buffer)[:n]
	row, _, _ := look.Rows()
	picture.Rows(n, func(from, to int) { row(gray[from:to], s.rgb[3*from:3*to]) })
	for _, v := range gray {
		counts[v]++
	}
	return counts
}
