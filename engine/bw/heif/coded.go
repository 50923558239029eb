package heif

import (
	"encoding/binary"

	"pretobranco/engine/bw/fault"
	"pretobranco/engine/bw/wasm"
)

// A coded picture is passed to the HEVC codec in a minimal file of its own: no brands, rotations,
// crops or grids, and no other items, so that the codec can't interpret them differently. The
// file's properties also select the codec's output format.

// narrowest is the shortest side of a 4:2:0 picture whose chroma is decoded with more than 8 bits.
const narrowest = 4

// layout returns the layout of a coded picture with this configuration. Errors are Damaged and
// Unsupported.
func (h *hevc) layout(i *item) (p wasm.Planes, err error) {
	p = wasm.Planes{Width: h.width, Height: h.height, Chroma: h.chroma, Depth: h.depth}
	if h.sps == nil { // it may be in the picture's data
		p.Width, p.Height = i.size()
	}
	switch {
	case h.separate:
		err = fault.New(fault.Unsupported, "a HEIC file with planes that are coded separately (separate_colour_plane) is not supported")
	case p.Chroma != wasm.Gray && h.depth != h.chromaDepth:
		err = fault.New(fault.Unsupported, "a HEIC file with luma of %d bits and chroma of %d is not supported", h.depth, h.chromaDepth)
	case p.Depth > 8 && p.Chroma == wasm.Chroma420 && p.Width > 0 && min(p.Width, p.Height) < narrowest:
		err = fault.New(fault.Unsupported, "a HEIC file of more than 8 bits and %d x %d pixels is not supported", p.Width, p.Height)
	}
	if err == nil && (p.Width <= 0 || p.Height <= 0) {
		err = errNoSize
	}
	return p, err
}

// file returns a HEIC file with a coded picture of this layout. Errors are Damaged.
func (h *hevc) file(data []byte, p *wasm.Planes) ([]byte, error) {
	// The codec expects a 4-byte length before each unit.
	units := make([]byte, 0, len(data)+len(data)/64)
	own := true
	whole := h.units(data, func(unit []byte) bool {
		if unit[0]>>1&0x3f == unitSPS && layerOf(unit) == 0 {
			other := hevc{}
			other.readSPS(unit)
			own = own && other.width == p.Width && other.height == p.Height
		}
		units = binary.BigEndian.AppendUint32(units, uint32(len(unit)))
		units = append(units, unit...)
		return true
	})
	if !whole {
		return nil, fault.New(fault.Damaged, "the file ends in its picture")
	}
	if !own {
		return nil, fault.New(fault.Damaged, "the file contradicts itself about its picture's size")
	}
	config := append([]byte{}, h.config...)
	config[configChroma] |= byte(wasm.Chroma444)
	matrix := byte(identity)
	if p.Depth > 8 {
		matrix = 6
	}
	const id = 1
	properties := [][]byte{
		box("hvcC", config),
		box("ispe", numbers(0, uint32(p.Width), uint32(p.Height))),
		box("colr", []byte("nclx"), []byte{0, 1, 0, 13, 0, matrix, 0x80}), // see wasm.HEICDecoder
	}
	if p.Chroma == wasm.Gray {
		properties = append(properties, box("pixi", numbers(0), []byte{1, byte(p.Depth)}))
	}
	var container, association []byte
	for n, property := range properties {
		container = append(container, property...)
		association = append(association, byte(n+1))
	}
	head := func(at int) []byte {
		return append(box("ftyp", []byte("heic\x00\x00\x00\x00mif1heic")), box("meta", numbers(0),
			box("hdlr", numbers(0, 0), []byte("pict"), make([]byte, 13)),
			box("pitm", numbers(0), []byte{0, id}),
			box("iloc", numbers(0), []byte{0x44, 0, 0, 1, 0, id, 0, 0, 0, 1}, numbers(uint32(at), uint32(len(units)))),
			box("iinf", numbers(0), []byte{0, 1}, box("infe", numbers(2<<24), []byte{0, id, 0, 0}, []byte("hvc1\x00"))),
			box("iprp", box("ipco", container), box("ipma", numbers(0, 1), []byte{0, id, byte(len(properties))}, association)),
		)...)
	}
	const dataHead = 8
	file := head(len(head(0)) + dataHead)
	file = append(file, numbers(uint32(dataHead+len(units)))...)
	file = append(file, "mdat"...)
	return append(file, units...), nil
}

// box returns a box.
func box(name string, content ...[]byte) []byte {
	const head = 8
	size := head
	for _, c := range content {
		size += len(c)
	}
	out := append(numbers(uint32(size)), name...)
	for _, c := range content {
		out = append(out, c...)
	}
	return out
}

// numbers returns big-endian 32-bit numbers.
func numbers(v ...uint32) (out []byte) {
	for _, n := range v {
		out = binary.BigEndian.AppendUint32(out, n)
	}
	return out
}
