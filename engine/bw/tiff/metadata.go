package tiff

import (
	"bytes"
	"errors"
	"math"

	"pretobranco/engine/bw/codec"
	"pretobranco/engine/bw/exif"
)

// beside returns a page with everything of d except its picture, filtered by the metadata options;
// if the page is written again, also without fields that only colour needs.
func (r *rewriter) beside(d *directory, anew bool) page {
	p := page{directory: &directory{order: d.order}, sub: map[uint16][]page{}}
	all := r.options.Metadata == codec.KeepMetadata
	for _, e := range d.entries {
		if anew && ofColour[e.tag] || r.options.Metadata == codec.DropMetadata && !structural[e.tag] || !all && places[e.tag] {
			if part, missed := lostParts[e.tag]; missed && r.options.Metadata != codec.DropMetadata && !places[e.tag] {
				r.dropped.Add(part)
			}
			continue
		}
		if e.tag == subDirectories || e.tag == exifDirectory || e.tag == gpsDirectory || e.tag == interopDirectory {
			r.subDirectories(&p, e.tag, d.sub[e.tag])
			continue
		}
		made := e.data
		if r.options.Metadata != codec.DropMetadata {
			made = r.value(e)
		}
		if !bytes.Equal(made, e.data) {
			r.changed = true
			if e = replaced(e, made); len(made) == 0 {
				continue
			}
		}
		if e.count > 0 {
			p.entries = append(p.entries, e)
		}
	}
	return p
}

// lostParts are the tags of ofColour that a user may miss.
var lostParts = map[uint16]exif.Part{photoshopLayers: exif.PartLayers, contentCredentials: exif.PartCredentials}

// value returns an entry's filtered value; nil drops it.
func (r *rewriter) value(e entry) []byte {
	o := exif.Options{DropLocation: r.options.Metadata == codec.DropLocation, Thumbnail: r.thumbnail}
	made, part := e.data, exif.PartOther
	switch {
	case structural[e.tag], len(e.data) == 0:
		return e.data
	case e.tag == makerNote:
		part = exif.PartMakerNote
		made = exif.GrayPictures(e.data, r.thumbnail)
	case e.tag == xmpPacket:
		part = exif.PartXMP
		r.dropped.Add(exif.XMPHolds(e.data)...)
		made = exif.CleanXMP(e.data, o.DropLocation)
	case e.tag == iptcRecords:
		if part = exif.PartIPTC; o.DropLocation {
			made = exif.DropIPTCLocation(e.data)
		}
		if made != nil {
			made = exif.GrayPictures(made, r.thumbnail)
		}
	case e.tag == photoshopResources:
		part = exif.PartPhotoshop
		made = exif.RewritePhotoshop(e.data, o)
	case sizes[e.kind] == 1:
		made = exif.GrayPictures(e.data, r.thumbnail)
	}
	if len(made) == 0 {
		r.dropped.Add(part)
	}
	return made
}

func (r *rewriter) thumbnail(file []byte) ([]byte, error) {
	if r.options.Thumbnail == nil {
		return nil, errNoThumbnail
	}
	return r.options.Thumbnail(file)
}

var errNoThumbnail = errors.New("in colour")

// replaced returns an entry with other bytes.
func replaced(e entry, data []byte) entry {
	if sizes[e.kind] != 1 {
		e.kind = 7
	}
	e.count, e.data = len(data), data
	return e
}

// subDirectories adds the subdirectories of a tag. Smaller pictures that can't be converted are
// dropped.
func (r *rewriter) subDirectories(p *page, tag uint16, inner []*directory) {
	for _, d := range inner {
		if tag != subDirectories {
			p.sub[tag] = append(p.sub[tag], r.beside(d, false))
			continue
		}
		before := r.info
		small, err := r.page(d)
		if err != nil {
			r.info, r.changed = before, true
			continue
		}
		p.sub[tag] = append(p.sub[tag], small)
	}
}

// extraOf reads a page's metadata.
func extraOf(d *directory) codec.Extra {
	e := codec.Extra{Profile: d.bytes(colorProfile), XMP: d.bytes(xmpPacket), IPTC: d.bytes(iptcRecords)}
	iptc, others := exif.SplitPhotoshop(d.bytes(photoshopResources))
	if e.Photoshop = others; len(e.IPTC) == 0 {
		e.IPTC = iptc
	}
	e.EXIF = exifOf(d, &e.Unknown)
	e.Resolution = d.resolution()
	return e
}

// resolution returns a page's resolution. Where only one direction has one, it is that of both.
func (d *directory) resolution() exif.Resolution {
	x, okX := d.ratio(xResolution, 0)
	y, okY := d.ratio(yResolution, 0)
	if !okX {
		x = y
	}
	if !okY {
		y = x
	}
	return exif.NewResolution(x, y, exif.UnitsPerInch(d.number(resolutionUnit, 2)))
}

// exifOf returns a page's metadata as an EXIF block for other formats, and records the parts that
// EXIF can't hold.
func exifOf(d *directory, unknown *exif.Parts) []byte {
	p := page{directory: &directory{order: d.order}, sub: map[uint16][]page{}}
	for _, e := range d.entries {
		switch part, missed := lostParts[e.tag]; {
		case e.tag == exifDirectory, e.tag == gpsDirectory:
			for _, inner := range d.sub[e.tag] {
				of := page{directory: &directory{order: d.order, entries: without(inner.entries, interopDirectory)}, sub: map[uint16][]page{}}
				for _, interop := range inner.sub[interopDirectory] {
					of.sub[interopDirectory] = []page{{directory: interop}}
				}
				p.sub[e.tag] = append(p.sub[e.tag], of)
			}
		case ofEXIF(e.tag):
			p.entries = append(p.entries, e)
		case missed:
			unknown.Add(part)
		case e.tag >= 0x8000 && !structural[e.tag] && !ofColour[e.tag] && !carried[e.tag] && len(e.data) > 4:
			unknown.Add(exif.PartOther)
		}
	}
	w := newWriter(d.order)
	w.page(p)
	out, _ := w.finish() // too short to fail
	unknown.Add(w.dropped...)
	return out
}

// ofEXIF reports tags of a page that EXIF has as well (Exif 2.32, 4.6.4), and those in which
// Windows stores texts and ratings.
func ofEXIF(tag uint16) bool {
	switch tag {
	case 269, 270, 271, 272, orientation, 285, xResolution, yResolution, resolutionUnit, 305, 306, 315, 316, 18246, 18249, 33432:
		return true
	}
	return tag >= 40091 && tag <= 40095 || tag >= 33434 && tag <= 33437
}

// carried are private tags that are converted separately, or that are not missed, such as print
// settings.
var carried = map[uint16]bool{xmpPacket: true, iptcRecords: true, photoshopResources: true, interopDirectory: true, 50341: true, 59932: true, 59933: true}

// block adds an EXIF block's values to a page, in the block's byte order. It returns false if the
// block can't be read.
func (r *rewriter) block(data []byte) (p page, ok bool) {
	f := &container{data: data, seen: map[int]bool{}}
	if len(data) < 8 {
		return page{}, false
	}
	switch string(data[:4]) {
	case "II*\x00":
		f.order = littleEndian
	case "MM\x00*":
		f.order = bigEndian
	default:
		return page{}, false
	}
	d, _, err := f.directory(int(min(f.order.Uint32(data[4:]), math.MaxInt32)), 0)
	if err != nil {
		return page{}, false
	}
	d.entries = without(d.entries, subDirectories) // smaller pictures of another file
	return r.beside(d, true), true
}
