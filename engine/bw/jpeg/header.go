package jpeg

import (
	"bytes"

	"pretobranco/engine/bw/codec"
	"pretobranco/engine/bw/exif"
	"pretobranco/engine/bw/fault"
)

// A ColorModel is the meaning of the components.
type ColorModel int

const (
	Grayscale ColorModel = iota // one component
	YCbCr                       // luma and two chroma components
	RGB                         // red, green, blue
	CMYK                        // inks, usually inverted
	YCCK                        // CMYK with the first three converted to YCbCr
	Unknown                     // any other number of components
)

func (m ColorModel) String() string {
	return [...]string{"gray", "YCbCr", "RGB", "CMYK", "YCCK", "unknown"}[m]
}

// A Header describes a picture, as read from the segments before its first scan.
type Header struct {
	codec.Header
	Components  int
	Bits        int // of a sample
	Progressive bool
	Model       ColorModel
}

// ReadHeader reads a file's header without reading the picture, for checks against limits. It fails
// where Gray would, except that it accepts any size.
func ReadHeader(file []byte) (Header, error) {
	s, err := readHeaders(file)
	if err != nil {
		return Header{}, err
	}
	return s.header(), nil
}

// headers hold the content of the segments before the first scan.
type headers struct {
	frame *frame
	model ColorModel
	extra codec.Extra

	segments []segment // APPn and COM
}

func (p *headers) header() Header {
	return Header{
		Header:     codec.Header{Width: p.frame.width, Height: p.frame.height, Orientation: exif.Orientation(p.extra.EXIF)},
		Components: len(p.frame.components), Bits: 8,
		Progressive: p.frame.progressive(),
		Model:       p.model,
	}
}

// readHeaders reads the segments up to the first scan.
func readHeaders(file []byte) (*headers, error) {
	w, err := newWalker(file)
	if err != nil {
		return nil, err
	}
	p := &headers{}
	jfif, adobe := false, -1
	collect := collector{}
	for {
		marker, d, err := w.next()
		if err != nil {
			return nil, err
		}
		switch {
		case marker == 0:
			return nil, fault.New(fault.Damaged, "the file ends before the picture")
		case marker == mEOI:
			return nil, fault.New(fault.Damaged, "the file ends before the picture")
		case marker == mSOI:
			return nil, fault.New(fault.Damaged, "the file has a second start marker")
		case marker == mSOF0, marker == mSOF1, marker == mSOF2:
			if p.frame != nil {
				return nil, fault.New(fault.Damaged, "the file has two headers")
			}
			if p.frame, err = parseFrame(marker, d); err != nil {
				return nil, err
			}
		case unsupported[marker] != "":
			return nil, fault.New(fault.Unsupported, "%s is not supported", unsupported[marker])
		case marker == mAPP0 && len(d) >= 14 && bytes.HasPrefix(d, jfifName):
			jfif = true
		case marker == mAPP14 && len(d) >= 12 && bytes.HasPrefix(d, adobeName):
			adobe = int(d[11])
		case marker == mSOS:
			if p.frame == nil {
				return nil, fault.New(fault.Damaged, "the picture's data precedes its header")
			}
			if p.frame.height == 0 {
				if p.frame.height = findDNL(w); p.frame.height == 0 {
					return nil, fault.New(fault.Damaged, "the file does not state the picture's height")
				}
			}
			p.model = p.frame.model(jfif, adobe)
			collect.finish(p)
			return p, nil
		}
		collect.add(marker, d)
	}
}

var (
	jfifName  = []byte("JFIF\x00")
	jfxxName  = []byte("JFXX\x00")
	adobeName = []byte("Adobe")
)

// findDNL returns the height from the DNL segment after the first scan (B.2.5), or 0.
func findDNL(w walker) int {
	w.skipData()
	if marker, d, err := w.next(); err == nil && marker == mDNL && len(d) == 2 {
		return int(d[0])<<8 | int(d[1])
	}
	return 0
}

// model determines the colour model as libjpeg does (jdapimin.c, default_decompress_parms). adobe
// is the transform byte of the Adobe segment, or -1 without one.
func (f *frame) model(jfif bool, adobe int) ColorModel {
	switch len(f.components) {
	case 1:
		return Grayscale
	case 3:
		ids := string([]byte{f.components[0].id, f.components[1].id, f.components[2].id})
		if !jfif && (adobe == 0 || adobe < 0 && ids == "RGB") {
			return RGB
		}
		return YCbCr
	case 4:
		if adobe <= 0 {
			return CMYK
		}
		return YCCK
	}
	return Unknown
}
