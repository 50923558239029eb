package gif

import (
	"bytes"
	"context"

	"pretobranco/engine/bw/codec"
	"pretobranco/engine/bw/exif"
	"pretobranco/engine/bw/fault"
	"pretobranco/engine/bw/icc"
)

// Application extensions that hold an ICC profile (ICC.1:2022, B.6) and XMP (XMP part 3, 1.1.2).
const (
	profileKey = "ICCRGBG1012"
	xmpKey     = "XMP DataXMP"

	credentialsKey = "C2PA_GIF\x01\x00\x00" // C2PA 2.1, A.3.5
)

// A rewriter is the state of Gray.
type rewriter struct {
	ctx         context.Context
	options     codec.Options
	tone        *codec.Tone
	dropProfile bool
	badProfile  bool
	colour      bool       // a palette was in colour
	dropped     exif.Parts // metadata that was dropped without being asked for
	out         []byte
}

// findProfile returns the colour profile in a file, or nil.
func findProfile(file []byte) ([]byte, error) {
	s := &scanner{file: file}
	if err := s.start(); err != nil {
		return nil, err
	}
	if !bytes.Contains(file, []byte(profileKey)) {
		return nil, nil
	}
	for {
		switch b, err := s.next(); {
		case err != nil || b.kind == trailer:
			return nil, nil
		case s.applicationKey == profileKey && b.kind == extension:
			return s.content(b.data + 12), nil
		}
	}
}

// managed reports whether the profile can be kept: equal values are gray if it has a gray
// counterpart. Otherwise it selects a tone that works without it.
func (r *rewriter) managed(profile []byte) bool {
	if plan := icc.PlanFor(profile, icc.Colour); !plan.None() && plan.ToSRGB == nil {
		return true
	}
	if r.options.Unmapped != nil {
		if tone := r.options.Unmapped(profile); tone != nil {
			r.tone = tone
			return false
		}
	}
	r.badProfile = true
	return false
}

func (r *rewriter) run(s *scanner) error {
	if err := s.start(); err != nil {
		return err
	}
	r.out = append(r.out, s.file[:s.at]...)
	r.palette(r.out[tableStart:])
	var last block // the previous frame
	for {
		if err := r.ctx.Err(); err != nil {
			return fault.New(fault.Cancelled, "cancelled: %w", err)
		}
		b, err := s.next()
		if err != nil {
			return err
		}
		at := len(r.out)
		if strayed := b.kind == 0 || b.kind == trailer && b.from == b.to; strayed && last.kind == picture {
			if err := whole(s, last); err != nil {
				return err
			}
		}
		switch {
		case b.kind == trailer:
			r.out = append(r.out, trailer)
			if s.frames == 0 {
				return fault.New(fault.Damaged, "the GIF file ends without a picture")
			}
			return nil
		case b.kind == extension:
			r.extension(s, b)
		case b.kind == picture:
			if b.unfinished || !b.plausible(s.file) {
				if err := whole(s, b); err != nil {
					return err
				}
			}
			last = b
			r.out = append(r.out, s.file[b.from:b.to]...)
			if b.entries > 0 {
				r.palette(r.out[at+b.table-b.from:][:3*b.entries])
			}
			if b.unfinished {
				r.out = closeBlocks(r.out, at+b.data-b.from)
			}
		default:
			r.out = append(r.out, s.file[b.from:b.to]...)
		}
	}
}

// palette converts a colour table in place.
func (r *rewriter) palette(table []byte) {
	gray := make([]uint8, len(table)/3)
	if len(gray) == 0 {
		return
	}
	r.tone.Row8(gray, table)
	for i, v := range gray {
		p := table[3*i : 3*i+3]
		if p[0] != v || p[1] != v || p[2] != v {
			r.colour = true
		}
		p[0], p[1], p[2] = v, v, v
	}
}

// whole reports whether a frame's data holds all of its pixels. Measuring takes much longer than
// copying, so it is done only if the sub-blocks have no terminator, are too short, or are followed
// by bytes outside of blocks, which indicates damage.
func whole(s *scanner, b block) error {
	wanted := b.frame.width * b.frame.height
	pixels, sound := measure(int(s.file[b.data-1]), s.content(b.data), wanted)
	switch {
	case !sound:
		return fault.New(fault.Damaged, "the pixels of frame %d of the GIF file are damaged", s.frames)
	case pixels < wanted && b.unfinished:
		return s.breaksOff("in the middle of a frame")
	case pixels < wanted:
		return fault.New(fault.Damaged, "frame %d of the GIF file has %d of its %d pixels", s.frames, pixels, wanted)
	}
	return nil
}

// closeBlocks terminates sub-blocks, from at on, that are truncated by the end of the file: the
// last one gets the length of its rest.
func closeBlocks(out []byte, at int) []byte {
	for at < len(out) {
		n := int(out[at])
		if at+1+n > len(out) {
			out[at] = byte(len(out) - at - 1)
			break
		}
		at += 1 + n
	}
	return append(out, 0)
}

// extension copies, changes or drops an extension.
func (r *rewriter) extension(s *scanner, b block) {
	drop := r.options.Metadata == codec.DropMetadata
	switch {
	case b.label == comment && drop, s.applicationKey == profileKey && r.dropProfile:
		return
	case b.label == application && drop && !s.loops() && s.applicationKey != profileKey:
		return
	case b.label == comment && exif.HasColour(s.content(b.data)):
		r.dropped.Add(exif.PartComment)
		return
	case s.applicationKey == xmpKey:
		r.xmp(s.file[b.from:b.to], b.data+12-b.from)
		return
	case b.label == application && !s.loops() && s.applicationKey != profileKey:
		r.application(s, b)
		return
	}
	r.out = append(r.out, s.file[b.from:b.to]...)
}

// application writes an application extension by the metadata options. ImageMagick stores Photoshop
// resources, including IPTC, in such.
func (r *rewriter) application(s *scanner, b block) {
	whole, content := s.file[b.from:b.to], s.content(b.data+12)
	made := content
	location := r.options.Metadata == codec.DropLocation
	part := exif.PartOther
	switch s.applicationKey {
	case "MGK8BIM0000", "MGKIPTC0000":
		part = exif.PartPhotoshop
		if made = exif.RewritePhotoshop(content, exif.Options{DropLocation: location, Thumbnail: r.options.Thumbnail}); bytes.HasPrefix(content, []byte{0x1c}) {
			if part, made = exif.PartIPTC, content; location {
				made = exif.DropIPTCLocation(content)
			}
		}
	default:
		if r.colour && s.applicationKey == credentialsKey { // the signature is no longer valid
			part, made = exif.PartCredentials, nil
		} else if location { // it may contain a location
			made = nil
		}
	}
	if made != nil && exif.HasColour(made) {
		made = nil
	}
	switch {
	case len(made) == 0 && len(content) > 0:
		r.dropped.Add(part)
	case bytes.Equal(made, content):
		r.out = append(r.out, whole...)
	default:
		out := bytes.NewBuffer(append(r.out, whole[:b.data+12-b.from]...))
		blocks := subBlocks{out: out}
		blocks.Write(made)
		blocks.end()
		r.out = out.Bytes()
	}
}

// magic is the length of the trailer after an XMP packet. A reader that treats the packet as
// sub-blocks is led to its end by the trailer.
const magic = 258

// xmp writes an extension with an XMP packet, which is stored in the file from an offset on, by the
// metadata options.
func (r *rewriter) xmp(extension []byte, at int) {
	content := extension[at:]
	end := len(content) - magic
	if end < 0 || content[end] != 1 {
		if r.options.Metadata == codec.KeepMetadata && !exif.HasColour(content) {
			r.out = append(r.out, extension...)
		} else {
			r.dropped.Add(exif.PartXMP)
		}
		return
	}
	r.dropped.Add(exif.XMPHolds(content[:end])...)
	packet := exif.CleanXMP(content[:end], r.options.Metadata == codec.DropLocation)
	if packet == nil || bytes.IndexByte(packet, 0) >= 0 {
		r.dropped.Add(exif.PartXMP)
		return
	}
	r.out = append(append(append(r.out, extension[:at]...), packet...), content[end:]...)
}
