package gif

// Image data is LZW with codes of increasing length, least significant bit first (appendix F). A
// code's string is that of the previous code plus one pixel.

const (
	maxCodeBits = 12
	maxCodes    = 1 << maxCodeBits
)

// codes reads the codes of a frame's data.
type codes struct {
	data  []byte
	bits  uint64
	held  uint
	width uint // of the next code
	reset int  // the clear code; the next one ends the data
	next  int  // the next code to define
}

// newCodes takes the initial code size of a frame's data, and returns false for an invalid one. The
// specification permits 2 to 8; encoders also write 1, and readers accept up to 11.
func newCodes(size int, data []byte) (codes, bool) {
	c := codes{data: data, reset: 1 << size}
	c.clear()
	return c, size >= 1 && size < maxCodeBits
}

func (c *codes) clear() { c.next, c.width = c.reset+2, uint(bitsOf(c.reset)) }

// bitsOf is the code length after a clear code.
func bitsOf(reset int) (n int) {
	for n = 1; reset > 1; reset >>= 1 {
		n++
	}
	return n
}

// read returns the next code, or -1 at the data's end.
func (c *codes) read() int {
	for c.held < c.width {
		if len(c.data) == 0 {
			return -1
		}
		c.bits |= uint64(c.data[0]) << c.held
		c.data = c.data[1:]
		c.held += 8
	}
	code := int(c.bits & (1<<c.width - 1))
	c.bits >>= c.width
	c.held -= c.width
	return code
}

// defined adds a code.
func (c *codes) defined() {
	if c.next++; c.next == 1<<c.width && c.width < maxCodeBits {
		c.width++
	}
}

// measure returns how many of a frame's wanted pixels its data holds, computed from the lengths of
// strings, and whether all codes up to there were valid.
func measure(size int, data []byte, wanted int) (pixels int, sound bool) {
	c, ok := newCodes(size, data)
	if !ok {
		return 0, false
	}
	var length [maxCodes]int
	for i := range c.reset {
		length[i] = 1
	}
	previous := 0 // length of the previous code's string
	for pixels < wanted {
		code := c.read()
		switch {
		case code < 0 || code == c.reset+1:
			return pixels, true
		case code == c.reset:
			c.clear()
			previous = 0
			continue
		case code > c.next || previous == 0 && code > c.reset || code == c.next && c.next == maxCodes:
			return pixels, false
		}
		if previous > 0 && c.next < maxCodes {
			length[c.next] = previous + 1
			c.defined()
		}
		previous = length[code&(maxCodes-1)]
		pixels += previous
	}
	return wanted, true
}

// expand decodes pixels to dst. It returns their number, and whether all codes up to there were
// valid.
func expand(size int, data []byte, dst []byte) (pixels int, sound bool) {
	c, ok := newCodes(size, data)
	if !ok {
		return 0, false
	}
	// The strings are in dst already: store their position and length.
	var from, length [maxCodes]int
	previous, at := 0, 0 // length and position of the previous code's string
	for pixels < len(dst) {
		code := c.read()
		switch {
		case code < 0 || code == c.reset+1:
			return pixels, true
		case code == c.reset:
			c.clear()
			previous = 0
			continue
		case code > c.next || previous == 0 && code > c.reset || code == c.next && c.next == maxCodes:
			return pixels, false
		}
		if previous > 0 && c.next < maxCodes {
			// It overlaps the next string by one pixel, which is copied in time.
			from[c.next], length[c.next] = at, previous+1
			c.defined()
		}
		at = pixels
		if code < c.reset {
			dst[pixels] = byte(code)
			pixels, previous = pixels+1, 1
			continue
		}
		source, n := from[code], min(length[code], len(dst)-pixels)
		for i := range n {
			dst[pixels+i] = dst[source+i]
		}
		pixels, previous = pixels+n, length[code]
	}
	return pixels, true
}
