package hevc

// angles are the displacements of angular modes, in 1/32 (table 8-5); inverses are those of the
// side that is projected (table 8-6).
var (
	angles = [35]int{
		0, 0, 32, 26, 21, 17, 13, 9, 5, 2, 0, -2, -5, -9, -13, -17, -21, -26,
		-32, -26, -21, -17, -13, -9, -5, -2, 0, 2, 5, 9, 13, 17, 21, 26, 32,
	}
	inverses = [26]int{
		11: -4096, 12: -1638, 13: -910, 14: -630, 15: -482, 16: -390, 17: -315,
		18: -256, 19: -315, 20: -390, 21: -482, 22: -630, 23: -910, 24: -1638, 25: -4096,
	}
)

// A border has the samples next to a block of side n, from the lower left one over the corner to
// the upper right one: the corner at 2n, left ones before it, top ones after it.
type border [4*32 + 1]int32

// predict predicts a block from its border (8.4.4.2).
func (d *Decoder) predict(component, x, y, log2, mode int) {
	p := &d.plane[component]
	if p.pix == nil {
		return
	}
	n := 1 << log2
	var b border
	d.gather(&b, component, x, y, n)
	if d.smoothed(component, log2, mode) {
		smooth(&b, n, component == 0 && n == 32 && d.sps.strongSmoothing, d.sps.Depth)
	}
	edges := component == 0 && n < 32
	out := p.pix[y*p.stride+x:]
	switch mode {
	case modePlanar:
		planar(out, p.stride, &b, log2)
	case modeDC:
		flat(out, p.stride, &b, log2, edges)
	default:
		edges = edges && !(d.sps.implicitRDPCM && d.unit.bypass)
		angular(out, p.stride, &b, n, mode, edges, int32(1)<<d.sps.Depth-1)
	}
}

// gather reads a block's border; samples that are not available are those of their neighbours
// (8.4.4.2.2).
func (d *Decoder) gather(b *border, component, x, y, n int) {
	p := &d.plane[component]
	stepX, stepY := 4>>p.shiftX, 4>>p.shiftY // samples of a unit
	end := 4*n + 1
	first := -1 // the first available sample
	last := 0   // samples before it are set
	set := func(from, to int) {
		if first < 0 {
			first = from
			for i := range from {
				b[i] = b[from]
			}
		} else {
			for i := last; i < from; i++ {
				b[i] = b[last-1]
			}
		}
		last = to
	}
	for j := 2*n - stepY; j >= 0; j -= stepY { // from below
		if d.available((x-1)<<p.shiftX, (y+j)<<p.shiftY) {
			at := 2*n - 1 - j - (stepY - 1)
			for k := range stepY {
				b[at+k] = int32(p.pix[(y+j+stepY-1-k)*p.stride+x-1])
			}
			set(at, at+stepY)
		}
	}
	if d.available((x-1)<<p.shiftX, (y-1)<<p.shiftY) {
		b[2*n] = int32(p.pix[(y-1)*p.stride+x-1])
		set(2*n, 2*n+1)
	}
	for i := 0; i < 2*n; i += stepX {
		if d.available((x+i)<<p.shiftX, (y-1)<<p.shiftY) {
			for k, v := range p.pix[(y-1)*p.stride+x+i:][:stepX] {
				b[2*n+1+i+k] = int32(v)
			}
			set(2*n+1+i, 2*n+1+i+stepX)
		}
	}
	if first < 0 {
		for i := range end {
			b[i] = 1 << (d.sps.Depth - 1)
		}
		return
	}
	for i := last; i < end; i++ {
		b[i] = b[last-1]
	}
}

// smoothed reports whether a block's border is smoothed (8.4.4.2.3).
func (d *Decoder) smoothed(component, log2, mode int) bool {
	if d.sps.unsmoothed || component > 0 && d.sps.Chroma != Chroma444 || mode == modeDC || log2 == 2 {
		return false
	}
	distance := min(abs(mode-modeVertical), abs(mode-modeHorizontal))
	return distance > [6]int{3: 7, 4: 1, 5: 0}[log2]
}

func abs[T int | int32](v T) T { return max(v, -v) }

// smooth filters a border, or replaces it by lines if it is nearly straight and strong is allowed.
func smooth(b *border, n int, strong bool, depth int) {
	first, corner, last := b[0], b[2*n], b[4*n]
	limit := int32(1) << (depth - 5)
	if strong && abs(corner+last-2*b[3*n]) < limit && abs(corner+first-2*b[n]) < limit {
		for i := range int32(63) {
			b[1+i] = ((63-i)*first + (i+1)*corner + 32) >> 6
			b[65+i] = ((63-i)*corner + (i+1)*last + 32) >> 6
		}
		return
	}
	before := first
	for i := 1; i < 4*n; i++ {
		v := b[i]
		b[i] = (before + 2*v + b[i+1] + 2) >> 2
		before = v
	}
}

// planar is mode 0 (8.4.4.2.4).
func planar(out []uint16, stride int, b *border, log2 int) {
	n := 1 << log2
	right, below := b[3*n+1], b[n-1]
	for y := range n {
		left := b[2*n-1-y]
		row := out[y*stride:][:n]
		for x := range row {
			v := int32(n-1-x)*left + int32(x+1)*right + int32(n-1-y)*b[2*n+1+x] + int32(y+1)*below + int32(n)
			row[x] = uint16(v >> (log2 + 1))
		}
	}
}

// flat is mode 1, the average (8.4.4.2.5).
func flat(out []uint16, stride int, b *border, log2 int, edges bool) {
	n := 1 << log2
	sum := int32(n)
	for i := range n {
		sum += b[2*n-1-i] + b[2*n+1+i]
	}
	v := sum >> (log2 + 1)
	for y := range n {
		row := out[y*stride:][:n]
		for x := range row {
			row[x] = uint16(v)
		}
	}
	if !edges {
		return
	}
	out[0] = uint16((b[2*n-1] + 2*v + b[2*n+1] + 2) >> 2)
	for i := 1; i < n; i++ {
		out[i] = uint16((b[2*n+1+i] + 3*v + 2) >> 2)
		out[i*stride] = uint16((b[2*n-1-i] + 3*v + 2) >> 2)
	}
}

// angular is modes 2 to 34 (8.4.4.2.6). Modes below 18 are calculated with rows and columns
// exchanged.
func angular(out []uint16, stride int, b *border, n, mode int, edges bool, top int32) {
	across, along := stride, 1 // steps to the next line, and within it
	sign := 1                  // direction of the main side in the border
	if mode < 18 {
		across, along, sign = 1, stride, -1
	}
	angle := angles[mode]
	// ref[n] is the corner; from there the main side, and before it the projected other side.
	var ref [3*32 + 3]int32
	corner := 2 * n
	for i := range 2*n + 1 {
		ref[n+i] = b[corner+sign*i]
	}
	if least := n * angle >> 5; least < -1 {
		for i := least; i < 0; i++ {
			ref[n+i] = b[corner-sign*((i*inverses[mode]+128)>>8)]
		}
	}
	for y := range n {
		whole, part := (y+1)*angle>>5, int32((y+1)*angle&31)
		line := ref[n+whole+1:][:n+1]
		at := y * across
		if part == 0 {
			for x := range n {
				out[at] = uint16(line[x])
				at += along
			}
			continue
		}
		for x := range n {
			out[at] = uint16(((32-part)*line[x] + part*line[x+1] + 16) >> 5)
			at += along
		}
	}
	if angle == 0 && edges {
		for y := range n {
			v := b[corner+sign] + (b[corner-sign*(1+y)]-b[corner])>>1
			out[y*across] = uint16(max(0, min(top, v)))
		}
	}
}
