package png

import (
	"bytes"
	"strings"

	"pretobranco/engine/bw/codec"
	"pretobranco/engine/bw/exif"
)

// xmpKeyword names the iTXt chunk that holds XMP (XMP part 3, 1.1.5).
const xmpKeyword = "XML:com.adobe.xmp"

func (r *rewriter) exifOptions() exif.Options {
	return exif.Options{DropLocation: r.options.Metadata == codec.DropLocation, Thumbnail: r.options.Thumbnail}
}

// writeEXIF writes eXIf by the metadata options. The orientation is kept, as pixels are not
// rotated.
func (r *rewriter) writeEXIF(block []byte) {
	if r.options.Metadata == codec.DropMetadata {
		if block = exif.Bare(block); r.oriented {
			return
		}
		r.oriented = true
	} else if block = exif.Rewrite(block, r.exifOptions()); block == nil {
		r.dropped.Add(exif.PartEXIF)
	}
	if block != nil {
		r.out = appendChunk(r.out, "eXIf", block...)
	}
}

// writeText writes tEXt, zTXt or iTXt by the metadata options.
func (r *rewriter) writeText(c chunk) {
	if r.options.Metadata == codec.DropMetadata {
		if name, _, _ := keyword(c.data()); rawPart(rawKind(name)) == exif.PartEXIF && !r.oriented {
			if block := exif.New(Orientation(r.file)); block != nil {
				r.oriented = true
				r.out = appendChunk(r.out, "eXIf", block...)
			}
		}
		return
	}
	name, text, ok := r.texts.read(c)
	lower := strings.ToLower(name)
	drop := r.options.Metadata == codec.DropLocation
	switch kind := rawKind(name); {
	case kind == "icc", kind == "icm": // profiles of older ImageMagick versions: those of colour would be wrong
		if r.same {
			r.out = append(r.out, c...)
		}
		return
	case kind != "":
		r.writeRaw(c, name, kind, text, ok)
		return
	case c.kind() == "iTXt" && name == xmpKeyword:
		r.writeXMP(c, text, ok)
		return
	case drop && namesPlace(lower):
		return
	case drop && !ok, drop && strings.Contains(lower, "xmp"), exif.HasColour(text):
		r.dropped.Add(exif.PartTexts)
		return
	}
	r.out = append(r.out, c...)
}

// namesPlace reports whether a keyword names a location, such as ImageMagick's "exif:GPSLatitude"
// and "photoshop:City".
func namesPlace(lower string) bool {
	for _, word := range []string{"gps", "location", "latitude", "longitude"} {
		if strings.Contains(lower, word) {
			return true
		}
	}
	return exif.NamesLocation(lower)
}

// writeRaw writes metadata in hexadecimal digits by the metadata options.
func (r *rewriter) writeRaw(c chunk, name, kind string, text []byte, ok bool) {
	part := rawPart(kind)
	data, whole := parseRaw(text)
	if !ok || !whole {
		if r.options.Metadata == codec.DropLocation || exif.HasColour(text) {
			r.dropped.Add(part)
			return
		}
		r.out = append(r.out, c...)
		return
	}
	made := r.cleanRaw(kind, data)
	switch {
	case len(made) == 0 && len(data) > 0:
		r.dropped.Add(part)
	case bytes.Equal(made, data):
		r.out = append(r.out, c...)
	default:
		_, rest, _ := bytes.Cut(bytes.TrimLeft(text, "\r\n"), []byte("\n"))
		own := bytes.TrimRight(text[:len(text)-len(rest)], "\r\n") // the name in the text
		r.out = appendText(r.out, name, rawText(strings.TrimSpace(string(own)), made), c.kind() != "tEXt")
	}
}

func rawPart(kind string) exif.Part {
	switch kind {
	case "exif", "app1":
		return exif.PartEXIF
	case "xmp":
		return exif.PartXMP
	case "iptc":
		return exif.PartIPTC
	case "8bim":
		return exif.PartPhotoshop
	}
	return exif.PartOther
}

var (
	app1EXIF = []byte("Exif\x00\x00")
	app1XMP  = []byte("http://ns.adobe.com/xap/1.0/\x00")
)

// cleanRaw applies the options to metadata of a kind; nil drops it.
func (r *rewriter) cleanRaw(kind string, data []byte) []byte {
	o := r.exifOptions()
	packet, named := bytes.CutPrefix(data, app1XMP)
	switch {
	case named:
		if packet = exif.CleanXMP(packet, o.DropLocation); packet == nil {
			return nil
		}
		return append(bytes.Clone(app1XMP), packet...)
	case kind == "exif", kind == "app1":
		return exif.Rewrite(data, o)
	case kind == "xmp":
		return exif.CleanXMP(data, o.DropLocation)
	case kind == "8bim", kind == "iptc" && isResources(data):
		return exif.RewritePhotoshop(data, o)
	case kind == "iptc":
		if o.DropLocation {
			data = exif.DropIPTCLocation(data)
		}
	case o.DropLocation: // it may contain a location
		return nil
	}
	if o.Thumbnail == nil {
		return data
	}
	return exif.GrayPictures(data, o.Thumbnail)
}

// isResources distinguishes Photoshop's image resources from plain IPTC records.
func isResources(data []byte) bool {
	return bytes.HasPrefix(data, []byte("8BIM")) || bytes.HasPrefix(data, []byte("Photoshop 3.0\x00"))
}

// writeXMP writes an XMP packet without pictures, and without locations if requested. An unreadable
// packet is kept only if locations may be.
func (r *rewriter) writeXMP(c chunk, packet []byte, ok bool) {
	drop := r.options.Metadata == codec.DropLocation
	var clean []byte
	if ok {
		r.dropped.Add(exif.XMPHolds(packet)...)
		clean = exif.CleanXMP(packet, drop)
	}
	switch {
	case !ok && !drop, ok && clean != nil && bytes.Equal(clean, packet):
		r.out = append(r.out, c...)
	case clean == nil:
		r.dropped.Add(exif.PartXMP)
	default:
		head := []byte(xmpKeyword + "\x00\x00\x00\x00\x00")
		if _, rest, _ := keyword(c.data()); rest[0] != 0 {
			head[len(xmpKeyword)+1], clean = 1, deflateText(clean)
		}
		r.out = appendChunk(r.out, "iTXt", append(head, clean...)...)
	}
}
