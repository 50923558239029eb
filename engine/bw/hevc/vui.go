package hevc

// readVUI reads video usability information (E.2.1). Only colours are kept; the rest is read
// because flags of the codec come after it.
func (s *SPS) readVUI(b *Reader, layers int) {
	if b.Flag() && b.Bits(8) == 255 { // the aspect ratio
		b.Bits(32)
	}
	if b.Flag() { // overscan
		b.Bits(1)
	}
	if b.Flag() {
		b.Bits(3)
		full := b.Flag()
		primaries, transfer, matrix := 2, 2, 2
		if b.Flag() {
			primaries, transfer, matrix = int(b.Bits(8)), int(b.Bits(8)), int(b.Bits(8))
		}
		if !b.Broken {
			s.Colours = Colours{true, full, primaries, transfer, matrix}
		}
	}
	if b.Flag() { // chroma position
		b.Number()
		b.Number()
	}
	b.Bits(3)
	if b.Flag() { // default display window
		for range 4 {
			b.Number()
		}
	}
	if b.Flag() { // timing
		b.Bits(32)
		b.Bits(32)
		if b.Flag() {
			b.Number()
		}
		if b.Flag() {
			b.hrd(layers)
		}
	}
	if b.Flag() { // restrictions of the stream
		b.Bits(3)
		for range 5 {
			b.Number()
		}
	}
}

// hrd reads parameters of the hypothetical reference decoder (E.2.2).
func (b *Reader) hrd(layers int) {
	nal, vcl := b.Flag(), b.Flag()
	parts := false
	if nal || vcl {
		if parts = b.Flag(); parts {
			b.Bits(8 + 5 + 1 + 5)
		}
		b.Bits(4 + 4)
		if parts {
			b.Bits(4)
		}
		b.Bits(5 + 5 + 5)
	}
	for range layers + 1 {
		fixed := b.Flag()
		fixed = fixed || b.Flag()
		low := false
		if fixed {
			b.Number()
		} else {
			low = b.Flag()
		}
		count := 1
		if !low {
			count += b.below(32)
		}
		for _, present := range []bool{nal, vcl} {
			for n := 0; present && n < count; n++ {
				b.Number()
				b.Number()
				if parts {
					b.Number()
					b.Number()
				}
				b.Bits(1)
			}
		}
	}
}
