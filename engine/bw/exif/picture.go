package exif

import (
	"bytes"
	"slices"
)

// Metadata may contain pictures: previews in maker notes, thumbnails in Photoshop resources, files
// in proprietary chunks and segments, in binary, base64 or hexadecimal. They are found by their
// signatures:
//
//	data -> signatures -> extent -> in colour? -+- JPEG: converted in place
//	   |                                        +- others, and JPEG that does not fit: blanked
//	   +--> deflated data, runs of base64 or hex -> data again
//
// Nothing is moved, as offsets in proprietary formats are unknown.

// A picture is a range of data that contains a colour picture.
type picture struct {
	start, end int
	jpeg       bool // a JPEG file, the first byte of which may be missing
	rgb        bool // RGB samples
	filler     byte // the byte that blanks it
}

// maxSteps is the largest number of segments, chunks and entries read in one piece of data. Real
// files have some hundreds.
const maxSteps = 1 << 22

// A finder looks for pictures.
type finder struct {
	data  []byte
	every bool // include gray JPEG files
	depth int  // number of encodings around the data
	steps int
	found []picture
}

// HasColour reports whether data contains a colour picture.
func HasColour(data []byte) bool {
	f := &finder{data: data}
	return f.search() && len(f.found) > 0 || f.steps > maxSteps
}

// GrayPictures returns data with all pictures converted to gray: JPEG files are replaced by the
// result of remake, if that is not longer, and other pictures are blanked. The length and all other
// bytes stay the same. The result is data itself if nothing changes, and nil if the search takes
// too many steps, which only crafted data does.
func GrayPictures(data []byte, remake func(jpeg []byte) ([]byte, error)) []byte {
	return grayPictures(data, remake, false)
}

// grayPictures is GrayPictures. With every, remake is also applied to gray JPEG files, which drops
// their metadata.
func grayPictures(data []byte, remake func([]byte) ([]byte, error), every bool) []byte {
	f := &finder{data: data, every: every}
	if !f.search() {
		return nil
	}
	if len(f.found) == 0 {
		return data
	}
	out := bytes.Clone(data)
	for _, p := range f.found {
		p.toGray(out[p.start:p.end], remake)
	}
	return out
}

// toGray converts a picture in place.
func (p picture) toGray(b []byte, remake func([]byte) ([]byte, error)) {
	if p.rgb {
		for ; len(b) >= 3; b = b[3:] {
			v := byte((299*int(b[0]) + 587*int(b[1]) + 114*int(b[2]) + 500) / 1000)
			b[0], b[1], b[2] = v, v, v
		}
		return
	}
	if p.jpeg {
		file := bytes.Clone(b)
		first := file[0]
		file[0] = 0xff
		if made, err := remake(file); err == nil && len(made) > 0 && len(made) <= len(b) {
			clear(b[copy(b, made):])
			b[0] = first
			return
		}
	}
	for i := range b {
		b[i] = p.filler
	}
}

// step counts a step. It returns false after too many.
func (f *finder) step() bool {
	f.steps++
	return f.steps <= maxSteps
}

// marks are the signatures of pictures and their offsets in the file.
var marks = []struct {
	text   string
	before int
	extent func(f *finder, at int) picture // no picture if end is 0
}{
	{"\xd8\xff", 1, (*finder).jpeg}, // some maker notes change the first byte
	{"\x89PNG\r\n\x1a\n", 0, (*finder).png},
	{"GIF8", 0, (*finder).gif},
	{"WEBP", 8, (*finder).webp},
	{"ftyp", 4, (*finder).boxes},
	{"JXL \r\n\x87\n", 4, (*finder).boxes},
	{"jP  \r\n\x87\n", 4, (*finder).boxes},
	{"\xff\x4f\xff\x51", 0, (*finder).jpeg2000},
	{"BM", 0, (*finder).bmp},
	{"8BIM\x04", 0, (*finder).rawThumbnail},
}

// search finds all pictures. It returns false after too many steps.
func (f *finder) search() bool {
	for _, m := range marks {
		for at := 0; ; {
			i := bytes.Index(f.data[at:], []byte(m.text))
			if i < 0 {
				break
			}
			at += i
			if !f.step() {
				return false
			}
			if at >= m.before {
				if p := m.extent(f, at-m.before); p.end > 0 {
					f.found = append(f.found, p)
					at = max(at, p.end-1)
				}
			}
			at++
		}
	}
	f.tiffs()
	if f.depth < 2 {
		f.encoded()
		f.deflated()
	}
	return f.steps <= maxSteps
}

// FindColour returns the start and end offsets of colour pictures in data, sorted.
func FindColour(data []byte) (places [][2]int) {
	f := &finder{data: data}
	if !f.search() {
		return [][2]int{{0, len(data)}}
	}
	for _, p := range f.found {
		places = append(places, [2]int{p.start, p.end})
	}
	slices.SortFunc(places, func(a, b [2]int) int { return a[0] - b[0] })
	return places
}
