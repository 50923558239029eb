package jpeg

import (
	"bytes"
	"context"
	"slices"

	"pretobranco/engine/bw/bufpool"
	"pretobranco/engine/bw/codec"
	"pretobranco/engine/bw/exif"
	"pretobranco/engine/bw/icc"
)

// A segment is an APPn or COM segment.
type segment struct {
	marker byte
	body   []byte
}

func (s segment) named(marker byte, name []byte) bool {
	return s.marker == marker && bytes.HasPrefix(s.body, name)
}

// A segmentFilter applies the metadata options to the segments. Metadata that spans several
// segments is joined, changed if necessary, and split again; the result takes the place of the
// first segment. Unchanged segments are copied byte for byte.
type segmentFilter struct {
	ctx     context.Context
	options codec.Metadata
	colour  bool   // the input is in colour: drop metadata about its colours
	profile []byte // for the result; nil: none
	bad     bool   // the input's profile is unusable

	replaced map[*byte][]byte // replacements, by the first byte of the segment; unchanged ones are absent
	decided  map[*byte]bool
	dropped  exif.Parts // what was dropped without being asked for
}

// newSegmentFilter decides about all segments before the first scan.
func newSegmentFilter(ctx context.Context, p *headers, options codec.Metadata) (*segmentFilter, error) {
	f := &segmentFilter{ctx: ctx, options: options, colour: p.model != Grayscale, replaced: map[*byte][]byte{}, decided: map[*byte]bool{}}
	pixels := icc.Mono
	if f.colour {
		pixels = icc.Colour
	}
	plan := icc.PlanFor(p.extra.Profile, pixels)
	if plan.ToSRGB != nil && f.colour {
		return nil, codec.NeedsPixels(codec.ForProfile)
	}
	if plan.ToSRGB == nil {
		f.profile = plan.Gray
	}
	f.bad = p.extra.BadProfile || len(p.extra.Profile) > 0 && f.profile == nil
	f.decide(p.segments)
	return f, nil
}

// appendTo appends a segment or its replacement.
func (f *segmentFilter) appendTo(out []byte, marker byte, d []byte) []byte {
	if len(d) == 0 {
		if f.options == codec.DropMetadata {
			return out
		}
		return appendSegment(out, marker)
	}
	if !f.decided[&d[0]] { // after a scan
		f.decide([]segment{{marker, d}})
	}
	if made, changed := f.replaced[&d[0]]; changed {
		return append(out, made...)
	}
	return appendSegment(out, marker, d)
}

// replace replaces segments. The replacement takes the place of the first.
func (f *segmentFilter) replace(old []segment, made []byte) {
	for _, s := range old {
		f.replaced[&s.body[0]] = made
		made = nil
	}
}

// decide decides about segments, which may belong together.
func (f *segmentFilter) decide(segments []segment) {
	var profile, exifs, packets, extended, photoshop, unknown []segment
	for _, s := range segments {
		if len(s.body) == 0 || f.decided[&s.body[0]] {
			continue
		}
		f.decided[&s.body[0]] = true
		switch {
		case s.named(mAPP0, jfifName):
			if len(s.body) > 14 && (f.colour || rgbDiffers(s.body[14:])) { // colour thumbnail
				f.replace([]segment{s}, appendSegment(nil, s.marker, s.body[:12], []byte{0, 0}))
			}
		case s.named(mAPP0, jfxxName):
			if f.colour || thumbnailInColour(s.body) {
				f.replace([]segment{s}, nil)
			} else {
				unknown = append(unknown, s)
			}
		case s.named(mAPP1, exifName):
			exifs = append(exifs, s)
		case s.named(mAPP1, xmpName):
			packets = append(packets, s)
		case s.named(mAPP1, xmpMoreName):
			extended = append(extended, s)
		case s.named(mAPP2, iccName):
			profile = append(profile, s)
		case s.named(mAPP2, mpfName), s.named(mAPP2, gainMapName):
			f.replace([]segment{s}, nil)
		case s.named(mAPP13, photoshopName):
			photoshop = append(photoshop, s)
		case s.named(mAPP14, adobeName):
			if f.colour { // it names the colour model
				f.replace([]segment{s}, nil)
			}
		case s.marker == mCOM:
			f.comment(s)
		default:
			unknown = append(unknown, s)
		}
	}
	if len(profile) > 0 {
		var made []byte
		if f.profile != nil {
			var ok bool
			if made, ok = appendProfile(nil, f.profile); !ok {
				f.dropped.Add(exif.PartProfile)
			}
		}
		f.replace(profile, made)
	}
	f.exif(exifs)
	f.xmp(packets, extended)
	f.photoshop(photoshop)
	f.unknown(unknown)
}

func (f *segmentFilter) comment(s segment) {
	switch {
	case f.options == codec.DropMetadata:
		f.replace([]segment{s}, nil)
	case exif.HasColour(s.body):
		f.replace([]segment{s}, nil)
		f.dropped.Add(exif.PartComment)
	}
}

// thumbnail converts a thumbnail inside the metadata.
func (f *segmentFilter) thumbnail(file []byte) ([]byte, error) { return GrayThumbnail(f.ctx, file) }

// blocks groups EXIF segments by block: a segment that doesn't start with a byte order mark
// continues the block before.
func blocks(segments []segment) (groups [][]segment) {
	for _, s := range segments {
		rest := s.body[len(exifName):]
		if begins := bytes.HasPrefix(rest, []byte("II")) || bytes.HasPrefix(rest, []byte("MM")); begins || len(groups) == 0 {
			groups = append(groups, nil)
		}
		groups[len(groups)-1] = append(groups[len(groups)-1], s)
	}
	return groups
}

func joined(segments []segment, name []byte) []byte {
	if len(segments) == 1 {
		return segments[0].body[len(name):]
	}
	out := make([]byte, 0, total(segments))
	for _, s := range segments {
		out = append(out, s.body[len(name):]...)
	}
	return out
}

// total returns the length of all segments.
func total(segments []segment) (n int) {
	for _, s := range segments {
		n += len(s.body)
	}
	return n
}

func (f *segmentFilter) exif(segments []segment) {
	for i, group := range blocks(segments) {
		block := joined(group, exifName)
		if f.options == codec.DropMetadata {
			var made []byte
			if block = exif.Bare(block); block != nil && i == 0 {
				made = appendSegment(nil, mAPP1, exifName, block)
			}
			f.replace(group, made)
			continue
		}
		made := exif.Rewrite(block, exif.Options{DropLocation: f.options == codec.DropLocation, Thumbnail: f.thumbnail})
		if bytes.Equal(made, block) {
			continue
		}
		if made == nil {
			f.dropped.Add(exif.PartEXIF)
		}
		out, parts := appendEXIF(nil, made)
		f.dropped.Add(parts...)
		f.replace(group, out)
	}
}

func (f *segmentFilter) xmp(packets, extended []segment) {
	if f.options == codec.DropMetadata {
		f.replace(packets, nil)
		f.replace(extended, nil)
		return
	}
	for i, s := range packets {
		packet := s.body[len(xmpName):]
		group := []segment{s}
		if i == 0 {
			if more := joinExtended(extended, exif.ExtendedXMP(packet)); more != nil {
				if whole := exif.JoinXMP(packet, more); whole != nil {
					packet, group = whole, append(group, extended...)
					extended = nil
				}
			}
		}
		f.dropped.Add(exif.XMPHolds(packet)...)
		made := exif.CleanXMP(packet, f.options == codec.DropLocation)
		if bytes.Equal(made, packet) {
			continue
		}
		if made == nil {
			f.dropped.Add(exif.PartXMP)
		}
		out, parts := appendXMP(nil, made)
		f.dropped.Add(parts...)
		f.replace(group, out)
	}
	// Segments of an extended packet that is incomplete, or that no standard packet refers to,
	// can't be interpreted.
	for _, s := range extended {
		if f.options == codec.DropLocation || f.colour || exif.HasColour(s.body) {
			f.replace([]segment{s}, nil)
			f.dropped.Add(exif.PartXMP)
		}
	}
}

// namesGainMap reports whether an XMP packet, or the start of a file, names a gain map: Adobe's,
// which Android writes, ISO 21496-1's, or Apple's.
func namesGainMap(b []byte) bool {
	for _, name := range []string{"http://ns.adobe.com/hdr-gain-map/", "urn:iso:std:iso:ts:21496:-1", "http://ns.apple.com/HDRGainMap/", "aux:hdrgainmap"} {
		if bytes.Contains(b, []byte(name)) {
			return true
		}
	}
	return false
}

// photoshop handles Photoshop resources, including IPTC. A resource may start in one segment and
// end in the next.
func (f *segmentFilter) photoshop(segments []segment) {
	if f.options == codec.DropMetadata {
		f.replace(segments, nil)
		return
	}
	resources := joined(segments, photoshopName)
	made := exif.RewritePhotoshop(resources, exif.Options{DropLocation: f.options == codec.DropLocation, Thumbnail: f.thumbnail})
	switch {
	case bytes.Equal(made, resources):
	case made == nil && len(segments) > 1: // perhaps each segment is complete
		for _, s := range segments {
			f.photoshop([]segment{s})
		}
	case made == nil:
		f.dropped.Add(exif.PartPhotoshop)
		f.replace(segments, nil)
	case len(made) == len(resources):
		for _, s := range segments {
			n := len(s.body) - len(photoshopName)
			f.replace([]segment{s}, appendSegment(nil, mAPP13, photoshopName, made[:n]))
			made = made[n:]
		}
	default:
		f.replace(segments, appendPhotoshop(nil, made))
	}
}

// unknown handles segments of unknown, proprietary formats. Segments with colour previews are
// dropped; a preview may span several of them.
func (f *segmentFilter) unknown(segments []segment) {
	var kept []segment
	var flashPix []byte // the streams, without the header of each segment
	for _, s := range segments {
		if s.named(mAPP2, flashPixName) {
			flashPix = append(flashPix, s.body[min(len(s.body), len(flashPixName)+2):]...)
		}
	}
	previews := f.colour || exif.HasColour(flashPix)
	for _, s := range segments {
		switch {
		case f.options == codec.DropMetadata:
			f.replace([]segment{s}, nil)
		case f.options == codec.DropLocation && s.marker != mAPP0 && s.marker != 0xec: // "Ducky" is Adobe's quality
			f.replace([]segment{s}, nil) // it may contain a location
			f.dropped.Add(exif.PartOther)
		case f.colour && s.marker == mAPP11: // JPEG XT or HDR data, or a signature that is no longer valid
			f.replace([]segment{s}, nil)
			if bytes.Contains(s.body, []byte("c2pa")) {
				f.dropped.Add(exif.PartCredentials)
			}
		case previews && s.named(mAPP2, flashPixName), f.colour && bytes.Contains(s.body, []byte("\xff\xd8\xff")):
			f.replace([]segment{s}, nil)
		default:
			kept = append(kept, s)
		}
	}
	whole := bufpool.Get(total(kept))
	defer func() { bufpool.Put(whole) }()
	for _, s := range kept {
		whole = append(whole, s.body...)
	}
	at := 0
	for _, found := range exif.FindColour(whole) {
		for len(kept) > 0 && at+len(kept[0].body) <= found[0] {
			at += len(kept[0].body)
			kept = kept[1:]
		}
		for len(kept) > 0 && at < found[1] {
			f.replace(kept[:1], nil)
			at += len(kept[0].body)
			kept = kept[1:]
		}
	}
}

// thumbnailInColour reports whether a JFIF extension segment has a thumbnail in colour: JPEG,
// palette or RGB (T.871, 10.2).
func thumbnailInColour(d []byte) bool {
	if len(d) < 8 {
		return false
	}
	switch d[5] {
	case 0x11:
		return rgbDiffers(d[8:min(len(d), 8+768)])
	case 0x13:
		return rgbDiffers(d[8:])
	}
	return exif.HasColour(d)
}

// rgbDiffers reports whether any RGB sample is not gray.
func rgbDiffers(d []byte) bool {
	for ; len(d) >= 3; d = d[3:] {
		if d[0] != d[1] || d[1] != d[2] {
			return true
		}
	}
	return false
}

// joinExtended joins the segments of the extended packet with a GUID, or returns nil if some are
// missing.
func joinExtended(segments []segment, guid string) []byte {
	var parts []xmpPart
	for _, s := range segments {
		if p, ok := parseXMPPart(s.body); ok && p.guid == guid {
			parts = append(parts, p)
		}
	}
	slices.SortStableFunc(parts, func(a, b xmpPart) int { return a.offset - b.offset })
	whole := make([]byte, 0, total(segments))
	for _, part := range parts {
		if part.offset == len(whole) && part.total == parts[0].total {
			whole = append(whole, part.data...)
		}
	}
	if len(parts) == 0 || len(whole) != parts[0].total {
		return nil
	}
	return whole
}
