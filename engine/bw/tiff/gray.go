package tiff

import (
	"bytes"
	"context"
	"image"
	stdjpeg "image/jpeg"
	"sync/atomic"

	"github.com/klauspost/compress/zlib"

	"pretobranco/engine/bw/codec"
	"pretobranco/engine/bw/exif"
	"pretobranco/engine/bw/fault"
	"pretobranco/engine/bw/icc"
	"pretobranco/engine/bw/jpeg"
	"pretobranco/engine/bw/raster"
)

// A rewriter is the state of Gray.
type rewriter struct {
	ctx     context.Context
	file    *container
	options codec.Options
	info    codec.Info
	redrawn bool       // some page was gray and has other tones now, or is pure black and white
	changed bool       // metadata of a gray page is not as it was
	dropped exif.Parts // metadata that was dropped without being asked for
}

// page returns a converted page.
func (r *rewriter) page(d *directory) (page, error) {
	if err := r.ctx.Err(); err != nil {
		return page{}, fault.New(fault.Cancelled, "cancelled: %w", err)
	}
	l, err := layoutOf(d, r.file.data)
	if err != nil {
		return page{}, err
	}
	switch {
	case l.photometric == mask:
		return r.verbatim(l)
	case r.options.Bilevel != nil || l.isGray() && !r.options.Tone.GrayStays:
		return r.redraw(l)
	case l.isGray():
		return r.verbatim(l)
	}
	if err := l.workable(); err != nil {
		return page{}, err
	}
	if l.photometric == palette {
		return r.palette(l)
	}
	return r.colours(l)
}

// verbatim copies a page's data.
func (r *rewriter) verbatim(l *layout) (page, error) {
	segments := make([][]byte, l.stored())
	for i := range segments {
		raw, err := l.raw(i)
		if err != nil {
			return page{}, err
		}
		segments[i] = raw
	}
	p := r.beside(l.directory, false)
	p.segments, p.tiled = segments, l.tiled
	if l.isGray() {
		r.grayProfile(&p, l)
	}
	return p, nil
}

// grayProfile replaces a colour profile of a gray page, which viewers treat differently.
func (r *rewriter) grayProfile(p *page, l *layout) {
	was := l.bytes(colorProfile)
	if len(was) == 0 || icc.IsGray(was) && !icc.PlanFor(was, icc.Mono).None() {
		return
	}
	r.changed = true
	p.entries = without(p.entries, colorProfile)
	if plan := icc.PlanFor(was, icc.Mono); plan.None() || plan.ToSRGB != nil {
		r.info.BadProfile = true
	} else {
		p.entries = set(p.entries, blob(colorProfile, plan.Gray))
	}
}

// palette rewrites a page's colour map. Most have 8 bits, scaled to 16; their gray is computed with
// 8 bits.
func (r *rewriter) palette(l *layout) (page, error) {
	p, err := r.verbatim(l)
	if err != nil {
		return page{}, err
	}
	e, ok := l.find(colorMap)
	n := e.count / 3
	if !ok || e.kind != 3 || n < 1 {
		return page{}, fault.New(fault.Damaged, "a page of the TIFF file has no palette")
	}
	tone := r.options.Tone
	d, _ := newDecoder(l, l.bytes(colorProfile))
	wide, narrow := make([]uint16, 3*n), make([]uint8, 3*n)
	eight, colour := l.eightBitPalette(), false
	for i := range wide {
		v := uint16(l.at(e, i%3*n+i/3))
		wide[i], narrow[i] = v, uint8(v>>8)
		colour = colour || i%3 != 0 && v != wide[i-1]
	}
	if !colour && tone.GrayStays {
		return p, nil
	}
	if d.to != nil {
		d.to.Words(wide, append([]uint16(nil), wide...))
		d.to.Bytes(narrow, append([]uint8(nil), narrow...))
		p.entries = without(p.entries, colorProfile)
	}
	gray, gray8 := make([]uint16, n), make([]uint8, n)
	tone.Row16(gray, wide)
	tone.Row8(gray8, narrow)
	values := make([]int, 0, 3*n)
	for range 3 {
		for i := range n {
			if eight {
				gray[i] = uint16(gray8[i]) * 257
			}
			values = append(values, int(gray[i]))
		}
	}
	r.info.Gray = false
	if d.note(&r.info); d.badProfile {
		p.entries = without(p.entries, colorProfile)
	}
	p.entries = set(p.entries, shorts(l.order, colorMap, values...))
	return p, nil
}

// eightBitPalette reports whether a palette's colours have 8 bits, scaled to 16 in one of the two
// usual ways.
func (d *directory) eightBitPalette() bool {
	e, _ := d.find(colorMap)
	for i := range e.count {
		if v := d.at(e, i); v&0xff != 0 && v&0xff != v>>8 {
			return false
		}
	}
	return true
}

// redraw makes a page anew from all of its pixels at once: black and white needs them, and
// gray whose tones change is rare enough.
func (r *rewriter) redraw(l *layout) (page, error) {
	img, err := l.decode(r.ctx)
	if err != nil {
		return page{}, err
	}
	d, profile := newDecoder(l, l.bytes(colorProfile))
	if d.to != nil {
		if img, err = raster.Transform(r.ctx, img, d.to); err != nil {
			return page{}, err
		}
	}
	gray, already, err := raster.Gray(r.ctx, img, r.options.Tone)
	if err == nil && r.options.Bilevel != nil {
		gray, err = r.options.Bilevel(r.ctx, gray)
	}
	if err != nil {
		return page{}, err
	}
	r.info.Gray = r.info.Gray && already
	r.redrawn = true
	r.info.Decoded = r.info.Decoded || l.compression == jpegPacked
	d.note(&r.info)
	r.info.Rounded = r.info.Rounded || l.rounds()
	p := r.beside(l.directory, true)
	for _, tag := range []uint16{colorMap, extraSamples, predictor, planarConfig, tileWidth, tileLength, tileOffsets, tileByteCounts, colorProfile} {
		p.entries = without(p.entries, tag)
	}
	var form []entry
	p.segments, form, err = pack(r.ctx, l.order, gray, r.options.Bilevel != nil)
	for _, e := range form {
		p.entries = set(p.entries, e)
	}
	if profile != nil {
		p.entries = set(p.entries, blob(colorProfile, profile))
	}
	return p, err
}

// colours converts a page segment by segment.
func (r *rewriter) colours(l *layout) (page, error) {
	d, profile := newDecoder(l, l.bytes(colorProfile))
	n := l.across * l.down
	segments, failed := make([][]byte, n), make([]error, n)
	asJPEG := l.compression == jpegPacked && len(l.extras) == 0
	var colour, lossy atomic.Bool
	err := raster.Bands(r.ctx, 1<<20, n, func(from, to int) {
		for i := from; i < to; i++ {
			var c, anew bool
			if asJPEG {
				segments[i], c, anew, failed[i] = r.graySegmentJPEG(d, i)
			} else {
				segments[i], c, failed[i] = r.graySegment(d, i)
			}
			if c {
				colour.Store(true)
			}
			if anew {
				lossy.Store(true)
			}
		}
	})
	if err != nil {
		return page{}, err
	}
	for _, err := range failed {
		if err != nil {
			return page{}, err
		}
	}
	if !colour.Load() && r.options.Tone.GrayStays {
		return r.verbatim(l)
	}
	r.info.Gray = false
	d.note(&r.info)
	if lossy.Load() {
		r.info.Recompressed = true
	}
	r.info.Rounded = r.info.Rounded || l.rounds()
	p := r.beside(l.directory, true)
	p.segments, p.tiled = segments, l.tiled
	set := func(e entry) { p.entries = set(p.entries, e) }
	samples := 1 + len(l.extras)
	depths := make([]int, samples)
	for i := range depths {
		depths[i] = d.bits
	}
	set(shorts(l.order, bitsPerSample, depths...))
	set(shorts(l.order, samplesPerPixel, samples))
	set(shorts(l.order, photometric, blackIsZero))
	set(shorts(l.order, planarConfig, 1))
	p.entries = without(without(p.entries, predictor), extraSamples)
	switch {
	case asJPEG:
		set(shorts(l.order, compression, jpegPacked))
	case l.compression == none:
		set(shorts(l.order, compression, none))
	default:
		set(shorts(l.order, compression, deflate))
		set(shorts(l.order, predictor, 2))
	}
	if len(l.extras) > 0 {
		extras := append([]int(nil), l.extras...)
		if extras[0] == 1 {
			extras[0] = 2 // no longer premultiplied
		}
		set(shorts(l.order, extraSamples, extras...))
	}
	if !l.tiled {
		set(longs(l.order, rowsPerStrip, l.segmentHeight))
	}
	p.entries = without(p.entries, colorProfile)
	if profile != nil {
		set(blob(colorProfile, profile))
	}
	return p, nil
}

// graySegment converts and compresses a segment, and reports whether it was in colour.
func (r *rewriter) graySegment(d *decoder, segment int) ([]byte, bool, error) {
	gray, colour, err := r.graySamples(d, segment)
	if err != nil || d.compression == none {
		return gray, colour, err
	}
	samples := 1 + len(d.extras)
	predict(gray, d.order, d.rowBytes(samples), samples, d.bits)
	var b bytes.Buffer
	z, err := zlib.NewWriterLevel(&b, 5)
	if err != nil {
		return nil, false, err
	}
	z.Write(gray) // a buffer does not fail
	z.Close()
	return b.Bytes(), colour, nil
}

// graySamples returns a segment's gray and extra samples in the file's byte order.
func (r *rewriter) graySamples(d *decoder, segment int) (gray []byte, colour bool, err error) {
	if d.photometric == yCbCr && d.compression != jpegPacked {
		u, err := d.ycc(segment)
		if err != nil {
			return nil, false, err
		}
		gray, colour = u.luma()
		if tone := r.options.Tone; d.to != nil || !tone.OfLuma || !tone.GrayStays {
			rgb := u.rgb()
			if d.to != nil {
				d.to.Bytes(rgb, bytes.Clone(rgb))
			}
			tone.Row8(gray, rgb)
		}
		return gray, colour, nil
	}
	if d.compression == jpegPacked {
		return nil, false, fault.New(fault.Unsupported, "a TIFF file with a JPEG of colours and transparency")
	}
	samples, err := d.samplesOf(segment)
	if err != nil {
		return nil, false, err
	}
	pixels, extra := len(samples)/d.samples/(d.bits/8), len(d.extras)
	size := 1 + extra
	if d.bits == 8 {
		rgb, extras, values := make([]uint8, 3*pixels), make([]uint8, extra*pixels), make([]uint8, pixels)
		d.colours8(rgb, extras, samples)
		r.options.Tone.Row8(values, rgb)
		gray = make([]byte, size*pixels)
		for i, v := range values {
			gray[i*size] = v
			copy(gray[i*size+1:], extras[i*extra:(i+1)*extra])
		}
		return gray, coloured(rgb) || d.photometric == cieLab || d.photometric == separated, nil
	}
	rgb, extras, values := make([]uint16, 3*pixels), make([]uint16, extra*pixels), make([]uint16, pixels)
	d.colours16(rgb, extras, samples)
	r.options.Tone.Row16(values, rgb)
	gray = make([]byte, 0, 2*size*pixels)
	for i, v := range values {
		gray = d.order.AppendUint16(gray, v)
		for _, e := range extras[i*extra : (i+1)*extra] {
			gray = d.order.AppendUint16(gray, e)
		}
	}
	return gray, coloured(rgb) || d.photometric == separated, nil
}

func coloured[T uint8 | uint16](rgb []T) bool {
	for ; len(rgb) >= 3; rgb = rgb[3:] {
		if rgb[0] != rgb[1] || rgb[1] != rgb[2] {
			return true
		}
	}
	return false
}

// graySegmentJPEG converts a JPEG segment. It reports whether it was in colour, and whether it was
// compressed again.
func (r *rewriter) graySegmentJPEG(d *decoder, segment int) (gray []byte, colour, anew bool, err error) {
	if d.photometric == yCbCr && !d.planar && d.inks == nil && d.to == nil && r.options.Tone == codec.Neutral && !d.stretched() {
		file, err := d.wholeJPEG(segment)
		if err != nil {
			return nil, false, false, err
		}
		if gray, _, err := jpeg.Gray(r.ctx, file, codec.Options{Metadata: codec.DropMetadata}); err == nil {
			return gray, true, false, nil
		}
	}
	img, err := d.decodeJPEG(segment)
	if err != nil {
		return nil, false, false, err
	}
	switch _, ink := img.(*image.CMYK); {
	case ink && d.inks != nil:
		img, err = raster.Transform(r.ctx, img, d.inks)
	case !ink && d.to != nil:
		img, err = raster.Transform(r.ctx, img, d.to)
	}
	if err != nil {
		return nil, false, false, err
	}
	out, already, err := raster.Gray(r.ctx, img, r.options.Tone)
	if err != nil {
		return nil, false, false, err
	}
	quality := r.options.Quality
	if quality == 0 {
		quality = 90
	}
	var b bytes.Buffer
	if err := stdjpeg.Encode(&b, out, &stdjpeg.Options{Quality: quality}); err != nil {
		return nil, false, false, fault.New(fault.Internal, "a strip or tile of the TIFF file can't be written: %w", err)
	}
	return b.Bytes(), !already, true, nil
}

// without returns entries without a tag.
func without(entries []entry, tag uint16) []entry {
	out := make([]entry, 0, len(entries))
	for _, e := range entries {
		if e.tag != tag {
			out = append(out, e)
		}
	}
	return out
}
