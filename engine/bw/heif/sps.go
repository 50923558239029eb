package heif

import (
	"encoding/binary"
	"slices"

	"pretobranco/engine/bw/wasm"
)

// A hevc is the configuration of an HEVC item (hvcC: ISO/IEC 14496-15, 8.3.3.1), mostly its
// sequence parameter set (SPS: ITU-T H.265, 7.3.2.2).
type hevc struct {
	config     []byte
	lengthSize int // bytes of the length before each NAL unit, 1, 2 or 4
	sps        []byte

	width, height int // within the conformance window; 0 without an SPS
	chroma        wasm.Chroma
	depth         int // bits of a luma sample
	chromaDepth   int
	separate      bool // separate_colour_plane_flag
	colours       colours
}

// NAL unit types, and offsets in a configuration record.
const (
	unitSPS = 33

	configChroma = 16
	configLength = 21
	configArrays = 22
)

// readHEVC reads a configuration record, or returns false if there is none.
func readHEVC(config []byte) (h hevc, ok bool) {
	if len(config) < configArrays+1 {
		return h, false
	}
	h = hevc{
		config: config, lengthSize: 1 + int(config[configLength]&3),
		chroma: wasm.Chroma(config[configChroma] & 3),
		depth:  8 + int(config[configChroma+1]&7), chromaDepth: 8 + int(config[configChroma+2]&7),
	}
	h.colours = unsaid(h.chroma)
	p := cursor{data: config[configArrays:]}
	for range p.number(1) {
		kind := p.number(1) & 0x3f
		for range p.number(2) {
			unit := p.bytes(int(p.number(2)))
			if kind == unitSPS && h.sps == nil && len(unit) > 2 && layerOf(unit) == 0 {
				h.readSPS(unit)
			}
		}
	}
	return h, true
}

// unsaid are the default colours: limited range (E.3.1), except for gray, which programs write and
// read in full range.
func unsaid(chroma wasm.Chroma) colours {
	return colours{matrix: unspecified, limited: chroma != wasm.Gray}
}

// layerOf returns the layer of a unit: a second one is depth, or another view.
func layerOf(unit []byte) int { return int(binary.BigEndian.Uint16(unit)>>3) & 0x3f }

// units calls visit for each unit in an item's data until it returns false. It returns false if a
// unit is truncated.
func (h *hevc) units(data []byte, visit func(unit []byte) bool) bool {
	for p := (cursor{data: data}); len(p.data) > 0; {
		unit := p.bytes(int(p.number(h.lengthSize)))
		if p.broken {
			return false
		}
		if len(unit) >= 2 && !visit(unit) {
			break
		}
	}
	return true
}

// readSPS reads an SPS up to its colours.
func (h *hevc) readSPS(unit []byte) {
	b := &bigReader{data: unescape(unit[2:])}
	b.bits(4)
	layers := b.bits(3)
	b.bits(1)
	b.profile(layers)
	b.number()
	chroma := wasm.Chroma(b.number())
	if chroma > wasm.Chroma444 {
		return
	}
	separate := chroma == wasm.Chroma444 && b.flag()
	width, height := int(b.number()), int(b.number())
	if b.flag() {
		unitX, unitY := chroma.Subsampling()
		left, right, top, bottom := int(b.number()), int(b.number()), int(b.number()), int(b.number())
		width -= unitX * (left + right)
		height -= unitY * (top + bottom)
	}
	depth, chromaDepth := 8+int(b.number()), 8+int(b.number())
	if b.broken || width <= 0 || height <= 0 || depth > 16 || chromaDepth > 16 {
		return
	}
	h.sps, h.width, h.height, h.chroma, h.separate = unit, width, height, chroma, separate
	h.depth, h.chromaDepth, h.colours = depth, chromaDepth, unsaid(chroma)
	b.beforeVUI(layers)
	if b.flag() {
		if b.flag() && b.bits(8) == 255 { // the aspect ratio
			b.bits(32)
		}
		if b.flag() { // overscan
			b.bits(1)
		}
		if b.flag() {
			b.bits(3)
			limited, matrix := !b.flag(), unspecified
			if b.flag() {
				h.colours.primaries = int(b.bits(8))
				b.bits(8)
				matrix = int(b.bits(8))
			}
			if !b.broken {
				h.colours.limited, h.colours.matrix = limited, matrix
			}
		}
	}
}

// profile reads a profile, tier and level (7.3.3).
func (b *bigReader) profile(layers uint32) {
	const profile, level = 88, 8
	b.skip(profile + level)
	size := 0
	for range layers {
		if b.flag() {
			size += profile
		}
		if b.flag() {
			size += level
		}
	}
	if layers > 0 {
		b.skip(2 * (8 - int(layers)))
	}
	b.skip(size)
}

// beforeVUI reads an SPS from the bit depths to the VUI.
func (b *bigReader) beforeVUI(layers uint32) {
	const maxSets = 64
	order := int(b.number()) + 4
	each := uint32(1)
	if b.flag() {
		each += layers
	}
	for range 3*each + 6 { // buffer sizes of each layer, and block sizes
		b.number()
	}
	if b.flag() { // scaling lists are enabled
		if b.flag() { // and are not the defaults
			b.scalingLists()
		}
	}
	b.bits(2)
	if b.flag() { // PCM
		b.bits(8)
		b.number()
		b.number()
		b.bits(1)
	}
	var sets [][]int
	for range min(b.number(), maxSets) {
		sets = append(sets, b.shortTermSet(sets))
	}
	if b.flag() { // long-term reference pictures
		for range min(b.number(), 32) {
			b.skip(order + 1)
		}
	}
	b.bits(2)
}

// scalingLists reads scaling list data (7.3.4).
func (b *bigReader) scalingLists() {
	for size := range 4 {
		step := 1
		if size == 3 {
			step = 3
		}
		for matrix := 0; matrix < 6; matrix += step {
			if !b.flag() {
				b.number()
				continue
			}
			if size > 1 {
				b.number()
			}
			for range min(64, 1<<(4+2*size)) {
				b.number()
			}
		}
	}
}

// shortTermSet reads a short-term reference picture set (7.3.7): distances in time to other
// pictures, previous ones first, nearest first. Still pictures have none, but the first picture of
// a burst has.
func (b *bigReader) shortTermSet(before [][]int) (set []int) {
	if len(before) > 0 && b.flag() {
		back := b.flag()
		shift := int(b.number()) + 1
		if back {
			shift = -shift
		}
		for _, d := range slices.Concat(before[len(before)-1], []int{0}) {
			kept := b.flag() // used by the current picture
			if !kept {
				kept = b.flag() // or by later ones
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
	const most = 16
	negative, positive := min(b.number(), most), min(b.number(), most)
	set = b.distances(-1, negative)
	return append(set, b.distances(1, positive)...)
}

// distances reads the distances of pictures in one direction, each relative to the previous one.
func (b *bigReader) distances(sign int, n uint32) (set []int) {
	at := 0
	for range n {
		at += sign * (int(b.number()) + 1)
		b.bits(1)
		set = append(set, at)
	}
	return set
}

// unescape removes emulation prevention bytes (7.4.2).
func unescape(unit []byte) []byte {
	out := make([]byte, 0, len(unit))
	zeros := 0
	for _, v := range unit {
		if zeros >= 2 && v == 3 {
			zeros = 0
			continue
		}
		out = append(out, v)
		if zeros++; v != 0 {
			zeros = 0
		}
	}
	return out
}

// A bigReader reads numbers, most significant bit first. After the end it reads zeros and sets a
// flag.
type bigReader struct {
	data   []byte
	at     int
	broken bool
}

func (b *bigReader) bits(n int) (v uint32) {
	for range n {
		v <<= 1
		if b.at/8 < len(b.data) {
			v |= uint32(b.data[b.at/8]>>(7-b.at%8)) & 1
		} else {
			b.broken = true
		}
		b.at++
	}
	return v
}

func (b *bigReader) skip(n int) { b.at += n }

func (b *bigReader) flag() bool { return b.bits(1) == 1 }

// number reads ue(v), an exponential Golomb code (9.2).
func (b *bigReader) number() uint32 {
	zeros := 0
	for zeros < 32 && !b.broken && !b.flag() {
		zeros++
	}
	if b.broken || zeros == 32 {
		b.broken = true
		return 0
	}
	return 1<<zeros - 1 + b.bits(zeros)
}
