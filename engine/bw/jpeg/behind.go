package jpeg

import (
	"bytes"
	"encoding/binary"

	"pretobranco/engine/bw/exif"
)

// Behind describes the data after a picture's EOI. The gray file does not have it.
type Behind struct {
	Pictures int  // the main picture and others of its kind (panoramas, stereo pairs); 1: only the main picture
	GainMap  bool // a gain map for HDR screens
	Parts    exif.Parts
}

// behind identifies the data after a picture's EOI.
func (p *headers) behind(rest []byte) (b Behind) {
	b.Pictures = 1
	pictures := bytes.Contains(rest, []byte("\xff\xd8\xff"))
	for _, s := range p.segments {
		switch {
		case s.named(mAPP1, xmpName):
			b.GainMap = b.GainMap || pictures && namesGainMap(s.body)
		case s.named(mAPP2, gainMapName):
			b.GainMap = b.GainMap || pictures
		case s.named(mAPP2, mpfName):
			b.Pictures += alike(s.body[len(mpfName):])
		}
	}
	b.GainMap = b.GainMap || pictures && namesGainMap(rest)
	for _, kind := range []string{"ftypmp4", "ftypisom", "ftypqt  ", "ftypMSNV", "ftypavc1", "ftyp3gp"} {
		if bytes.Contains(rest, []byte(kind)) {
			b.Parts.Add(exif.PartVideo)
		}
	}
	if bytes.Contains(rest, []byte("SoundShot")) { // Samsung's
		b.Parts.Add(exif.PartSound)
	}
	return b
}

// alike counts the pictures in a Multi-Picture Format segment (CIPA DC-007, 5.2.3) that are
// pictures in their own right: parts of a panorama, a stereo pair or a multi-angle set. Previews,
// gain maps and the like don't count.
func alike(mpf []byte) (n int) {
	if len(mpf) < 8 {
		return 0
	}
	var order binary.ByteOrder = binary.LittleEndian
	if mpf[0] == 'M' {
		order = binary.BigEndian
	}
	const entries, entrySize, pictureSize = 0xb002, 12, 16
	at := int64(order.Uint32(mpf[4:]))
	if at+2 > int64(len(mpf)) {
		return 0
	}
	for i := range int64(order.Uint16(mpf[at:])) {
		e := at + 2 + entrySize*i
		if e+entrySize > int64(len(mpf)) {
			break
		}
		if order.Uint16(mpf[e:]) != entries {
			continue
		}
		from, size := int64(order.Uint32(mpf[e+8:])), int64(order.Uint32(mpf[e+4:]))
		for at := from + pictureSize; at+pictureSize <= min(from+size, int64(len(mpf))); at += pictureSize { // the first is the main picture
			if kind := order.Uint32(mpf[at:]) & 0xff0000; kind == 0x020000 {
				n++
			}
		}
	}
	return n
}

// ReadBehind describes the data after a file's picture. For a file that can't be read there is
// none.
func ReadBehind(file []byte) Behind {
	p, err := readHeaders(file)
	if err != nil {
		return Behind{Pictures: 1}
	}
	w, err := newWalker(file)
	for err == nil {
		var marker byte
		switch marker, _, err = w.next(); marker {
		case mSOS:
			w.skipData()
		case mEOI, 0:
			return p.behind(file[w.at:])
		}
	}
	return Behind{Pictures: 1}
}
