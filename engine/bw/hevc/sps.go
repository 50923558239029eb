package hevc

import (
	"slices"

	"pretobranco/engine/bw/fault"
)

// An SPS is a sequence parameter set (7.3.2.2): what all pictures of a stream have in common.
type SPS struct {
	Width, Height           int // within the conformance window
	CodedWidth, CodedHeight int
	left, top               int // of the window
	Chroma                  Chroma
	Separate                bool // separate_colour_plane_flag
	Depth, ChromaDepth      int  // bits of a sample
	Colours                 Colours
	VUI                     int // position of its flag, in bits after the unit's header, unescaped

	id                       int
	pocBits                  int
	minCB, ctb, minTB, maxTB int // base 2 logarithms of sizes
	depthIntra               int // of transform trees
	scaling                  *scaling
	sao, pcm, pcmUnfiltered  bool
	pcmDepth, pcmChromaDepth int
	minPCM, maxPCM           int
	sets                     [][]int // short-term reference picture sets
	longTerm                 int     // number of long-term reference pictures, -1 for none
	temporal                 bool
	strongSmoothing          bool
	unsupported              error // because of an extension
	broken                   bool  // after the colours

	// Range extension (7.3.2.2.2).
	rotateSkipped, skipContext, implicitRDPCM bool
	unsmoothed, persistentRice                bool
}

// Colours are the colour description of an SPS (E.2.1), with the code points of ITU-T H.273.
type Colours struct {
	Described                   bool // the range is described
	Full                        bool
	Primaries, Transfer, Matrix int // 2 is unspecified
}

// ReadSPS reads the parameter set of a NAL unit, or returns false if it is damaged before its
// colours. A damage behind them is reported when a picture is decoded.
func ReadSPS(unit []byte) (s SPS, ok bool) {
	if len(unit) < 2 {
		return s, false
	}
	b := &Reader{Data: Unescape(unit[2:])}
	b.Bits(4)
	layers := int(b.Bits(3))
	b.Bits(1)
	b.profile(layers)
	s.id = int(b.Number())
	s.Chroma = Chroma(b.Number())
	if s.Chroma > Chroma444 {
		return s, false
	}
	s.Separate = s.Chroma == Chroma444 && b.Flag()
	s.CodedWidth, s.CodedHeight = int(b.Number()), int(b.Number())
	s.Width, s.Height = s.CodedWidth, s.CodedHeight
	if b.Flag() {
		unitX, unitY := s.Chroma.Subsampling()
		left, right, top, bottom := int(b.Number()), int(b.Number()), int(b.Number()), int(b.Number())
		s.left, s.top = unitX*left, unitY*top
		s.Width -= unitX * (left + right)
		s.Height -= unitY * (top + bottom)
	}
	s.Depth, s.ChromaDepth = 8+int(b.Number()), 8+int(b.Number())
	s.Colours = Colours{Primaries: 2, Transfer: 2, Matrix: 2}
	if b.Broken || s.Width <= 0 || s.Height <= 0 || s.Depth > 16 || s.ChromaDepth > 16 {
		return s, false
	}
	s.readCoding(b, layers)
	s.VUI = b.At
	if b.Flag() {
		s.readVUI(b, layers)
	}
	s.readExtensions(b)
	s.broken = b.Broken
	return s, true
}

// Unsupported returns why pictures with these parameters are not decoded, or nil.
func (s *SPS) Unsupported() error {
	switch {
	case s.unsupported != nil:
		return s.unsupported
	case s.Separate:
		return fault.New(fault.Unsupported, "a HEIC file with colour planes that are coded separately is not supported")
	case s.Chroma != Gray && s.Depth != s.ChromaDepth:
		return fault.New(fault.Unsupported, "a HEIC file with luma of %d bits and chroma of %d is not supported", s.Depth, s.ChromaDepth)
	}
	return nil
}

// profile reads a profile, tier and level (7.3.3).
func (b *Reader) profile(layers int) {
	const profile, level = 88, 8
	b.Skip(profile + level)
	size := 0
	for range layers {
		if b.Flag() {
			size += profile
		}
		if b.Flag() {
			size += level
		}
	}
	if layers > 0 {
		b.Skip(2 * (8 - layers))
	}
	b.Skip(size)
}

// readCoding reads what is between the sample depths and the VUI.
func (s *SPS) readCoding(b *Reader, layers int) {
	s.pocBits = 4 + b.below(13)
	first := layers
	if b.Flag() {
		first = 0
	}
	for range layers - first + 1 {
		b.Number()
		b.Number()
		b.Number()
	}
	s.minCB = 3 + b.below(4)
	s.ctb = s.minCB + b.below(4)
	s.minTB = 2 + b.below(4)
	s.maxTB = s.minTB + b.below(4)
	b.Number()
	s.depthIntra = b.below(5)
	if b.Flag() {
		s.scaling = defaultScaling()
		if b.Flag() {
			s.scaling.read(b)
		}
	}
	b.Bits(1)
	s.sao = b.Flag()
	if s.pcm = b.Flag(); s.pcm {
		s.pcmDepth, s.pcmChromaDepth = 1+int(b.Bits(4)), 1+int(b.Bits(4))
		s.minPCM = 3 + b.below(3)
		s.maxPCM = s.minPCM + b.below(3)
		s.pcmUnfiltered = b.Flag()
	}
	for range b.below(65) {
		s.sets = append(s.sets, b.shortTermSet(s.sets, false))
		if b.Broken {
			break
		}
	}
	s.longTerm = -1
	if b.Flag() {
		s.longTerm = b.below(33)
		for range s.longTerm {
			b.Skip(s.pocBits + 1)
		}
	}
	s.temporal, s.strongSmoothing = b.Flag(), b.Flag()
}

// shortTermSet reads a short-term reference picture set (7.3.7): distances in time to other
// pictures, previous ones first, nearest first. Still pictures have none, but the first picture of
// a burst has. A set in a slice header names the set that predicts it; in a parameter set it is the
// previous one.
func (b *Reader) shortTermSet(before [][]int, inSlice bool) (set []int) {
	if len(before) > 0 && b.Flag() {
		back := 1
		if inSlice {
			back += b.below(len(before))
		}
		return b.predictedSet(before[len(before)-back])
	}
	const most = 16
	negative, positive := b.below(most+1), b.below(most+1)
	set = b.distances(-1, negative)
	return append(set, b.distances(1, positive)...)
}

// predictedSet reads a set that is a shifted selection of another one.
func (b *Reader) predictedSet(other []int) (set []int) {
	back := b.Flag()
	shift := int(b.Number()) + 1
	if back {
		shift = -shift
	}
	for _, d := range slices.Concat(other, []int{0}) {
		kept := b.Flag() // used by the current picture
		if !kept {
			kept = b.Flag() // or by later ones
		}
		if kept && d+shift != 0 {
			set = append(set, d+shift)
		}
	}
	slices.SortFunc(set, func(x, y int) int {
		if x < 0 && y < 0 {
			return y - x
		}
		return x - y
	})
	return set
}

// distances reads the distances of pictures in one direction, each relative to the previous one.
func (b *Reader) distances(sign, n int) (set []int) {
	at := 0
	for range n {
		at += sign * (int(b.Number()) + 1)
		b.Bits(1)
		set = append(set, at)
	}
	return set
}

// readExtensions reads the flags at the end.
func (s *SPS) readExtensions(b *Reader) {
	if !b.Flag() {
		return
	}
	ranges := b.Flag()
	if s.unsupported = b.extensions(); s.unsupported != nil || !ranges {
		return
	}
	s.rotateSkipped, s.skipContext, s.implicitRDPCM = b.Flag(), b.Flag(), b.Flag()
	b.Flag() // explicit RDPCM, of pictures that are predicted from others
	if b.Flag() {
		s.unsupported = fault.New(fault.Unsupported, "a HEIC file with the extended precision of HEVC is not supported")
	}
	s.unsmoothed = b.Flag()
	b.Flag() // precision of weights, of pictures that are predicted from others
	s.persistentRice = b.Flag()
	if b.Flag() {
		s.unsupported = fault.New(fault.Unsupported, "a HEIC file with the high throughput coding of HEVC is not supported")
	}
}

// extensions reads the flags of a parameter set's extensions after that of the range extension, and
// returns an error for the first one that is present.
func (b *Reader) extensions() error {
	multilayer, depth, screen, unknown := b.Flag(), b.Flag(), b.Flag(), b.Bits(4) != 0
	switch {
	case multilayer:
		return fault.New(fault.Unsupported, "a HEIC file with the multilayer extension of HEVC is not supported")
	case depth:
		return fault.New(fault.Unsupported, "a HEIC file with the 3D extension of HEVC is not supported")
	case screen:
		return fault.New(fault.Unsupported, "a HEIC file with the screen content extension of HEVC is not supported")
	case unknown:
		return fault.New(fault.Unsupported, "a HEIC file with an unknown extension of HEVC is not supported")
	}
	return nil
}
