package tiff

import "pretobranco/engine/bw/fault"

// A ycc is a segment of YCbCr other than JPEG (section 21): units of h x v luma samples and one of
// each chroma.
type ycc struct {
	data                []byte
	h, v, across, width int
	rows                int
	tables              [3][256]float64 // values of samples: luma 0 to 255, chroma around 0
	red, green, blue    float64         // their weights in luma
}

// ycc unpacks a segment.
func (l *layout) ycc(raw []byte, rows int) (*ycc, error) {
	u := &ycc{h: 2, v: 2, width: l.segmentWidth, rows: rows, red: 0.299, green: 0.587, blue: 0.114}
	if e, ok := l.find(subsampling); ok && e.count >= 2 {
		u.h, u.v = l.at(e, 0), l.at(e, 1)
	}
	if u.h < 1 || u.h > 4 || u.v < 1 || u.v > 4 || l.samples != 3 {
		return nil, fault.New(fault.Damaged, "the TIFF file's chroma is subsampled %d x %d", u.h, u.v)
	}
	if r, ok := l.ratio(lumaShares, 0); ok {
		g, _ := l.ratio(lumaShares, 1)
		if b, ok := l.ratio(lumaShares, 2); ok && r > 0 && g > 0 && b > 0 {
			u.red, u.green, u.blue = r, g, b
		}
	}
	u.across = (l.segmentWidth + u.h - 1) / u.h
	plain := *l
	plain.segmentWidth, plain.bits = u.across*(u.h*u.v+2), 8
	var err error
	if u.data, err = plain.unpack(raw, (rows+u.v-1)/u.v, 1); err != nil {
		return nil, err
	}
	for c := range u.tables {
		u.tables[c] = l.reference(c)
	}
	return u, nil
}

// ycc unpacks a segment of the page, which has units, or planes without subsampling.
func (d *decoder) ycc(segment int) (*ycc, error) {
	rows := d.rows(segment)
	if !d.planar {
		raw, err := d.raw(segment)
		if err != nil {
			return nil, err
		}
		return d.layout.ycc(raw, rows)
	}
	data, err := d.samplesOf(segment)
	if err != nil {
		return nil, err
	}
	plain := *d.layout
	plain.compression, plain.lsbFirst = none, false
	return plain.ycc(data, rows)
}

// reference returns the values of a component's samples by ReferenceBlackWhite (section 20): luma
// from 0 to 255, chroma around 0.
func (l *layout) reference(component int) (values [256]float64) {
	black, white, top := 0.0, 255.0, 255.0
	if component > 0 {
		black, top = 128, 127
	}
	if b, ok := l.ratio(referenceBlack, 2*component); ok {
		if w, ok := l.ratio(referenceBlack, 2*component+1); ok && w > b {
			black, white = b, w
		}
	}
	for i := range values {
		values[i] = (float64(i) - black) * top / (white - black)
	}
	return values
}

// each calls f for each pixel with its position, luma and chroma.
func (u *ycc) each(f func(at int, y, cb, cr byte)) {
	unit := u.h*u.v + 2
	for i := range len(u.data) / unit {
		d := u.data[i*unit : (i+1)*unit]
		for k := range u.h * u.v {
			if x, y := i%u.across*u.h+k%u.h, i/u.across*u.v+k/u.h; x < u.width && y < u.rows {
				f(y*u.width+x, d[k], d[u.h*u.v], d[u.h*u.v+1])
			}
		}
	}
}

func rounded(v float64) byte { return byte(max(0, min(255, v+0.5))) }

// luma returns gray, and whether there was any chroma.
func (u *ycc) luma() (gray []byte, colour bool) {
	var table [256]byte
	for i, v := range u.tables[0] {
		table[i] = rounded(v)
	}
	gray = make([]byte, u.rows*u.width)
	u.each(func(at int, y, cb, cr byte) {
		gray[at] = table[y]
		colour = colour || cb != 128 || cr != 128
	})
	return gray, colour
}

// rgb returns colours.
func (u *ycc) rgb() []byte {
	out := make([]byte, 3*u.rows*u.width)
	u.each(func(at int, luma, cb, cr byte) {
		y := u.tables[0][luma]
		r := y + u.tables[2][cr]*(2-2*u.red)
		b := y + u.tables[1][cb]*(2-2*u.blue)
		g := (y - u.red*r - u.blue*b) / u.green
		out[3*at], out[3*at+1], out[3*at+2] = rounded(r), rounded(g), rounded(b)
	})
	return out
}
