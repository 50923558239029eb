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

// Gray makes a WebP file black and white. The file itself is not changed; the result is
// the file if it was gray already and keeps its metadata. Errors are codec.ErrNeedsPixels for
// a profile without a gray counterpart and for any look but the neutral one, or
// of package fault: Damaged, Unsupported, TooLarge and Cancelled.
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
	// What stands behind the RIFF's end is no part of it, and may be anything.
	if !r.colour && !r.changed && !exif.HasColour(file[riffEnd(file):]) {
		return file, info, nil
	}
	gray, err := join(out)
	return gray, info, err
}

// A rewriter is one run of Gray.
type rewriter struct {
	ctx        context.Context
	options    codec.Options
	colour     bool
	changed    bool // something beside the picture is not as it was
	badProfile bool
	dropped    exif.Parts // what the result lacks, though nobody asked for that
}

// chunk returns what becomes of a chunk, and whether it stays.
func (r *rewriter) chunk(c chunk) (chunk, bool, error) {
	drop := r.options.Metadata == codec.DropMetadata
	if c.cut && c.name != "EXIF" && c.name != "XMP " {
		return c, false, fault.New(fault.Damaged, "the WebP file breaks off in its chunk %q", c.name)
	}
	var err error
	switch c.name {
	case "VP8 ", "VP8L":
		c, err = r.picture(c)
	case "ANMF":
		c, err = r.frame(c)
	case "VP8X", "ANIM", "ALPH":
	case "ICCP":
		// Pixels stay red, green and blue for every reader, and the profile with them: equal ones
		// are gray by it.
		r.badProfile = icc.PlanFor(c.data, icc.Colour).None()
		return c, !r.badProfile, nil
	case "EXIF":
		if c.cut {
			return c, false, nil
		}
		block := exifBlock(c.data)
		if drop {
			return r.replaced(c, block, exif.New(exif.Orientation(block)), "")
		}
		made := exif.Rewrite(block, exif.Options{DropLocation: r.options.Metadata == codec.DropLocation, Thumbnail: r.options.Thumbnail})
		return r.replaced(c, block, made, exif.PartEXIF)
	case "XMP ":
		if c.cut || drop {
			return c, false, nil
		}
		r.dropped.Add(exif.XMPHolds(c.data)...)
		return r.replaced(c, c.data, exif.CleanXMP(c.data, r.options.Metadata == codec.DropLocation), exif.PartXMP)
	default: // what nobody knows
		switch {
		case drop:
			return c, false, nil
		case c.name == "C2PA" && r.colour: // a signature that does not hold any more
			r.dropped.Add(exif.PartCredentials)
			return c, false, nil
		case r.options.Metadata == codec.DropLocation || exif.HasColour(c.data):
			r.dropped.Add(exif.PartOther)
			return c, false, nil
		}
	}
	return c, true, err
}

// replaced returns a chunk with what became of its content, and whether there is any.
func (r *rewriter) replaced(c chunk, was, is []byte, part exif.Part) (chunk, bool, error) {
	if !bytes.Equal(was, is) {
		r.changed, c.data = true, is
	}
	if len(is) == 0 && len(was) > 0 && part != "" {
		r.dropped.Add(part)
	}
	return c, len(is) > 0, nil
}

// frame makes one of an animation gray.
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

// picture makes a bitstream gray.
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
