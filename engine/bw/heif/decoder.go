package heif

import (
	"context"
	"image"
	"image/draw"

	"pretobranco/engine/bw/fault"
	"pretobranco/engine/bw/hevc"
	"pretobranco/engine/bw/raster"
	"pretobranco/engine/bw/wasm"
)

// A decoder decodes a container's items:
//
//	hvc1              a picture of its own       package hevc
//	av01, its grids   the whole file, again      wasm.AVIF
//	grid              tiles side by side         as samples if all tiles are of one kind, otherwise as colours
//	iovl              pictures on a canvas       colours
//	iden, tmap        another item
type decoder struct {
	*container
	ctx      context.Context
	hevc     hevc.Decoder
	lumaOnly bool
	depth    int // of items in items, now
}

// maxDepth is the largest nesting of derived items.
const maxDepth = 8

// A plan is what is known about an item's picture before decoding.
type plan struct {
	source        *item // the item that is decoded
	width, height int   // of the source
	shape         shape // its rotation and crop
	pixels        int64 // pixels to decode
}

// plan resolves an item to its pixels. Errors are Damaged and Unsupported.
func (c *container) plan(i *item, depth int) (p plan, err error) {
	if c.planned++; depth > maxDepth || c.planned > 2*maxItems { // items that refer to others many times
		return p, fault.New(fault.Damaged, "the file's picture is made of itself, or of too many others")
	}
	inputs := i.refers("dimg")
	var width, height int
	switch i.kind {
	case "hvc1":
		h, ok := readConfiguration(i.property("hvcC"))
		if !ok {
			return p, fault.New(fault.Damaged, "the file's picture has no description of its code (hvcC)")
		}
		layout, err := h.layout(i)
		if err != nil {
			return p, err
		}
		width, height, p.pixels = layout.width, layout.height, int64(layout.coded)
		if h.sps == nil {
			p.pixels = 0
		}
	case "av01":
		width, height = i.size()
		if c.inBurst {
			width, height = c.burst.width, c.burst.height
		}
	case "iden", "tmap":
		if len(inputs) == 0 || c.items[inputs[0]] == nil || i.kind == "iden" && len(inputs) > 1 {
			return p, errBroken
		}
		if p, err = c.plan(c.items[inputs[0]], depth+1); err != nil {
			return p, err
		}
		return p, p.shape.transform(i)
	case "grid", "iovl":
		width, height = i.size()
		if g, ok := c.grid(i); ok {
			width, height = g.width, g.height
		} else if o, ok := c.overlay(i); ok {
			width, height = o.width, o.height
		}
		for _, id := range inputs {
			if c.items[id] == nil {
				return p, errBroken
			}
			input, err := c.plan(c.items[id], depth+1)
			if err != nil {
				return p, err
			}
			p.pixels = min(p.pixels+input.pixels, 1<<60)
		}
	default:
		return p, unsupported(i.kind)
	}
	if width <= 0 || height <= 0 || width > 1<<31-1 || height > 1<<31-1 {
		return p, errNoSize
	}
	p.pixels = max(p.pixels, int64(width)*int64(height))
	p.source, p.width, p.height, p.shape.crop = i, width, height, image.Rect(0, 0, width, height)
	return p, p.shape.transform(i)
}

var errNoSize = fault.New(fault.Damaged, "the file does not state its picture's size")

// unsupported names the codec of a picture that can't be read.
func unsupported(kind string) error {
	names := map[string]string{
		"avc1": "AVC", "evc1": "EVC", "hev1": "HEVC with parameters elsewhere", "j2k1": "JPEG 2000", "jpeg": "JPEG",
		"lhv1": "layered HEVC", "mime": "JPEG", "mski": "a mask", "unci": "uncompressed", "vvc1": "VVC",
	}
	if name, ok := names[kind]; ok {
		return fault.New(fault.Unsupported, "a HEIF file with a picture of kind %q (%s) is not supported", kind, name)
	}
	return fault.New(fault.Unsupported, "a HEIF file with a picture of kind %q is not supported", kind)
}

// decode returns the pixels of a plan's source.
func (d *decoder) decode(i *item) (image.Image, error) {
	if err := d.ctx.Err(); err != nil {
		return nil, fault.New(fault.Cancelled, "cancelled: %w", err)
	}
	if d.depth++; d.depth > maxDepth {
		return nil, errBroken
	}
	defer func() { d.depth-- }()
	switch {
	case d.coded(i) == "av01" && (i.kind == "av01" || i.kind == "grid"):
		return d.av1(i)
	case i.kind == "hvc1":
		planes, colours, err := d.planes(i)
		if err != nil {
			return nil, err
		}
		return colours.image(d.ctx, planes)
	case i.kind == "grid":
		return d.tiles(i)
	default:
		return d.canvas(i)
	}
}

// whole returns an item's picture, rotated and cropped.
func (d *decoder) whole(id uint64) (image.Image, error) {
	p, err := d.plan(d.items[id], 0)
	if err != nil {
		return nil, err
	}
	img, err := d.decode(p.source)
	if err != nil {
		return nil, err
	}
	return raster.Orient(part(img, p.shape.crop), p.shape.orientation()), nil
}

// part returns a part of a picture with origin 0, 0.
func part(img image.Image, crop image.Rectangle) image.Image {
	if img.Bounds() == crop {
		return img
	}
	switch img := img.(type) {
	case *image.Gray:
		img = img.SubImage(crop).(*image.Gray)
		img.Rect = img.Rect.Sub(img.Rect.Min)
		return img
	case *image.Gray16:
		img = img.SubImage(crop).(*image.Gray16)
		img.Rect = img.Rect.Sub(img.Rect.Min)
		return img
	case *image.NRGBA:
		img = img.SubImage(crop).(*image.NRGBA)
		img.Rect = img.Rect.Sub(img.Rect.Min)
		return img
	case *image.NRGBA64:
		img = img.SubImage(crop).(*image.NRGBA64)
		img.Rect = img.Rect.Sub(img.Rect.Min)
		return img
	case *image.YCbCr: // a part may start within a chroma sample
		img = img.SubImage(crop).(*image.YCbCr)
		img.Rect = img.Rect.Sub(image.Pt(crop.Min.X&^1, crop.Min.Y&^1))
		return img
	}
	return img
}

// av1 decodes an item with the AVIF codec.
func (d *decoder) av1(i *item) (image.Image, error) {
	width, height := i.size()
	if d.inBurst {
		width, height = d.burst.width, d.burst.height
	}
	return wasm.AVIF(d.ctx, d.withBrand(i.id), func(w, h int) error {
		if w != width || h != height {
			return fault.New(fault.Damaged, "the file's header states %d x %d pixels, but its picture has %d x %d", width, height, w, h)
		}
		return nil
	})
}

// profile returns the ICC profile of the main picture, or of its inputs.
func (c *container) profile() []byte {
	for _, id := range c.inputs(c.primary) {
		if i := c.items[id]; i != nil {
			for _, p := range i.properties {
				if p.name == "colr" && profile(p.data) != nil {
					return profile(p.data)
				}
			}
		}
	}
	return nil
}

// colours returns the colours of a decoded item: its own, or those of its first input.
func (c *container) colours(i *item) colours {
	for range maxDepth {
		h, _ := readConfiguration(i.property("hvcC"))
		inputs := i.refers("dimg")
		if found := c.coloursOf(i, h.colours); found != h.colours || h.sps != nil || len(inputs) == 0 || c.items[inputs[0]] == nil {
			return found
		}
		i = c.items[inputs[0]]
	}
	return colours{}
}

// coloursOf returns an item's colour description, or that of its bitstream.
func (c *container) coloursOf(i *item, coded colours) colours {
	for _, p := range i.properties {
		if p.name == "colr" {
			if colours, ok := readColours(p.data); ok {
				return colours
			}
		}
	}
	return coded
}

// over composites a picture onto a canvas.
func over(canvas *image.NRGBA, img image.Image, x, y int) {
	b := img.Bounds()
	draw.Draw(canvas, image.Rect(x, y, x+b.Dx(), y+b.Dy()), img, b.Min, draw.Over)
}
