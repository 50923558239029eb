package hevc

// An offsetter applies sample adaptive offset to a plane (8.7.3), one row of CTBs after the other.
// Edges are found in deblocked samples, so that it keeps a copy of the row, with the line above it
// and the one below.
type offsetter struct {
	*Decoder
	component int
	*plane
	width, height int // of a CTB
	copied        []uint16
	above         []uint16 // the line above, before offsets
}

func (d *Decoder) newOffsetter(component int) *offsetter {
	p := &d.plane[component]
	f := &offsetter{Decoder: d, component: component, plane: p, width: 1 << d.sps.ctb >> p.shiftX, height: 1 << d.sps.ctb >> p.shiftY}
	f.copied = make([]uint16, (f.height+2)*p.stride)
	f.above = make([]uint16, p.stride)
	return f
}

// row filters a row of CTBs.
func (f *offsetter) row(row int) {
	y := row * f.height
	lines := min(f.height, f.plane.height-y)
	copy(f.copied, f.above)
	from := f.pix[y*f.stride:]
	copy(f.copied[f.stride:], from[:min(len(from), (lines+1)*f.stride)])
	copy(f.above, from[(lines-1)*f.stride:][:f.stride])
	for column := range f.columns {
		c := &f.ctbs[row*f.columns+column]
		x := column * f.width
		width := min(f.width, f.stride-x)
		switch p := &c.sao[f.component]; p.kind {
		case saoBand:
			f.bands(p, x, y, width, lines)
		case saoEdge:
			f.edges(p, row, column, width, lines)
		default:
			continue
		}
		f.restore(x, y, width, lines)
	}
}

// bands adds offsets by the samples' values.
func (f *offsetter) bands(p *saoParameters, x, y, width, lines int) {
	var table [32]int32
	for i, v := range p.offsets {
		table[(i+int(p.class))&31] = int32(v)
	}
	shift, top := f.sps.Depth-5, int32(1)<<f.sps.Depth-1
	for j := range lines {
		row := f.pix[(y+j)*f.stride+x:][:width]
		for i, v := range row {
			row[i] = uint16(max(0, min(top, int32(v)+table[v>>shift&31])))
		}
	}
}

// edges adds offsets by comparison with two neighbours.
func (f *offsetter) edges(p *saoParameters, row, column, width, lines int) {
	// From valley to peak: lower than both neighbours, than one, the same, higher.
	table := [5]int32{int32(p.offsets[0]), int32(p.offsets[1]), 0, int32(p.offsets[2]), int32(p.offsets[3])}
	dx := [4]int{-1, 0, -1, 1}[p.class]
	dy := [4]int{0, -1, -1, -1}[p.class]
	top := int32(1)<<f.sps.Depth - 1
	x, y := column*f.width, row*f.height
	// Which of the neighbouring CTBs may be looked at, by dy + 1 and dx + 1.
	var allowed [3][3]bool
	for j := range 3 {
		for i := range 3 {
			allowed[j][i] = f.allowed(row, column, row+j-1, column+i-1)
		}
	}
	place := func(v, end int) int { // before, in or after the CTB
		switch {
		case v < 0:
			return 0
		case v >= end:
			return 2
		}
		return 1
	}
	back := dy*f.stride + dx
	for j := range lines {
		from := (j+1)*f.stride + x
		out := f.pix[(y+j)*f.stride+x:][:width]
		rowA, rowB := &allowed[place(j+dy, lines)], &allowed[place(j-dy, lines)]
		for i := range out {
			if !rowA[place(i+dx, width)] || !rowB[place(i-dx, width)] {
				continue
			}
			v := int32(f.copied[from+i])
			kind := 2 + sign(v-int32(f.copied[from+i+back])) + sign(v-int32(f.copied[from+i-back]))
			out[i] = uint16(max(0, min(top, v+table[kind])))
		}
	}
}

func sign(v int32) int { return int(v>>31 | int32(uint32(-v)>>31)) }

// allowed reports whether samples of a CTB may be compared with those of another one.
func (f *offsetter) allowed(row, column, otherRow, otherColumn int) bool {
	if otherRow < 0 || otherColumn < 0 || otherRow >= f.rows || otherColumn >= f.columns {
		return false
	}
	here, there := row*f.columns+column, otherRow*f.columns+otherColumn
	a, b := &f.ctbs[here], &f.ctbs[there]
	if a.tile != b.tile && !f.pps.acrossTiles {
		return false
	}
	if a.slice.start == b.slice.start {
		return true
	}
	later := a // the one that is decoded later decides
	if f.ranks[there] > f.ranks[here] {
		later = b
	}
	return later.slice.across
}

// restore undoes changes to samples that no filter may change.
func (f *offsetter) restore(x, y, width, lines int) {
	if !f.pps.bypass && !f.sps.pcmUnfiltered {
		return
	}
	for j := range lines {
		for i := range width {
			if f.facts[f.at((x+i)<<f.shiftX, (y+j)<<f.shiftY)]&unfiltered != 0 {
				f.pix[(y+j)*f.stride+x+i] = f.copied[(j+1)*f.stride+x+i]
			}
		}
	}
}
