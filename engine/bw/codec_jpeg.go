package bw

import (
	"context"
	"errors"
	"image"
	"strconv"

	"pretobranco/engine/bw/codec"
	"pretobranco/engine/bw/icc"
	"pretobranco/engine/bw/jpeg"
)

var jpegCodec = formatCodec{
	header: func(file []byte) (Header, error) {
		h, err := jpeg.ReadHeader(file)
		return Header{Width: h.Width, Height: h.Height, Orientation: h.Orientation}, err
	},
	rewrite: rewriteJPEG,
	decode:  decodeJPEG,
	repair: func(ctx context.Context, file []byte, _ Limits, luma bool) ([]byte, Damage, error) {
		mended, all, first, err := jpeg.Repair(ctx, file)
		if h, _ := jpeg.ReadHeader(file); luma && (h.Model == jpeg.YCbCr || h.Model == jpeg.Grayscale) {
			all = first
		}
		return mended, all, err
	},
	encode: func(ctx context.Context, p *picture, o Options) ([]byte, error) {
		e := p.extra
		out, dropped, err := jpeg.Encode(ctx, p.frames[0].image, o.Quality, jpeg.Extra{Profile: e.Profile, EXIF: e.EXIF, XMP: e.XMP,
			IPTC: e.IPTC, Photoshop: e.Photoshop, Comment: e.Comment, PerInch: e.PerInch})
		p.dropped.Add(dropped...)
		return out, err
	},
}

// rewriteJPEG works on coefficients: luma's as they are for the neutral look, those of luma
// and chroma mixed for any other linear one.
func rewriteJPEG(ctx context.Context, file []byte, o Options) ([]byte, Report, error) {
	h, err := jpeg.ReadHeader(file)
	if err != nil {
		return nil, Report{}, err
	}
	options := jpeg.Options{Metadata: o.metadata()}
	mix, linear := mixOf(o.Look)
	kept := o.Look.Neutral() || h.Model == jpeg.Grayscale && stays(o.Look)
	var out []byte
	var info jpeg.Info
	report := Report{Lossless: true}
	switch {
	case kept:
		out, info, err = jpeg.Gray(ctx, file, options)
	case linear:
		out, info, err = jpeg.GrayMix(ctx, file, mix, options)
		report.Note(NoteMixed)
	default:
		return nil, Report{}, errNeedsPixels
	}
	switch {
	case errors.Is(err, jpeg.ErrModel):
		err = &pixelsError{NoteModel, []string{h.Model.String()}}
	case errors.Is(err, jpeg.ErrLuma):
		err = &pixelsError{NoteLuma, nil}
	case errors.Is(err, jpeg.ErrChroma):
		err = &pixelsError{NoteChroma, nil}
	case errors.Is(err, jpeg.ErrMix):
		err = &pixelsError{NoteStrong, nil}
	case errors.Is(err, jpeg.ErrNeedsPixels): // for its profile, which has a note of its own
		err = errNeedsPixels
	}
	if info.BadProfile {
		report.Note(NoteProfile)
	}
	if info.Endless {
		report.Note(NoteEnd)
	}
	if info.GainMap {
		report.Note(NoteGainMap)
	}
	if info.Pictures > 1 {
		report.Note(NotePictures, "1", strconv.Itoa(info.Pictures))
	}
	report.noteParts(info.Dropped)
	report.Width, report.Height, report.Gray = info.Width, info.Height, info.Gray && kept
	return out, report, err
}

// mixOf is a linear look in the terms of package jpeg, whose samples go from 0 to 255.
func mixOf(l Look) (mix jpeg.Mix, ok bool) {
	y, cb, cr, offset, ok := l.LinearYCbCr()
	return jpeg.Mix{Y: y, Cb: cb, Cr: cr, Offset: 255 * offset}, ok
}

func decodeJPEG(ctx context.Context, file []byte, w wish) (*picture, error) {
	h, err := jpeg.ReadHeader(file)
	if err != nil {
		return nil, err
	}
	e := jpeg.ReadExtra(file)
	scale := 1
	for w.maxSide > 0 && scale < 8 && max(h.Width, h.Height) >= 2*scale*w.maxSide {
		scale *= 2
	}
	var img image.Image
	whole := true
	err = jpeg.ErrNeedsPixels
	if w.luma && managed(e.Profile) {
		img, err = jpeg.DecodeGray(ctx, file, scale)
	}
	switch {
	case !errors.Is(err, jpeg.ErrNeedsPixels):
	case w.glance && scale == 8:
		img, whole, err = jpeg.Glance(ctx, file)
	default:
		img, err = jpeg.Decode(ctx, file, scale)
	}
	if err != nil {
		return nil, err
	}
	p := stillOf(img)
	p.coarse, p.badProfile = !whole, e.BadProfile
	if w.maxSide == 0 && jpeg.Endless(file) {
		p.lost = append(p.lost, NoteEnd)
	}
	p.lossy, p.orientation = true, h.Orientation
	p.extra = codec.Extra{Profile: e.Profile, EXIF: e.EXIF, XMP: e.XMP, IPTC: e.IPTC, Photoshop: e.Photoshop, Comment: e.Comment, PerInch: e.PerInch}
	p.dropped.Add(e.Unknown...)
	if w.maxSide == 0 { // a preview tells of nothing
		behind := jpeg.ReadBehind(file)
		p.dropped.Add(behind.Parts...)
		p.pictures = behind.Pictures
		if behind.GainMap {
			p.lost = append(p.lost, NoteGainMap)
		}
	}
	if h.Model == jpeg.YCbCr || h.Model == jpeg.RGB {
		p.fitProfile(icc.Colour)
	}
	return p, nil
}

// grayThumbnail makes a thumbnail inside the metadata gray.
func grayThumbnail(file []byte) ([]byte, error) {
	return jpeg.GrayThumbnail(context.Background(), file)
}
