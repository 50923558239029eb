package tiff

import (
	"bytes"
	"image"
	"image/jpeg"

	"pretobranco/engine/bw/fault"
)

// wholeJPEG makes a complete file of a segment (TIFF technical note 2): it adds the shared tables,
// and the page's colour model.
func (l *layout) wholeJPEG(segment int) ([]byte, error) {
	raw, err := l.raw(segment)
	if err != nil {
		return nil, err
	}
	if l.old != nil && !bytes.HasPrefix(raw, []byte{0xff, 0xd8}) {
		if scan := []byte{0xff, 0xda}; bytes.HasPrefix(raw, scan) && len(raw) > 4 { // the header made here has one
			raw = raw[min(len(raw), 2+int(raw[2])<<8+int(raw[3])):]
		}
		head := l.old.header(l.segmentWidth, l.rows(segment), l.samples, l.subsampled())
		raw = append(append(head, raw...), 0xff, 0xd9)
	}
	if end := []byte{0xff, 0xd9}; l.oldJPEG && !bytes.HasSuffix(raw, end) { // a stream without its end, at that of the file
		raw = append(bytes.Clone(raw), end...)
	}
	if len(raw) < 4 || raw[0] != 0xff || raw[1] != 0xd8 {
		return nil, fault.New(fault.Damaged, "strip or tile %d of the TIFF file is not a JPEG", segment+1)
	}
	out := []byte{0xff, 0xd8}
	if (l.photometric == rgb || l.photometric == separated) && !l.planar {
		out = append(out, "\xff\xee\x00\x0eAdobe\x00\x64\x00\x00\x00\x00\x00"...) // no transform
	}
	if tables := l.bytes(jpegTables); len(tables) > 4 {
		tables = bytes.TrimSuffix(tables, []byte{0xff, 0xd9})
		out = append(out, tables[2:]...)
	}
	return append(out, raw[2:]...), nil
}

// fits compares a segment's own size with the page's.
func (l *layout) fits(width, height, rows int) error {
	if width < l.segmentWidth || height < rows || width > l.segmentWidth+64 || height > l.segmentHeight+64 {
		return fault.New(fault.Damaged, "the TIFF file has a JPEG of %d x %d pixels in place of %d x %d", width, height, l.segmentWidth, rows)
	}
	return nil
}

// decodeJPEG reads a segment's pixels.
func (l *layout) decodeJPEG(segment int) (image.Image, error) {
	if l.planar && l.samples > 1 {
		return l.joinedJPEG(segment)
	}
	return l.oneJPEG(segment)
}

// joinedJPEG reads a segment whose components are gray JPEGs of their own.
func (l *layout) joinedJPEG(segment int) (image.Image, error) {
	var planes []*image.Gray
	for s := range l.samples {
		img, err := l.oneJPEG(segment + s*l.across*l.down)
		if err != nil {
			return nil, err
		}
		plane, ok := img.(*image.Gray)
		if !ok || len(planes) > 0 && plane.Rect != planes[0].Rect {
			return nil, fault.New(fault.Unsupported, "a TIFF file with JPEGs in %d planes", l.samples)
		}
		planes = append(planes, plane)
	}
	bounds := planes[0].Rect
	pixels := func(out []byte, n, size int) {
		for i := range bounds.Dx() * bounds.Dy() {
			at := i/bounds.Dx()*planes[0].Stride + i%bounds.Dx()
			for c := range n {
				out[size*i+c] = planes[c].Pix[at]
			}
		}
	}
	switch {
	case l.photometric == yCbCr && l.samples == 3:
		return &image.YCbCr{Y: planes[0].Pix, Cb: planes[1].Pix, Cr: planes[2].Pix, YStride: planes[0].Stride, CStride: planes[1].Stride,
			SubsampleRatio: image.YCbCrSubsampleRatio444, Rect: bounds}, nil
	case l.photometric == rgb && l.samples == 3:
		out := image.NewNRGBA(bounds)
		pixels(out.Pix, 3, 4)
		for i := 3; i < len(out.Pix); i += 4 {
			out.Pix[i] = 255
		}
		return out, nil
	case l.photometric == separated && l.samples == 4:
		out := image.NewCMYK(bounds)
		pixels(out.Pix, 4, 4)
		return out, nil
	}
	return nil, fault.New(fault.Unsupported, "a TIFF file with JPEGs in %d planes", l.samples)
}

func (l *layout) oneJPEG(segment int) (image.Image, error) {
	file, err := l.wholeJPEG(segment)
	if err != nil {
		return nil, err
	}
	c, err := jpeg.DecodeConfig(bytes.NewReader(file))
	if err != nil {
		return nil, fault.New(fault.Damaged, "a JPEG in the TIFF file is damaged: %w", err)
	}
	if err := l.fits(c.Width, c.Height, l.rows(segment)); err != nil {
		return nil, err
	}
	img, err := jpeg.Decode(bytes.NewReader(file))
	if err != nil {
		return nil, fault.New(fault.Damaged, "a JPEG in the TIFF file is damaged: %w", err)
	}
	if img, ok := img.(*image.YCbCr); ok && l.stretched() {
		l.stretch(img)
	}
	if ink, ok := img.(*image.CMYK); ok {
		// image/jpeg treats Adobe's inks as inverted; in TIFF they are not.
		for i, v := range ink.Pix {
			ink.Pix[i] = 255 - v
		}
	}
	return img, nil
}
