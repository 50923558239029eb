package bmp

import (
	"math"

	"pretobranco/engine/bw/fault"
)

// Repair makes a complete file of a truncated one: the available rows, which are the lowest in most
// files, and black, transparency or the palette's first colour for the others. Damage is the extent
// of the loss. Errors are Damaged if nothing of the picture can be read, TooLarge for more than the
// given number of pixels (0: unlimited), Unsupported.
func Repair(file []byte, pixels int64) ([]byte, fault.Damage, error) {
	h, err := readHeader(file)
	if err != nil {
		return nil, fault.Damage{}, err
	}
	if pixels > 0 && int64(h.Width) > pixels/int64(h.Height) {
		return nil, fault.Damage{}, fault.New(fault.TooLarge, "the picture has %d x %d pixels, over the limit of %d pixels", h.Width, h.Height, pixels)
	}
	rows, end, missing := 0, len(file), 0
	if h.compression == rle8 || h.compression == rle4 {
		var good int
		rows, good, _ = h.walk(file[h.pixels:], nil)
		end = h.pixels + good
	} else {
		stride := (int64(h.Width)*int64(h.bits) + 31) / 32 * 4
		all := int64(h.pixels) + stride*int64(h.Height)
		if float64(stride)*float64(h.Height) > math.MaxInt32 {
			return nil, fault.Damage{}, fault.New(fault.Damaged, "nothing of the picture is there")
		}
		rows = int((int64(len(file)-h.pixels) + stride - (int64(h.Width)*int64(h.bits)+7)/8) / stride)
		missing = int(max(0, all-int64(len(file))))
	}
	if rows == 0 {
		return nil, fault.Damage{}, fault.New(fault.Damaged, "nothing of the picture is there")
	}
	out := append(make([]byte, 0, end+missing+2), file[:end]...)
	if h.compression == rle8 || h.compression == rle4 {
		out = append(out, 0, 1) // the end of the picture
	} else {
		out = append(out, make([]byte, missing)...)
	}
	if rows >= h.Height {
		return out, fault.Damage{}, nil
	}
	return out, fault.Damage{Loss: fault.Stops, Percent: fault.Percent(rows, h.Height)}, nil
}
