package tiff

import (
	"errors"

	"pretobranco/engine/bw/exif"
	"pretobranco/engine/bw/raster"
)

// beside returns a page with everything of d but its picture, held to the rules of metadata;
// if it is written anew, also without what only colour needs.
func (r *rewriter) beside(d *directory, anew bool) page {
	p := page{directory: &directory{order: d.order}, sub: map[uint16][]page{}}
	all := r.options.Metadata == raster.KeepMetadata
	for _, e := range d.entries {
		if anew && ofColour[e.tag] || r.options.Metadata == raster.DropMetadata && !structural[e.tag] || !all && places[e.tag] {
			continue
		}
		switch e.tag {
		case subDirectories, exifDirectory, gpsDirectory, interopDirectory:
			r.subDirectories(&p, e.tag, d.sub[e.tag])
			continue
		case xmpPacket:
			e = replaced(e, r.xmp(e.data))
		case iptcRecords:
			if !all {
				e = replaced(e, exif.DropIPTCLocation(e.data))
			}
		case photoshopResources:
			e = replaced(e, exif.RewritePhotoshop(e.data, exif.Options{DropLocation: !all, Thumbnail: noThumbnail}))
		case photoshopLayers: // in colour
			continue
		}
		if e.count > 0 {
			p.entries = append(p.entries, e)
		}
	}
	return p
}

func noThumbnail([]byte) ([]byte, error) { return nil, errors.New("in colour") }

func (r *rewriter) xmp(packet []byte) []byte {
	packet = exif.DropXMPPictures(packet)
	if packet != nil && r.options.Metadata == raster.DropLocation {
		packet = exif.DropXMPLocation(packet)
	}
	return packet
}

// replaced is an entry of bytes with others; nil is none.
func replaced(e entry, data []byte) entry {
	e.kind, e.count, e.data = 7, len(data), data
	return e
}

// subDirectories adds those that a tag points to. A smaller picture that can't be made
// gray goes.
func (r *rewriter) subDirectories(p *page, tag uint16, inner []*directory) {
	for _, d := range inner {
		if tag != subDirectories {
			p.sub[tag] = append(p.sub[tag], r.beside(d, false))
			continue
		}
		gray := r.info
		if small, err := r.page(d); err == nil {
			p.sub[tag] = append(p.sub[tag], small)
		} else {
			r.info = gray
		}
	}
}

// exifOf makes an EXIF block, as other formats hold it, of what a page says beside its
// picture.
func exifOf(d *directory) []byte {
	p := page{directory: &directory{order: d.order}, sub: map[uint16][]page{}}
	for _, e := range d.entries {
		switch e.tag {
		case exifDirectory, gpsDirectory:
			for _, inner := range d.sub[e.tag] {
				p.sub[e.tag] = append(p.sub[e.tag], page{directory: &directory{order: d.order, entries: without(inner.entries, interopDirectory)}})
			}
		case 270, 271, 272, orientation, xResolution, yResolution, resolutionUnit, 305, 306, 315, 316, 33432:
			p.entries = append(p.entries, e)
		}
	}
	w := newWriter(d.order)
	w.page(p)
	return w.out
}
