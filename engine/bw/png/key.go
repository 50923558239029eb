package png

import "encoding/binary"

// An RGB picture may have one transparent colour (tRNS, 11.3.1.1). Several colours have the same
// gray, so the gray of that colour can be the key only if no other pixel has it. Otherwise the
// result gets an alpha channel.

// planKey decides between the two by reading the pixels of every frame.
func (r *rewriter) planKey(key []uint16) error {
	gray := toneColour(r.tone, r.BitDepth, key[0], key[1], key[2])
	alone, err := r.keyAlone(key, gray)
	if err != nil {
		return err
	}
	if alone {
		r.keyGray = binary.BigEndian.AppendUint16(nil, gray)
		return nil
	}
	r.key = key
	r.to.ColorType = GrayAlpha
	return nil
}

// keyAlone reports whether only pixels of the key colour have its gray.
func (r *rewriter) keyAlone(key []uint16, gray uint16) (alone bool, err error) {
	alone = true
	to := r.to
	t := newToner(r.Header, to, r.tone, nil)
	buffer := make([]byte, to.rowBytes(r.Width))
	look := func(row []byte, pixels int) {
		if !alone {
			return
		}
		out := buffer[:to.rowBytes(pixels)]
		t.row(out, row, pixels)
		for i := range pixels {
			if sample(out, i, to.BitDepth) != gray {
				continue
			}
			for j, want := range key {
				if sample(row, 3*i+j, r.BitDepth) != want {
					alone = false
				}
			}
		}
	}
	width, height, end := r.Width, r.Height, 0
	for at, c := range chunks(r.file[:r.end]) {
		kind := c.kind()
		switch {
		case at < end || !alone:
		case kind == "fcTL" && r.animated:
			width, height = frameSize(c.data())
		case kind == "IDAT" && at == r.layout.data, kind == "fdAT" && r.animated:
			src := r.source(at, kind)
			if kind == "IDAT" {
				width, height = r.Width, r.Height
			}
			if err := eachRow(r.ctx, src, r.Header, width, height, nil, look); err != nil {
				return false, r.where(err)
			}
			end = src.runEnd()
		}
	}
	return alone, nil
}
