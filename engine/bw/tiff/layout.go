package tiff

import "pretobranco/engine/bw/fault"

// A layout describes the storage of a page's pixels.
type layout struct {
	*directory
	file []byte

	width, height int
	bits          int // of a sample
	samples       int // per pixel, including transparency and others
	colours       int // samples of colour
	extras        []int
	photometric   int
	compression   int
	predictor     int
	planar        bool // one plane of strips for each sample
	lsbFirst      bool // least significant bit first
	tiled         bool

	segmentWidth, segmentHeight int // of a tile, or any strip but the last
	across, down                int // number of tiles or strips
	offsets, counts             entry
}

// layoutOf reads the fields that describe pixels, and checks their combination.
func layoutOf(d *directory, file []byte) (*layout, error) {
	d = d.renewed(file)
	l := &layout{
		directory: d, file: file,
		width: d.number(imageWidth, 0), height: d.number(imageLength, 0),
		bits: d.number(bitsPerSample, 1), samples: d.number(samplesPerPixel, 1),
		photometric: d.number(photometric, -1), compression: d.number(compression, none),
		predictor: d.number(predictor, 1), planar: d.number(planarConfig, 1) == 2,
		lsbFirst: d.number(fillOrder, 1) == 2,
	}
	if d.cut {
		return nil, fault.New(fault.Damaged, "the TIFF file is incomplete, or a page's description is damaged")
	}
	if l.compression == oldStyle {
		return nil, l.unreadable()
	}
	if l.photometric < 0 { // some scanners omit it
		l.photometric = map[int]int{1: blackIsZero, 2: blackIsZero, 3: rgb, 4: rgb}[l.samples]
	}
	l.colours = map[int]int{whiteIsZero: 1, blackIsZero: 1, rgb: 3, palette: 1, mask: 1, separated: 4, yCbCr: 3, cieLab: 3}[l.photometric]
	if l.width <= 0 || l.height <= 0 || l.width > maxSide || l.height > maxSide || l.samples <= 0 || l.samples > 64 || l.bits <= 0 || l.bits > 64 {
		return nil, fault.New(fault.Damaged, "a page of the TIFF file has %d x %d pixels of %d samples with %d bits", l.width, l.height, l.samples, l.bits)
	}
	if e, ok := d.find(extraSamples); ok {
		for i := range min(e.count, l.samples) {
			l.extras = append(l.extras, d.at(e, i))
		}
	}
	for len(l.extras) < l.samples-l.colours {
		l.extras = append(l.extras, 0)
	}
	return l, l.segments()
}

// segments locates the strips or tiles.
func (l *layout) segments() error {
	var ok bool
	l.segmentWidth, l.segmentHeight = l.width, min(l.height, l.number(rowsPerStrip, l.height))
	if l.segmentHeight <= 0 {
		l.segmentHeight = l.height
	}
	at, size := uint16(stripOffsets), uint16(stripByteCounts)
	if _, l.tiled = l.find(tileWidth); l.tiled {
		at, size = tileOffsets, tileByteCounts
		l.segmentWidth, l.segmentHeight = l.number(tileWidth, 0), l.number(tileLength, 0)
		// A tile may extend beyond the page, but its size is limited.
		if l.segmentWidth <= 0 || l.segmentHeight <= 0 || l.segmentWidth > l.width+4096 || l.segmentHeight > l.height+4096 {
			return fault.New(fault.Damaged, "the TIFF file has tiles of %d x %d pixels", l.segmentWidth, l.segmentHeight)
		}
	}
	l.across = (l.width + l.segmentWidth - 1) / l.segmentWidth
	l.down = (l.height + l.segmentHeight - 1) / l.segmentHeight
	if l.offsets, ok = l.find(at); !ok && l.tiled { // some writers use the tags of strips
		at, size = stripOffsets, stripByteCounts
		l.offsets, ok = l.find(at)
	}
	if !ok {
		return fault.New(fault.Damaged, "a page of the TIFF file has no data, or ends before it")
	}
	l.counts, _ = l.find(size)
	if n := l.stored(); l.offsets.count < n {
		return fault.New(fault.Damaged, "a page of the TIFF file has %d of its %d strips or tiles", l.offsets.count, n)
	}
	return nil
}

// stored is the number of segments in the file; with planes, those of all planes.
func (l *layout) stored() int {
	if l.planar {
		return l.across * l.down * l.samples
	}
	return l.across * l.down
}

// rows is the number of a segment's rows in the page; the last strip may have fewer.
func (l *layout) rows(segment int) int {
	if l.tiled {
		return l.segmentHeight
	}
	return min(l.segmentHeight, l.height-segment%l.down*l.segmentHeight)
}

// raw returns a segment as stored.
func (l *layout) raw(segment int) ([]byte, error) {
	at := l.at(l.offsets, segment)
	if at > len(l.file) || l.size(segment) > len(l.file)-at {
		return nil, fault.New(fault.Damaged, "the TIFF file ends in strip or tile %d of %d", segment+1, l.stored())
	}
	return l.file[at : at+l.size(segment)], nil
}

// size returns the size of a segment's data. Some writers omit sizes, or write zeros, or too little
// for a single strip without compression; libtiff then estimates them as well.
func (l *layout) size(segment int) int {
	at, size := l.at(l.offsets, segment), l.at(l.counts, segment)
	full := 0
	if l.compression == none && l.photometric != yCbCr {
		samples := l.samples
		if l.planar {
			samples = 1
		}
		full = l.rows(segment) * l.rowBytes(samples)
	}
	switch {
	case size > 0 && !(l.stored() == 1 && size < full && full <= len(l.file)-at):
		return size
	case full > 0:
		return full
	}
	if next := l.at(l.offsets, segment+1); next > at && next < len(l.file) {
		return next - at
	}
	return max(0, len(l.file)-at)
}

// rowBytes is the size of a segment's row.
func (l *layout) rowBytes(samples int) int { return (l.segmentWidth*samples*l.bits + 7) / 8 }

// isGray reports whether a page has no colour by its photometric interpretation.
func (l *layout) isGray() bool {
	return l.photometric == whiteIsZero || l.photometric == blackIsZero || l.photometric == mask
}

// indexes reports whether a palette's indexes have a size that is supported.
func (l *layout) indexes() bool { return l.bits == 16 || l.bits <= 8 && 8%l.bits == 0 }

// workable returns an error if a page's samples can't be converted to gray.
func (l *layout) workable() error {
	unsupported := func(what string, v int) error {
		return fault.New(fault.Unsupported, "a TIFF file with %s %d", what, v)
	}
	switch l.photometric {
	case rgb, separated, yCbCr, cieLab, palette:
	default:
		return unsupported("colours of kind", l.photometric)
	}
	if l.samples < l.colours {
		return fault.New(fault.Damaged, "the TIFF file has %d samples for %d colours", l.samples, l.colours)
	}
	switch format := l.number(sampleFormat, 1); {
	case l.photometric == palette && !l.indexes(), l.photometric == yCbCr && l.bits != 8,
		l.photometric == cieLab && (format == floating || l.bits != 8 && l.bits != 16),
		format == floating && l.bits != 16 && l.bits != 32 && l.bits != 64:
		return unsupported("so many bits to a sample:", l.bits)
	case format != 1 && format != signed && format != 4 && format != floating:
		return unsupported("samples of format", format)
	case l.predictor != 1 && l.predictor != 2 && (l.predictor != 3 || format != floating):
		return unsupported("predictor", l.predictor)
	}
	if e, ok := l.find(bitsPerSample); ok {
		for i := range min(e.count, l.samples) {
			if l.at(e, i) != l.bits {
				return fault.New(fault.Unsupported, "a TIFF file whose samples differ in size")
			}
		}
	}
	if l.photometric == yCbCr && l.planar && l.compression != jpegPacked && l.subsampled() != [2]int{1, 1} {
		return fault.New(fault.Unsupported, "a TIFF file with luma and chroma in planes")
	}
	return nil
}
