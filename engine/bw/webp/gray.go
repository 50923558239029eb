package webp

import (
	"bytes"
	"context"

	"golang.org/x/image/vp8l"

	"pretobranco/engine/bw/codec"
	"pretobranco/engine/bw/exif"
	"pretobranco/engine/bw/fault"
	"pretobranco/engine/bw/icc"
	"pretobranco/engine/bw/raster"
	"pretobranco/engine/bw/wasm"
)

// Gray converts a file to black and white. It does not modify file; the result is file itself if it
// is gray already and keeps its metadata. Errors are ErrNeedsPixels, or of package fault: Damaged,
// Unsupported, TooLarge and Cancelled.
func Gray(ctx context.Context, file []byte, o codec.Options) ([]byte, codec.Info, error) {
	if o.GrayTone() != codec.Neutral { // what lossy frames have of gray is luma
		return nil, codec.Info{}, codec.NeedsPixels(codec.ForLook)
	}
	h, err := ReadHeader(file)
	if err != nil {
		return nil, codec.Info{}, err
	}
	f, err := open(file)
	if err != nil {
		return nil, codec.Info{}, err
	}
	for _, c := range f.chunks {
		if c.name == "ICCP" && icc.PlanFor(c.data, icc.Colour).ToSRGB != nil {
			return nil, codec.Info{}, codec.NeedsPixels(codec.ForProfile)
		}
	}
	r := &rewriter{ctx: ctx, options: o}
	var out []chunk
	flags := byte(0)
	for _, c := range f.chunks {
		c, keep, err := r.chunk(c)
		if err != nil {
			return nil, codec.Info{}, err
		}
		if !keep {
			r.changed = true
			continue
		}
		flags |= map[string]byte{"ICCP": hasProfile, "EXIF": hasEXIF, "XMP ": hasXMP}[c.name]
		out = append(out, c)
	}
	for i, c := range out {
		if c.name == "VP8X" {
			c.data = bytes.Clone(c.data)
			c.data[0] = c.data[0]&^(hasProfile|hasEXIF|hasXMP) | flags
			out[i] = c
		}
	}
	info := codec.Info{Header: h.Header, Gray: !r.colour}
	info.BadProfile, info.Dropped = r.badProfile, r.dropped
	// Data after the end of the RIFF is not part of it and may be anything.
	if !r.colour && !r.changed && !exif.HasColour(file[riffEnd(file):]) {
		return file, info, nil
	}
	gray, err := join(out)
	return gray, info, err
}

// A rewriter is the state of Gray.
type rewriter struct {
	ctx        context.Context
	options    codec.Options
	colour     bool
	changed    bool // metadata changed
	badProfile bool
	dropped    exif.Parts // metadata that was dropped without being asked for
}

// chunk returns a converted chunk, and whether it is kept.
func (r *rewriter) chunk(c chunk) (chunk, bool, error) {
	drop := r.options.Metadata == codec.DropMetadata
	if c.cut && c.name != "EXIF" && c.name != "XMP " {
		return c, false, fault.New(fault.Damaged, "the WebP file ends in its chunk %q", c.name)
	}
	var err error
	switch c.name {
	case "VP8 ", "VP8L":
		c, err = r.picture(c)
	case "ANMF":
		c, err = r.frame(c)
	case "VP8X", "ANIM", "ALPH":
	case "ICCP":
		// Pixels remain RGB for every reader, so the profile is kept: equal values are gray with
		// it.
		r.badProfile = icc.PlanFor(c.data, icc.Colour).None()
		return c, !r.badProfile, nil
	case "EXIF":
		if c.cut {
			return c, false, nil
		}
		block := exifBlock(c.data)
		if drop {
			return r.replaced(c, block, exif.Bare(block), "")
		}
		made := exif.Rewrite(block, exif.Options{DropLocation: r.options.Metadata == codec.DropLocation, Thumbnail: r.options.Thumbnail})
		return r.replaced(c, block, made, exif.PartEXIF)
	case "XMP ":
		if c.cut || drop {
			return c, false, nil
		}
		r.dropped.Add(exif.XMPHolds(c.data)...)
		return r.replaced(c, c.data, exif.CleanXMP(c.data, r.options.Metadata == codec.DropLocation), exif.PartXMP)
	default: // unknown chunks
		switch {
		case drop:
			return c, false, nil
		case c.name == "C2PA" && r.colour: // the signature is no longer valid
			r.dropped.Add(exif.PartCredentials)
			return c, false, nil
		case r.options.Metadata == codec.DropLocation || exif.HasColour(c.data):
			r.dropped.Add(exif.PartOther)
			return c, false, nil
		}
	}
	return c, true, err
}

// replaced returns a chunk with new content, and whether there is any.
func (r *rewriter) replaced(c chunk, was, is []byte, part exif.Part) (chunk, bool, error) {
	if !bytes.Equal(was, is) {
		r.changed, c.data = true, is
	}
	if len(is) == 0 && len(was) > 0 && part != "" {
		r.dropped.Add(part)
	}
	return c, len(is) > 0, nil
}

// frame converts a frame of an animation.
func (r *rewriter) frame(c chunk) (chunk, error) {
	if len(c.data) < frameHeader {
		return c, errFrame
	}
	inner, err := split(c.data, frameHeader)
	if err != nil {
		return c, err
	}
	out := bytes.Clone(c.data[:frameHeader])
	pictures := 0
	for _, i := range inner {
		if i.name == "VP8 " || i.name == "VP8L" {
			pictures++
		}
		i, keep, err := r.chunk(i)
		if err != nil {
			return c, err
		}
		if keep {
			out = appendChunk(out, i.name, i.data)
		}
	}
	if pictures != 1 {
		return c, errFrame
	}
	c.data = out
	return c, nil
}

// picture converts a bitstream.
func (r *rewriter) picture(c chunk) (chunk, error) {
	if c.name == "VP8 " {
		data, colour, err := lumaOnly(r.ctx, c.data)
		if err != nil {
			return c, err
		}
		if colour {
			r.colour, c.data = true, data
		}
		return c, nil
	}
	img, err := vp8l.Decode(bytes.NewReader(c.data))
	if err != nil {
		return c, fault.New(fault.Damaged, "the WebP file's picture is damaged: %w", err)
	}
	gray, already, err := raster.Gray(r.ctx, img, nil)
	if err != nil || already {
		return c, err
	}
	r.colour = true
	file, err := wasm.WebP(r.ctx, gray, 0)
	if err != nil {
		return c, err
	}
	f, err := open(file)
	if err != nil {
		return c, err
	}
	for _, i := range f.chunks {
		if i.name == "VP8L" {
			return i, nil
		}
	}
	return c, fault.New(fault.Internal, "the encoder wrote no lossless picture")
}
