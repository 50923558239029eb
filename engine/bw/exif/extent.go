package exif

import (
	"bytes"
	"encoding/binary"
)

// jpeg finds a JPEG file. A file of a single component is gray, and is searched like any other
// data.
func (f *finder) jpeg(at int) picture {
	components, data := f.jpegHeader(at)
	if components == 0 || components == 1 && !f.every {
		return picture{}
	}
	return picture{start: at, end: f.jpegEnd(data), jpeg: true}
}

// jpegHeader reads the segments up to the first scan. It returns the number of components and the
// offset of the scan's data; 0 if this is not a JPEG file.
func (f *finder) jpegHeader(at int) (components, data int) {
	d := f.data
	for at += 2; f.step() && at+4 <= len(d) && d[at] == 0xff; {
		marker := d[at+1]
		switch {
		case marker == 0xff: // a fill byte
			at++
			continue
		case marker < 0xc0, marker >= 0xd0 && marker <= 0xd9:
			return 0, 0
		}
		length := int(binary.BigEndian.Uint16(d[at+2:]))
		if length < 2 || at+2+length > len(d) {
			return 0, 0
		}
		switch {
		case marker == 0xda:
			return components, at + 2 + length
		case marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc && length >= 8:
			components = int(d[at+9])
		}
		at += 2 + length
	}
	return 0, 0
}

// jpegEnd returns the end of the file whose first scan's data starts at an offset.
func (f *finder) jpegEnd(at int) int {
	d := f.data
	for f.step() {
		i := bytes.IndexByte(d[at:], 0xff)
		if i < 0 || at+i+1 >= len(d) {
			return len(d)
		}
		at += i
		switch marker := d[at+1]; {
		case marker == 0, marker >= 0xd0 && marker <= 0xd7:
			at += 2
		case marker == 0xff:
			at++
		case marker == 0xd9:
			return at + 2
		case marker < 0xc0 || marker == 0xd8 || at+4 > len(d):
			return at
		default: // a table or a scan
			length := int(binary.BigEndian.Uint16(d[at+2:]))
			if length < 2 || length > len(d)-at-2 {
				return at
			}
			at += 2 + length
		}
	}
	return len(d)
}

// png finds a PNG file that is not grayscale.
func (f *finder) png(at int) picture {
	start, d := at, f.data
	if len(d)-at < 33 || string(d[at+12:at+16]) != "IHDR" || d[at+25]&^4 == 0 {
		return picture{}
	}
	for at += 8; f.step() && at+12 <= len(d); {
		size := int64(binary.BigEndian.Uint32(d[at:])) + 12
		if size > int64(len(d)-at) {
			return picture{start: start, end: len(d)}
		}
		last := string(d[at+4:at+8]) == "IEND"
		if at += int(size); last {
			break
		}
	}
	return picture{start: start, end: at}
}

// gif finds a GIF file with a palette in colour.
func (f *finder) gif(at int) picture {
	start, d := at, f.data
	if len(d)-at < 14 || d[at+4] != '7' && d[at+4] != '9' || d[at+5] != 'a' {
		return picture{}
	}
	size := 0
	table := func(flags byte, at int) bool {
		if size = 0; flags&0x80 == 0 {
			return false
		}
		size = 3 * (2 << (flags & 7))
		return at < len(d) && coloured(d[at:min(len(d), at+size)])
	}
	colour := table(d[at+10], at+13)
	for at += 13 + size; f.step() && at+2 < len(d) && d[at] != 0x3b; {
		switch d[at] {
		case 0x21:
			at += 2
		case 0x2c:
			if at+11 > len(d) {
				return picture{}
			}
			colour = table(d[at+9], at+10) || colour
			at += 11 + size
		default:
			return picture{}
		}
		for f.step() && at < len(d) && d[at] != 0 { // sub-blocks
			at += 1 + int(d[at])
		}
		at++
	}
	if !colour {
		return picture{}
	}
	return picture{start: start, end: min(len(d), at+1)}
}

// webp finds a WebP file.
func (f *finder) webp(at int) picture {
	if string(f.data[at:at+4]) != "RIFF" {
		return picture{}
	}
	size := int64(binary.LittleEndian.Uint32(f.data[at+4:])) + 8
	return picture{start: at, end: int(min(int64(len(f.data)), int64(at)+size))}
}

// pictureBrands are the brands in ftyp boxes of pictures, as opposed to videos.
var pictureBrands = map[string]bool{"heic": true, "heix": true, "heim": true, "heis": true, "hevc": true, "hevx": true, "mif1": true,
	"mif2": true, "msf1": true, "avif": true, "avis": true, "jxl ": true, "jp2 ": true, "jpx ": true, "crx ": true}

// boxes finds HEIC, AVIF, JPEG XL and JPEG 2000 files (ISO/IEC 14496-12).
func (f *finder) boxes(at int) picture {
	start, d := at, f.data
	if len(d)-at < 16 {
		return picture{}
	}
	if string(d[at+4:at+8]) == "ftyp" {
		size := int(min(binary.BigEndian.Uint32(d[at:]), 256))
		known := false
		for i := at + 8; i+4 <= min(len(d), at+size); i += 4 {
			known = known || pictureBrands[string(d[i:i+4])]
		}
		if !known {
			return picture{}
		}
	}
	for f.step() && at+8 <= len(d) {
		size := int64(binary.BigEndian.Uint32(d[at:]))
		for _, c := range d[at+4 : at+8] {
			if c < ' ' || c > '~' {
				return picture{start: start, end: at}
			}
		}
		if size == 1 && at+16 <= len(d) {
			size = int64(min(binary.BigEndian.Uint64(d[at+8:]), 1<<40))
		}
		if size == 0 || size > int64(len(d)-at) {
			return picture{start: start, end: len(d)}
		}
		if size < 8 {
			break
		}
		at += int(size)
	}
	return picture{start: start, end: at}
}

// jpeg2000 finds a bare codestream.
func (f *finder) jpeg2000(at int) picture {
	end := bytes.Index(f.data[at:], []byte("\xff\xd9"))
	if end < 0 {
		return picture{start: at, end: len(f.data)}
	}
	return picture{start: at, end: at + end + 2}
}

// bmp finds a BMP file in colour.
func (f *finder) bmp(at int) picture {
	d := f.data[at:]
	if len(d) < 54 || binary.LittleEndian.Uint32(d[6:]) != 0 {
		return picture{}
	}
	size, pixels, header := binary.LittleEndian.Uint32(d[2:]), binary.LittleEndian.Uint32(d[10:]), binary.LittleEndian.Uint32(d[14:])
	planes, bits := binary.LittleEndian.Uint16(d[26:]), binary.LittleEndian.Uint16(d[28:])
	if header == 12 {
		planes, bits = binary.LittleEndian.Uint16(d[22:]), binary.LittleEndian.Uint16(d[24:])
	}
	if planes != 1 || bits == 0 || bits > 32 || header != 12 && (header < 40 || header > 124) || pixels < 26 || uint64(pixels) >= uint64(len(d)) {
		return picture{}
	}
	end := len(d)
	if size > pixels && uint64(size) <= uint64(len(d)) {
		end = int(size)
	}
	if bits <= 8 {
		colour := false
		for p := d[min(14+header, pixels):pixels]; len(p) >= 4; p = p[4:] {
			colour = colour || p[0] != p[1] || p[1] != p[2]
		}
		if !colour {
			return picture{}
		}
	}
	return picture{start: at, end: at + end}
}

// rawThumbnail finds the samples of an uncompressed thumbnail in Photoshop resources: a header of
// 28 bytes that starts with the format (0), then RGB.
func (f *finder) rawThumbnail(at int) picture {
	if id := f.data[at+5:]; len(id) == 0 || id[0] != 0x09 && id[0] != 0x0c {
		return picture{}
	}
	head, body, _, ok := cutResource(f.data[at:])
	if !ok || len(body) <= 28 || binary.BigEndian.Uint32(body) != 0 {
		return picture{}
	}
	start := at + len(head) + 4 + 28
	if !coloured(body[28:]) {
		return picture{}
	}
	return picture{start: start, end: at + len(head) + 4 + len(body)}
}
