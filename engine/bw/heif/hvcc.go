package heif

import (
	"math"

	"pretobranco/engine/bw/fault"
	"pretobranco/engine/bw/hevc"
)

// A configuration is the configuration record of an HEVC item (hvcC: ISO/IEC 14496-15, 8.3.3.1).
type configuration struct {
	lengthSize int       // bytes of the length before each NAL unit, 1, 2 or 4
	units      [][]byte  // parameter sets
	sps        *hevc.SPS // nil if it is not in the record
	chroma     hevc.Chroma
	depth      int // bits of a luma sample
	colours    colours
}

// Offsets in a configuration record.
const (
	configChroma = 16
	configLength = 21
	configArrays = 22
)

const unitSPS = 33

// Largest numbers of NAL units. There are 96 parameter sets (7.4.3) and, in all levels, 600 slice
// segments (A.4.1); only messages are not limited.
const (
	mostConfigured = 1 << 10
	mostUnits      = 1 << 16
)

// readConfiguration reads a configuration record, or returns false if there is none.
func readConfiguration(record []byte) (h configuration, ok bool) {
	if len(record) < configArrays+1 {
		return h, false
	}
	h = configuration{
		lengthSize: 1 + int(record[configLength]&3),
		chroma:     hevc.Chroma(record[configChroma] & 3), depth: 8 + int(record[configChroma+1]&7),
	}
	p := cursor{data: record[configArrays:]}
	for range p.number(1) {
		kind := p.number(1) & 0x3f
		for range p.number(2) {
			unit := p.bytes(int(p.number(2)))
			if p.broken {
				break
			}
			if h.units = append(h.units, unit); len(h.units) > mostConfigured {
				return h, false
			}
			if kind == unitSPS && h.sps == nil && len(unit) > 2 && unit[0]&1 == 0 && unit[1]>>3 == 0 { // the first layer
				if s, ok := hevc.ReadSPS(unit); ok {
					h.sps, h.chroma, h.depth = &s, s.Chroma, s.Depth
				}
			}
		}
	}
	h.colours = h.coded()
	return h, true
}

// coded returns the colours that the bitstream describes. The default is limited range (E.3.1),
// except for gray, which programs write and read in full range.
func (h *configuration) coded() colours {
	if h.sps == nil || !h.sps.Colours.Described {
		return colours{primaries: unspecified, transfer: unspecified, matrix: unspecified, limited: h.chroma != hevc.Gray}
	}
	c := h.sps.Colours
	return colours{primaries: c.Primaries, transfer: c.Transfer, matrix: c.Matrix, limited: !c.Full}
}

// A layout is what is known of a coded picture before decoding.
type layout struct {
	width, height int
	chroma        hevc.Chroma
	depth         int
	coded         int // pixels, with those outside its window
}

// outside is how far the coded picture may exceed the shown one if its parameters are not known.
const outside = 64

// layout returns the layout of an item with this configuration. Errors are Damaged and Unsupported.
func (h *configuration) layout(i *item) (l layout, err error) {
	l = layout{chroma: h.chroma, depth: h.depth}
	if h.sps != nil {
		l.width, l.height, l.coded = h.sps.Width, h.sps.Height, int(min(int64(h.sps.CodedWidth)*int64(h.sps.CodedHeight), math.MaxInt32))
	} else { // it may be in the picture's data
		l.width, l.height = i.size()
		l.coded = (l.width + outside) * (l.height + outside)
	}
	if l.width <= 0 || l.height <= 0 {
		return l, errNoSize
	}
	if h.sps != nil {
		if err := h.sps.Unsupported(); err != nil {
			return l, err
		}
	}
	return l, nil
}

// split calls visit for each NAL unit in an item's data until it returns false. It returns false if
// a unit is truncated.
func (h *configuration) split(data []byte, visit func(unit []byte) bool) bool {
	for p := (cursor{data: data}); len(p.data) > 0; {
		unit := p.bytes(int(p.number(h.lengthSize)))
		if p.broken {
			return false
		}
		if !visit(unit) {
			break
		}
	}
	return true
}

// planes decodes a coded picture without rotating and cropping it.
func (d *decoder) planes(i *item) (*hevc.Planes, colours, error) {
	h, ok := readConfiguration(i.property("hvcC"))
	if !ok {
		return nil, h.colours, errBroken
	}
	data, ok := d.data(i)
	if !ok {
		return nil, h.colours, errCutPicture
	}
	l, err := h.layout(i)
	if err != nil {
		return nil, h.colours, err
	}
	meaning := d.coloursOf(i, h.colours)
	units := append([][]byte{}, h.units...)
	if !h.split(data, func(unit []byte) bool {
		units = append(units, unit)
		return len(units) <= mostUnits
	}) {
		return nil, meaning, errCutPicture
	}
	if len(units) > mostUnits {
		return nil, meaning, errBroken
	}
	d.hevc.LumaOnly = d.lumaOnly && meaning.bt601()
	planes, err := d.hevc.Decode(d.ctx, hevc.Picture{Units: units, Width: l.width, Height: l.height, MaxCoded: l.coded})
	if err != nil {
		return nil, meaning, err
	}
	if planes.Depth != l.depth || planes.Chroma != l.chroma && !d.hevc.LumaOnly {
		return nil, meaning, fault.New(fault.Damaged, "the file contradicts itself about its picture's samples")
	}
	return planes, meaning, nil
}

var errCutPicture = fault.New(fault.Damaged, "the file ends in its picture")
