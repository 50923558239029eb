package jpeg

import (
	"bytes"
	"context"
	"crypto/md5"
	"encoding/hex"
	"errors"
	"slices"
	"strings"

	"pretobranco/engine/bw/exif"
	"pretobranco/engine/bw/icc"
)

// A keeper writes the segments that stand beside the picture, by the rules for
// metadata.
type keeper struct {
	ctx     context.Context
	options Metadata
	colour  bool            // the picture was in colour: what speaks of its colours goes
	profile []byte          // for the gray; nil for none
	bad     bool            // the file's profile is none
	wrote   map[string]bool // what is written once

	extended      []byte // the extended XMP packet, cleaned; nil if it can't be
	guid, newGUID string // its name, before and after
}

// newKeeper prepares what a single segment doesn't tell: the profile, and packets in
// several segments.
func newKeeper(ctx context.Context, p *preface, options Metadata) (*keeper, error) {
	k := &keeper{ctx: ctx, options: options, colour: p.model != Grayscale, wrote: map[string]bool{}}
	pixels := icc.Mono
	if k.colour {
		pixels = icc.Colour
	}
	plan := icc.PlanFor(p.extra.Profile, pixels)
	if plan.ToSRGB != nil && k.colour {
		return nil, needsPixels(ErrProfile, "the picture's colour profile has no gray counterpart")
	}
	if plan.ToSRGB == nil {
		k.profile = plan.Gray
	}
	k.bad = p.extra.BadProfile || len(p.extra.Profile) > 0 && k.profile == nil
	if options != DropMetadata {
		k.cleanExtended(p)
	}
	return k, nil
}

// keep appends what becomes of an application's segment or a comment.
func (k *keeper) keep(out []byte, marker byte, d []byte) []byte {
	switch {
	case marker == mAPP0 && bytes.HasPrefix(d, jfifName):
		if len(d) > 14 && k.colour { // a thumbnail in colour
			d = append(bytes.Clone(d[:12]), 0, 0)
		}
		return appendSegment(out, marker, d)
	case marker == mAPP0 && bytes.HasPrefix(d, jfxxName):
		if k.colour {
			return out
		}
	case marker == mAPP1 && bytes.HasPrefix(d, exifName):
		return k.keepEXIF(out, d)
	case marker == mAPP1 && bytes.HasPrefix(d, xmpName):
		return k.keepXMP(out, d)
	case marker == mAPP1 && bytes.HasPrefix(d, xmpMoreName):
		return k.keepExtended(out, d)
	case marker == mAPP2 && bytes.HasPrefix(d, iccName):
		if k.profile != nil && k.once("profile") {
			return appendProfile(out, k.profile)
		}
		return out
	case marker == mAPP2 && (bytes.HasPrefix(d, mpfName) || bytes.HasPrefix(d, gainMapName)):
		return out
	case marker == mAPP13 && bytes.HasPrefix(d, photoshopName):
		return k.keepPhotoshop(out, d)
	case marker == mAPP14 && bytes.HasPrefix(d, adobeName):
		if k.colour { // it tells what the three components are
			return out
		}
		return appendSegment(out, marker, d)
	case marker == mCOM:
	case k.options == DropLocation && marker != mAPP0 && marker != 0xec: // "Ducky" is Adobe's quality
		return out // whatever it is, a place may be in it
	case k.colour && (marker == mAPP11 || bytes.Contains(d, []byte("\xff\xd8\xff"))):
		// JPEG XT's and HDR's colour, signatures that don't hold any more, and previews
		// in formats of makers' own.
		return out
	}
	if k.options == DropMetadata {
		return out
	}
	return appendSegment(out, marker, d)
}

// once is true the first time that it is asked for a name.
func (k *keeper) once(name string) bool {
	if k.wrote[name] {
		return false
	}
	k.wrote[name] = true
	return true
}

func (k *keeper) keepEXIF(out, d []byte) []byte {
	block := d[len(exifName):]
	if k.options == DropMetadata {
		if block = exif.New(exif.Orientation(block)); block == nil || !k.once("EXIF") {
			return out
		}
		return appendSegment(out, mAPP1, exifName, block)
	}
	o := exif.Options{DropLocation: k.options == DropLocation, Thumbnail: func(file []byte) ([]byte, error) {
		thumbnail, _, err := Gray(k.ctx, file, Options{Metadata: DropMetadata})
		return thumbnail, err
	}}
	made := exif.Rewrite(block, o)
	if len(made) > maxBody-len(exifName) {
		o.Thumbnail = func([]byte) ([]byte, error) { return nil, errors.New("no room") }
		made = exif.Rewrite(block, o)
	}
	if made == nil {
		return out
	}
	return appendSegment(out, mAPP1, exifName, made)
}

func (k *keeper) keepXMP(out, d []byte) []byte {
	if k.options == DropMetadata {
		return out
	}
	packet := k.clean(d[len(xmpName):])
	if packet == nil {
		return out
	}
	if k.newGUID != k.guid {
		packet = bytes.ReplaceAll(packet, []byte(k.guid), []byte(k.newGUID))
	}
	return appendSegment(out, mAPP1, xmpName, packet)
}

// clean takes pictures out of a packet, and places if asked. A packet that can't be
// read stays only if places may.
func (k *keeper) clean(packet []byte) []byte {
	made := exif.DropXMPPictures(packet)
	if made == nil && k.options == KeepMetadata {
		return packet
	}
	if made != nil && k.options == DropLocation {
		made = exif.DropXMPLocation(made)
	}
	return made
}

// cleanExtended joins the parts of the extended packet and cleans it. A packet is known by the
// digest of its text, so one that changed gets another name. A picture has one; the
// parts of any other are not looked into.
func (k *keeper) cleanExtended(p *preface) {
	if len(p.parts) == 0 {
		return
	}
	k.guid = p.parts[0].guid
	k.newGUID = k.guid
	parts := slices.DeleteFunc(slices.Clone(p.parts), func(part xmpPart) bool { return part.guid != k.guid })
	slices.SortStableFunc(parts, func(a, b xmpPart) int { return a.offset - b.offset })
	var whole []byte
	for _, part := range parts {
		if part.offset == len(whole) && part.total == parts[0].total {
			whole = append(whole, part.data...)
		}
	}
	if len(whole) != parts[0].total {
		return
	}
	if k.extended = k.clean(whole); k.extended != nil && !bytes.Equal(k.extended, whole) {
		sum := md5.Sum(k.extended) // the format asks for this digest; it protects nothing
		k.newGUID = strings.ToUpper(hex.EncodeToString(sum[:]))
	}
}

// keepExtended writes a part of an extended packet from the cleaned packet, which has the same length.
func (k *keeper) keepExtended(out, d []byte) []byte {
	part, ok := parseXMPPart(d)
	packet := k.extended
	if !ok || k.options == DropMetadata {
		return out
	}
	if part.guid != k.guid || part.offset < 0 || part.offset+len(part.data) > len(packet) {
		if k.options == DropLocation || k.colour {
			return out
		}
		return appendSegment(out, mAPP1, d)
	}
	head := bytes.Clone(d[:len(xmpMoreName)+40])
	copy(head[len(xmpMoreName):], k.newGUID)
	return appendSegment(out, mAPP1, head, packet[part.offset:part.offset+len(part.data)])
}

// keepPhotoshop writes Photoshop's resources, IPTC among them.
func (k *keeper) keepPhotoshop(out, d []byte) []byte {
	if k.options == DropMetadata {
		return out
	}
	resources := exif.RewritePhotoshop(d[len(photoshopName):], exif.Options{
		DropLocation: k.options == DropLocation,
		Thumbnail:    func([]byte) ([]byte, error) { return nil, errors.New("in colour") },
	})
	if resources == nil {
		return out
	}
	return appendSegment(out, mAPP13, photoshopName, resources)
}
