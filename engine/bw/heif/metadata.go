package heif

import (
	"bytes"

	"pretobranco/engine/bw/exif"
)

// metadata returns the EXIF block and the XMP packet of the main picture. A file may have metadata
// for several pictures: a phone's depth map, an HDR gain map, the pictures of a burst. So each is
// taken from
//
//  1. the first item that describes the main picture (a cdsc reference), otherwise
//  2. the first that describes one of its inputs, otherwise
//  3. the only one, if it describes nothing.
//
// Invalid metadata is ignored.
func (c *container) metadata() (block, xmp []byte) {
	block = tiffHeader(c.describes(func(i *item) bool { return i.kind == "Exif" }))
	xmp = c.describes(func(i *item) bool { return i.kind == "mime" && i.content == "application/rdf+xml" })
	return block, xmp
}

// describes returns the data of the item of this sort that describes the main picture, or nil.
func (c *container) describes(sort func(*item) bool) []byte {
	var all []*item
	for _, i := range c.order {
		if sort(i) {
			all = append(all, i)
		}
	}
	made := c.inputs(c.primary)
	for _, pictures := range [][]uint64{made[:1], made} {
		for _, i := range all {
			if i.refersTo("cdsc", pictures) {
				if data := c.plain(i); len(data) > 0 {
					return data
				}
			}
		}
	}
	if len(all) == 1 && len(all[0].refers("cdsc")) == 0 {
		return c.plain(all[0])
	}
	return nil
}

// aspect returns the proportion of a picture's pixels (pasp, ISO/IEC 14496-12, 12.1.4): the inverse
// of the spacing between them.
func (i *item) aspect() exif.Resolution {
	p := cursor{data: i.property("pasp")}
	across, down := p.number(4), p.number(4)
	if p.broken {
		return exif.Resolution{}
	}
	return exif.NewResolution(float64(down), float64(across), 0)
}

// plain returns an item's data, decompressed.
func (c *container) plain(i *item) []byte {
	data, ok := c.data(i)
	if !ok {
		return nil
	}
	return decompressed(data, i.encoding)
}

// tiffHeader skips the data before an EXIF block: an offset, and JPEG's identifier. Some writers
// write a wrong offset or omit it.
func tiffHeader(data []byte) []byte {
	const most = 16 // for both
	p := cursor{data: data}
	skip := p.number(4)
	if !p.broken && skip <= uint64(len(p.data)) {
		if block := bytes.TrimPrefix(p.data[skip:], []byte("Exif\x00\x00")); isTIFF(block) {
			return block
		}
	}
	for at := range min(most, len(data)) {
		if isTIFF(data[at:]) {
			return data[at:]
		}
	}
	return nil
}

func isTIFF(data []byte) bool {
	return bytes.HasPrefix(data, []byte("II*\x00")) || bytes.HasPrefix(data, []byte("MM\x00*"))
}
