package exif

import (
	"bytes"
	"slices"
)

// Pictures hide in metadata: previews in maker notes, thumbnails in Photoshop's resources, files
// in the chunks and segments of makers' own, in binary, in base64 and in hexadecimal digits. They
// are found by what they begin with:
//
//	data -> signatures -> extent -> in colour? -+- JPEG: made gray where it stands
//	   |                                        +- any other, and JPEG that does not fit: blanked
//	   +--> deflated data, runs of base64 or hex -> data again
//
// Nothing moves, for only the maker knows what points where.

// A picture is a piece of data that holds one in colour.
type picture struct {
	start, end int
	jpeg       bool // a JPEG file, the first byte of which may be missing
	rgb        bool // plain samples of red, green and blue
	filler     byte // what blanks it
}

// maxSteps bounds how many segments, chunks and entries are looked at in one piece of data. Real
// ones have some hundreds.
const maxSteps = 1 << 22

// A finder looks for pictures.
type finder struct {
	data  []byte
	every bool // gray JPEG files count as well
	depth int  // of encodings around the data
	steps int
	found []picture
}

// HasColour tells whether data holds a picture in colour.
func HasColour(data []byte) bool {
	f := &finder{data: data}
	return f.search() && len(f.found) > 0 || f.steps > maxSteps
}

// GrayPictures returns data in which no picture has colour: a JPEG file inside is replaced by
// what remake makes of it, if that is no longer, and any other picture is overwritten. The length
// stays, and so does everything else. It is data itself if there is nothing to do, and nil if the
// data is made to be searched for ever.
func GrayPictures(data []byte, remake func(jpeg []byte) ([]byte, error)) []byte {
	return grayPictures(data, remake, false)
}

// grayPictures is GrayPictures; with every, gray JPEG files are remade as well, which takes their
// metadata.
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
		p.mend(out[p.start:p.end], remake)
	}
	return out
}

// mend makes a picture gray where it stands.
func (p picture) mend(b []byte, remake func([]byte) ([]byte, error)) {
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

// step counts one; it is false when there were too many.
func (f *finder) step() bool {
	f.steps++
	return f.steps <= maxSteps
}

// marks are what pictures begin with, and how far into them that stands.
var marks = []struct {
	text   string
	before int
	extent func(f *finder, at int) picture // an end of 0 is none
}{
	{"\xd8\xff", 1, (*finder).jpeg}, // the first byte is another one in some maker notes
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

// search finds all pictures; false if the data is made to be searched for ever.
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

// FindColour returns where data holds pictures in colour, each from an offset up to another, in
// their order.
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
