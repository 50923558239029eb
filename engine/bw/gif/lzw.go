package gif

// The image data is LZW with codes of growing length, the lowest bit first (appendix F).
// What a code stands for is what the code before stood for, and one more pixel.

const (
	maxCodeBits = 12
	maxCodes    = 1 << maxCodeBits
)

// codes hands out the codes of a frame's data.
type codes struct {
	data  []byte
	bits  uint64
	held  uint
	width uint // of the next code
	reset int  // the code that empties the table; the one above ends the data
	next  int  // the code that the next one defines
}

// newCodes takes the size that a frame's data starts with, and tells whether it can be. The
// specification has 2 to 8; encoders also write 1, and readers take up to 11.
func newCodes(size int, data []byte) (codes, bool) {
	c := codes{data: data, reset: 1 << size}
	c.clear()
	return c, size >= 1 && size < maxCodeBits
}

func (c *codes) clear() { c.next, c.width = c.reset+2, uint(bitsOf(c.reset)) }

// bitsOf is how many bits the codes have when the table holds nothing but the pixels.
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

// defined makes room for one more code.
func (c *codes) defined() {
	if c.next++; c.next == 1<<c.width && c.width < maxCodeBits {
		c.width++
	}
}

// measure tells how many of a frame's wanted pixels its data holds, by the lengths of what the
// codes stand for alone, and whether all codes before were such as can be.
func measure(size int, data []byte, wanted int) (pixels int, sound bool) {
	c, ok := newCodes(size, data)
	if !ok {
		return 0, false
	}
	var length [maxCodes]int
	for i := range c.reset {
		length[i] = 1
	}
	previous := 0 // the length of what the code before stood for
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

// expand fills dst with pixels, and tells how many there were, and whether all codes
// before were such as can be.
func expand(size int, data []byte, dst []byte) (pixels int, sound bool) {
	c, ok := newCodes(size, data)
	if !ok {
		return 0, false
	}
	// What a code stands for is in dst already: where it was defined, and how long it is.
	var from, length [maxCodes]int
	previous, at := 0, 0 // of the code before: its length, and where it came out
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
			// It overlaps the code to come by one pixel, which is copied in time.
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
