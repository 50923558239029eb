package png

import (
	"encoding/binary"

	"pretobranco/engine/bw/codec"
	"pretobranco/engine/bw/exif"
)

// ancillary writes an ancillary chunk by the metadata options; behind reports that the picture came
// before it. Chunks that describe the colours but not the gray are dropped.
func (r *rewriter) ancillary(c chunk, behind bool) {
	switch kind := c.kind(); kind {
	case "PLTE":
		if r.ColorType == Palette {
			r.writePalette(c.data())
		} // otherwise it is a suggestion, which grayscale must not have
	case "tRNS":
		r.writeTransparency()
	case "iCCP":
		r.writeProfile(c.data())
	case "acTL":
		if r.animated {
			r.out = append(r.out, c...)
		}
	case "sRGB", "gAMA", "cICP":
		if !r.space.toRGB {
			r.out = append(r.out, c...)
		}
	case "cHRM":
		// Primaries have no meaning for grayscale; viewers that apply them disagree.
		if !r.space.toRGB && (!r.ColorType.colour() || !r.pixels) {
			r.out = append(r.out, c...)
		}
	case "bKGD":
		r.writeBackground(c.data())
	case "hIST": // histogram of palette indexes, which don't change
		if r.ColorType == Palette || r.same {
			r.out = append(r.out, c...)
		}
	case "sBIT", "sPLT", "pCAL":
		// Luma is a mix of samples, and has more significant bits than they have.
		if r.same {
			r.out = append(r.out, c...)
		}
	case "mDCV", "cLLI", "pHYs", "oFFs", "sCAL", "sTER":
		r.out = append(r.out, c...)
	case "eXIf":
		r.writeEXIF(c.data())
	case "tIME":
		if r.options.Metadata != codec.DropMetadata {
			r.out = append(r.out, c...)
		}
	case "tEXt", "zTXt", "iTXt":
		r.writeText(c)
	case "dSIG": // signs the input
		if r.same && r.options.Metadata == codec.KeepMetadata {
			r.out = append(r.out, c...)
		}
	default:
		switch {
		case r.options.Metadata == codec.DropMetadata:
		case kind == "caBX" && !r.same:
			r.dropped.Add(exif.PartCredentials)
		case !r.same && !c.safeToCopy():
		case r.options.Metadata == codec.DropLocation: // it may contain a location
			r.dropped.Add(exif.PartOther)
		case !exif.HasColour(c.data()):
			r.out = append(r.out, c...)
		}
	}
}

func (r *rewriter) writePalette(colours []byte) {
	if r.same {
		r.out = appendChunk(r.out, "PLTE", colours...)
		return
	}
	gray := make([]byte, len(colours)/3)
	r.tone.Row8(gray, colours)
	out, at := openChunk(r.out, "PLTE")
	for _, v := range gray {
		out = append(out, v, v, v)
	}
	r.out = closeChunk(out, at)
}

// writeTransparency writes tRNS once, as first read.
func (r *rewriter) writeTransparency() {
	trns := r.trns
	r.trns = nil
	switch {
	case trns == nil || r.key != nil:
	case r.keyGray != nil:
		r.out = appendChunk(r.out, "tRNS", r.keyGray...)
	case !r.pixels:
		r.out = appendChunk(r.out, "tRNS", trns...)
	}
}

// writeProfile writes the profile in place of the first iCCP.
func (r *rewriter) writeProfile(d []byte) {
	if len(r.layout.profile) == 0 || &d[0] != &r.layout.profile[0] {
		return
	}
	if r.space.toRGB {
		r.out = appendSRGB(r.out)
	}
	if r.space.chunk != nil {
		r.out = appendChunk(r.out, "iCCP", r.space.chunk...)
	}
}

// writeBackground converts the background colour (11.3.4.1): an index, a gray or RGB, of 16 bits
// each.
func (r *rewriter) writeBackground(d []byte) {
	mask := uint16(1)<<r.BitDepth - 1
	var gray uint16
	switch {
	case !r.pixels:
		r.out = appendChunk(r.out, "bKGD", d...)
		return
	case r.ColorType.colour() && len(d) == 6:
		gray = toneColour(r.tone, r.BitDepth, binary.BigEndian.Uint16(d)&mask, binary.BigEndian.Uint16(d[2:])&mask, binary.BigEndian.Uint16(d[4:])&mask)
	case !r.ColorType.colour() && len(d) == 2:
		v := (binary.BigEndian.Uint16(d) & mask) * scaleTo8(r.BitDepth)
		gray = toneColour(r.tone, r.BitDepth, v, v, v)
	default:
		return
	}
	r.out = appendChunk(r.out, "bKGD", byte(gray>>8), byte(gray))
}
