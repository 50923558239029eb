package hevc

// A pps is a picture parameter set (7.3.2.3).
type pps struct {
	id, sps                        int
	dependentSlices, outputFlag    bool
	extraBits                      int
	hideSigns, skip                bool
	qp                             int
	qpDelta                        bool
	qpDeltaDepth                   int
	offset                         [2]int // of the QP of Cb and Cr
	sliceOffsets                   bool
	bypass                         bool
	tiles, sync                    bool
	columns, rows                  []int // boundaries of tiles, in CTBs
	uniform                        bool
	acrossTiles, acrossSlices      bool
	deblockOverride, deblockOff    bool
	beta, tc                       int // offsets of the deblocking filter
	scaling                        *scaling
	listsModified, headerExtension bool
	maxSkip                        int // largest block without a transform, base 2 logarithm
	crossComponent                 bool
	offsetDepth                    int
	offsets                        [][2]int // of the chroma QP of a coding unit
	saoShift                       [2]int   // of luma and chroma
	unsupported                    error    // because of an extension
}

// readPPS reads the parameter set of a NAL unit, or returns false if it is damaged.
func readPPS(unit []byte) (p *pps, ok bool) {
	b := &Reader{Data: Unescape(unit[2:])}
	p = &pps{maxSkip: 2}
	p.id, p.sps = b.below(64), b.below(16)
	p.dependentSlices, p.outputFlag = b.Flag(), b.Flag()
	p.extraBits = int(b.Bits(3))
	p.hideSigns = b.Flag()
	b.Flag()
	b.Number()
	b.Number()
	p.qp = 26 + b.signed(26+48)
	b.Flag() // constrained intra prediction: all is intra here
	p.skip = b.Flag()
	if p.qpDelta = b.Flag(); p.qpDelta {
		p.qpDeltaDepth = b.below(4)
	}
	p.offset = [2]int{b.signed(12), b.signed(12)}
	p.sliceOffsets = b.Flag()
	b.Bits(2)
	p.bypass, p.tiles, p.sync = b.Flag(), b.Flag(), b.Flag()
	p.acrossTiles = true
	if p.tiles {
		p.readTiles(b)
	}
	p.acrossSlices = b.Flag()
	if b.Flag() {
		p.deblockOverride, p.deblockOff = b.Flag(), b.Flag()
		if !p.deblockOff {
			p.beta, p.tc = 2*b.signed(6), 2*b.signed(6)
		}
	}
	if b.Flag() {
		p.scaling = defaultScaling()
		p.scaling.read(b)
	}
	p.listsModified = b.Flag()
	b.Number()
	p.headerExtension = b.Flag()
	if b.Flag() {
		ranges := b.Flag()
		if p.unsupported = b.extensions(); p.unsupported == nil && ranges {
			p.readRanges(b)
		}
	}
	return p, !b.Broken
}

// mostTiles is the largest number of columns or rows in any level (A.4.1).
const mostTiles = 22

func (p *pps) readTiles(b *Reader) {
	columns, rows := 1+b.below(4*mostTiles), 1+b.below(4*mostTiles)
	p.columns, p.rows = make([]int, columns+1), make([]int, rows+1)
	if p.uniform = b.Flag(); !p.uniform {
		for n := range columns - 1 {
			p.columns[n+1] = p.columns[n] + 1 + b.below(1<<16)
		}
		for n := range rows - 1 {
			p.rows[n+1] = p.rows[n] + 1 + b.below(1<<16)
		}
	}
	p.acrossTiles = b.Flag()
}

// readRanges reads the range extension (7.3.2.3.2).
func (p *pps) readRanges(b *Reader) {
	if p.skip {
		p.maxSkip = 2 + b.below(4)
	}
	p.crossComponent = b.Flag()
	if b.Flag() {
		p.offsetDepth = b.below(4)
		for range 1 + b.below(6) {
			p.offsets = append(p.offsets, [2]int{b.signed(12), b.signed(12)})
		}
	}
	p.saoShift = [2]int{b.below(7), b.below(7)}
}

// bounds returns the boundaries of tile columns or rows in a picture of that many CTBs, or false if
// they do not fit.
func bounds(marks []int, uniform bool, ctbs int) ([]int, bool) {
	if len(marks) < 2 {
		return []int{0, ctbs}, true
	}
	out := append([]int{}, marks...)
	n := len(out) - 1
	for i := range out {
		if uniform {
			out[i] = i * ctbs / n
		}
	}
	out[n] = ctbs
	for i := range n {
		if out[i] >= out[i+1] {
			return nil, false
		}
	}
	return out, true
}
