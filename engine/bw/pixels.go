package bw

import (
	"context"
	"image"
	"slices"
	"strconv"

	"pretobranco/engine/bw/exif"
	"pretobranco/engine/bw/fault"
	"pretobranco/engine/bw/icc"
	"pretobranco/engine/bw/raster"
)

// convertPixels takes a picture apart into pixels:
//
//	decode   in colour
//	colours  into sRGB, where no gray profile can stand for theirs
//	gray     by the look
//	turn     upright, and the orientation reset
//	1 bit    if the look ends so
//	encode   in the format asked for, or the nearest that can be written
func convertPixels(ctx context.Context, file []byte, h Header, o Options) (Result, error) {
	target := o.Target(h.Format, false)
	all := h.Frames > 1 && codecs[target].animates
	tone := o.tone()
	p, err := codecs[h.Format].decode(ctx, file, wish{all: all, luma: tone.OfLuma})
	if err != nil {
		return Result{}, err
	}
	if err := ctx.Err(); err != nil {
		return Result{}, fault.New(fault.Cancelled, "cancelled: %w", err)
	}
	already := true
	var plan icc.Plan
	for i := range p.frames {
		f := &p.frames[i]
		if f.image, plan, err = manage(ctx, f.image, p.extra.Profile); err != nil {
			return Result{}, err
		}
		var gray bool
		if f.image, gray, err = raster.Gray(ctx, f.image, tone); err != nil {
			return Result{}, err
		}
		already = already && gray
		f.image = raster.Turn(f.image, p.orientation)
		if bilevel(o.Look) {
			if f.image, err = blackAndWhite(ctx, f.image, o.Look); err != nil {
				return Result{}, err
			}
		}
	}
	switch {
	case plan.ToSRGB != nil:
		p.lost = append(p.lost, NoteConverted)
	case plan.None() && (len(p.extra.Profile) > 0 || p.badProfile):
		p.lost = append(p.lost, NoteProfile)
	}
	p.extra.Profile = plan.Gray
	p.tidy(o)
	p.bits1 = bilevel(o.Look)

	report := Report{Lossless: true, Gray: already && stays(o.Look), Frames: len(p.frames)}
	if p.pictures > 1 {
		report.Note(NotePictures, "1", strconv.Itoa(p.pictures))
	}
	target = o.Target(h.Format, !p.opaque())
	c := codecs[target]
	if h.Frames > len(p.frames) {
		code := NoteFrames
		if h.Format == TIFF {
			code = NotePages
		}
		report.Note(code, strconv.Itoa(len(p.frames)), strconv.Itoa(h.Frames))
	}
	if target == TIFF && len(p.frames) > 1 {
		report.Note(NoteTimes)
	}
	if !c.deep {
		for i := range p.frames {
			if raster.Narrows(p.frames[i].image) {
				report.Note(NoteDepth)
			}
			p.frames[i].image = raster.In8Bits(p.frames[i].image)
		}
	}
	if !c.clear && !p.opaque() {
		report.Note(NoteWhite)
		for i := range p.frames {
			p.frames[i].image = raster.OnWhite(p.frames[i].image)
		}
	}
	if target == GIF && slices.ContainsFunc(p.frames, func(f frame) bool { return raster.HalfClear(f.image) }) {
		report.Note(NoteTransparency)
	}
	lossless := target == PNG || target == TIFF || target == BMP || target == GIF || target == WebP && (p.bits1 || !p.lossy)
	switch {
	case !lossless && p.bits1:
		report.Note(NoteGrayJPEG)
	case !lossless:
		report.Note(NoteRecompressed)
	case p.lossy, p.quantised:
		report.Note(NoteDecoded)
		report.Lossless = false
	}
	out, err := c.encode(ctx, p, o)
	if err != nil {
		return Result{}, err
	}
	for _, code := range p.lost {
		report.Note(code)
	}
	if o.Metadata != DropMetadata {
		report.noteParts(p.dropped)
	}
	b := p.frames[0].image.Bounds()
	report.Format, report.Width, report.Height = target, b.Dx(), b.Dy()
	if !lossless {
		report.Quality = o.Quality
	}
	return Result{File: out, Report: report}, nil
}

// drop notes that the format has no place for a part, if there is one that may be missed.
func (p *picture) drop(value []byte, part exif.Part) {
	switch {
	case len(value) == 0,
		part == exif.PartEXIF && !exif.Informative(value),
		part == exif.PartPhotoshop && !exif.PhotoshopInformative(value),
		part == exif.PartProfile && icc.IsSRGB(value):
	default:
		p.dropped.Add(part)
	}
}

// opaque tells whether no frame lets anything through.
func (p *picture) opaque() bool {
	for _, f := range p.frames {
		if !raster.Opaque(f.image) {
			return false
		}
	}
	return true
}

// tidy holds what stands beside the picture to what was asked for, and to pixels that
// are upright now. The thumbnail inside EXIF goes if it would have to be turned as well.
func (p *picture) tidy(o Options) {
	e := &p.extra
	if o.Metadata == DropMetadata {
		e.EXIF, e.XMP, e.IPTC, e.Photoshop, e.Comment = nil, nil, nil, nil, nil
		return
	}
	r := exif.Options{DropLocation: o.Metadata == WithoutLocation, Orientation: 1, Thumbnail: grayThumbnail}
	if p.orientation > 1 {
		r.Thumbnail = noThumbnail
	}
	change := func(value *[]byte, part exif.Part, made []byte) {
		if len(*value) > 0 && len(made) == 0 {
			p.dropped.Add(part)
		}
		*value = made
	}
	if len(e.EXIF) > 0 {
		change(&e.EXIF, exif.PartEXIF, exif.Rewrite(e.EXIF, r))
	}
	if len(e.XMP) > 0 {
		p.dropped.Add(exif.XMPHolds(e.XMP)...)
		change(&e.XMP, exif.PartXMP, exif.CleanXMP(e.XMP, r.DropLocation))
	}
	if len(e.IPTC) > 0 && r.DropLocation {
		change(&e.IPTC, exif.PartIPTC, exif.DropIPTCLocation(e.IPTC))
	}
	if len(e.IPTC) > 0 {
		change(&e.IPTC, exif.PartIPTC, exif.GrayPictures(e.IPTC, r.Thumbnail))
	}
	if len(e.Photoshop) > 0 {
		change(&e.Photoshop, exif.PartPhotoshop, exif.RewritePhotoshop(e.Photoshop, r))
	}
	if exif.HasColour(e.Comment) {
		change(&e.Comment, exif.PartComment, nil)
	}
}

func noThumbnail([]byte) ([]byte, error) {
	return nil, fault.New(fault.Unsupported, "a thumbnail of pixels that were turned")
}

// stillOf returns a picture of one frame.
func stillOf(img image.Image) *picture {
	return &picture{frames: []frame{{image: img}}, orientation: 1}
}
