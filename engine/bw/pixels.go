package bw

import (
	"context"
	"slices"
	"strconv"

	"pretobranco/engine/bw/codec"
	"pretobranco/engine/bw/exif"
	"pretobranco/engine/bw/fault"
	"pretobranco/engine/bw/icc"
	"pretobranco/engine/bw/raster"
)

// convertPixels decodes a picture and encodes the result:
//
//	decode   in colour
//	colours  to sRGB, where no gray profile can describe theirs
//	gray     by the look
//	turn     upright, and the orientation reset
//	1 bit    if the look has a 1-bit method
//	encode   in the requested format, or the nearest that can be written
func convertPixels(ctx context.Context, file []byte, h Header, o Options) (Result, error) {
	target := o.Target(h.Format, false)
	all := h.Frames > 1 && target.Info().Frames != OneFrame
	tone := o.tone()
	p, err := h.Format.Info().codec.Decode(ctx, file, codec.Hints{AllFrames: all, Luma: tone.OfLuma})
	if err != nil {
		return Result{}, err
	}
	if err := ctx.Err(); err != nil {
		return Result{}, fault.New(fault.Cancelled, "cancelled: %w", err)
	}
	already := true
	var plan icc.Plan
	for i := range p.Frames {
		f := &p.Frames[i]
		if f.Image, plan, err = manage(ctx, f.Image, p.Extra.Profile); err != nil {
			return Result{}, err
		}
		var gray bool
		if f.Image, gray, err = raster.Gray(ctx, f.Image, tone); err != nil {
			return Result{}, err
		}
		already = already && gray
		f.Image = raster.Orient(f.Image, p.Orientation)
		if bilevel(o.Look) {
			if f.Image, err = blackAndWhite(ctx, f.Image, o.Look); err != nil {
				return Result{}, err
			}
		}
	}
	p.Converted = plan.ToSRGB != nil
	p.BadProfile = plan.None() && (len(p.Extra.Profile) > 0 || p.BadProfile)
	p.Extra.Profile = plan.Gray
	filterMetadata(p, o)
	p.Bilevel = bilevel(o.Look)

	report := Report{Lossless: true, Gray: already && stays(o.Look), Frames: len(p.Frames)}
	target = o.Target(h.Format, !opaque(p))
	to := target.Info()
	if h.Frames > len(p.Frames) {
		code := NoteFrames
		if h.Format.Info().Frames == Pages {
			code = NotePages
		}
		report.Note(code, strconv.Itoa(len(p.Frames)), strconv.Itoa(h.Frames))
	}
	if to.Frames == Pages && len(p.Frames) > 1 {
		report.Note(NoteTimes)
	}
	if !to.SixteenBit {
		for i := range p.Frames {
			if raster.Narrows(p.Frames[i].Image) {
				report.Note(NoteDepth)
			}
			p.Frames[i].Image = raster.In8Bits(p.Frames[i].Image)
		}
	}
	if to.Alpha == NoAlpha && !opaque(p) {
		report.Note(NoteWhite)
		for i := range p.Frames {
			p.Frames[i].Image = raster.Flatten(p.Frames[i].Image)
		}
	}
	if to.Alpha == BinaryAlpha && slices.ContainsFunc(p.Frames, func(f codec.Frame) bool { return raster.HalfClear(f.Image) }) {
		report.Note(NoteTransparency)
	}
	lossless := to.Lossless && (!to.Lossy || p.Bilevel || !p.Lossy)
	switch {
	case !lossless && p.Bilevel:
		report.Note(NoteGrayJPEG)
	case !lossless:
		report.Note(NoteRecompressed)
	case p.Lossy, p.Quantised:
		report.Note(NoteDecoded)
		report.Lossless = false
	}
	out, err := to.codec.Encode(ctx, p, o.Quality)
	if err != nil {
		return Result{}, err
	}
	if o.Metadata == DropMetadata {
		p.Dropped = nil
	}
	report.caveats(p.Caveats)
	b := p.Frames[0].Image.Bounds()
	report.Format, report.Width, report.Height = target, b.Dx(), b.Dy()
	if !lossless {
		report.Quality = o.Quality
	}
	return Result{File: out, Report: report}, nil
}

// opaque reports whether no frame has transparency.
func opaque(p *codec.Picture) bool {
	for _, f := range p.Frames {
		if !raster.Opaque(f.Image) {
			return false
		}
	}
	return true
}

// filterMetadata drops the metadata that was not asked for, makes pictures inside it gray, and resets the
// orientation, in EXIF and XMP: the pixels are upright now. The resolution is that of the file's own field, or else of
// EXIF or Photoshop. Thumbnails are dropped if they would have to be turned as
// well.
func filterMetadata(p *codec.Picture, o Options) {
	e := &p.Extra
	quarter := p.Orientation >= 5 || exif.Orientation(e.EXIF) >= 5
	e.Resolution = e.Resolution.Or(exif.ResolutionOf(e.EXIF)).Or(exif.PhotoshopResolution(e.Photoshop))
	if quarter {
		e.Resolution = e.Resolution.Turned()
	}
	if o.Metadata == DropMetadata {
		e.EXIF, e.XMP, e.IPTC, e.Photoshop, e.Comment = nil, nil, nil, nil, nil
		return
	}
	r := exif.Options{DropLocation: o.Metadata == WithoutLocation, Orientation: 1, Quarter: quarter, Resolution: e.Resolution, Thumbnail: grayThumbnail}
	if p.Orientation > 1 {
		r.Thumbnail = noThumbnail
	}
	change := func(value *[]byte, part exif.Part, made []byte) {
		if len(*value) > 0 && len(made) == 0 {
			p.Dropped.Add(part)
		}
		*value = made
	}
	if len(e.EXIF) > 0 {
		change(&e.EXIF, exif.PartEXIF, exif.Rewrite(e.EXIF, r))
	}
	if len(e.XMP) > 0 {
		p.Dropped.Add(exif.XMPHolds(e.XMP)...)
		change(&e.XMP, exif.PartXMP, exif.CleanXMP(exif.UprightXMP(e.XMP, r), r.DropLocation))
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
