package codec

import (
	"image"
	"time"

	"pretobranco/engine/bw/exif"
	"pretobranco/engine/bw/icc"
)

// A Picture is a decoded file: its frames, and what an encoder needs to write them again.
type Picture struct {
	Frames      []Frame
	Loop        int // how often an animation plays; 0 is for ever
	Extra       Extra
	Orientation int  // still to be applied, 1 to 8; 0 counts as 1
	Bilevel     bool // the frames are pure black and white: *image.Gray, or *image.NRGBA with transparency

	Lossy     bool // the file is lossy, and the result is to be lossy where the format has a choice
	Quantised bool // the file is lossy, but the result need not be
	Coarse    bool // the file holds finer detail, which Hints.Glance left out
	Caveats
}

// A Frame is a whole picture, and how long it is shown.
type Frame struct {
	Image image.Image
	Delay time.Duration
}

// Still returns a picture of one frame.
func Still(img image.Image) *Picture { return &Picture{Frames: []Frame{{Image: img}}, Orientation: 1} }

// FitProfile removes a profile that is damaged or not for pixels of a kind.
func (p *Picture) FitProfile(pixels icc.Pixels) {
	if len(p.Extra.Profile) > 0 && icc.PlanFor(p.Extra.Profile, pixels).None() {
		p.Extra.Profile, p.BadProfile = nil, true
	}
}

// Drop records that the format cannot store a part of the metadata, unless that is empty or meaningless.
func (p *Picture) Drop(value []byte, part exif.Part) {
	switch {
	case len(value) == 0,
		part == exif.PartEXIF && !exif.Informative(value),
		part == exif.PartPhotoshop && !exif.PhotoshopInformative(value),
		part == exif.PartProfile && icc.IsSRGB(value):
	default:
		p.Dropped.Add(part)
	}
}
