package heif

import (
	"image"
	"image/color"
	"image/draw"

	"pretobranco/engine/bw/fault"
)

// An overlay is the content of an overlay item (ISO/IEC 23008-12, 6.6.2.2).
type overlay struct {
	fill          color.NRGBA
	width, height int
	places        []image.Point
}

// overlay reads an overlay item, or returns false if it is incomplete or another item.
func (c *container) overlay(i *item) (o overlay, ok bool) {
	data, ok := c.data(i)
	if i.kind != "iovl" || !ok {
		return o, false
	}
	p := cursor{data: data}
	p.number(1)
	size := 2 + 2*int(p.number(1)&1)
	signed := func() int {
		v := p.number(size)
		if size == 2 {
			return int(int16(v))
		}
		return int(int32(v))
	}
	o.fill.R, o.fill.G, o.fill.B = uint8(p.number(2)>>8), uint8(p.number(2)>>8), uint8(p.number(2)>>8)
	p.number(2)     // alpha is ignored: the canvas is opaque
	o.fill.A = 0xff // as in libheif
	o.width, o.height = int(p.number(size)), int(p.number(size))
	for range i.refers("dimg") {
		o.places = append(o.places, image.Pt(signed(), signed()))
	}
	return o, !p.broken
}

// canvas decodes an overlay.
func (d *decoder) canvas(i *item) (image.Image, error) {
	o, ok := d.overlay(i)
	if !ok {
		return nil, fault.New(fault.Damaged, "the file ends in the description of its picture's parts")
	}
	canvas := image.NewNRGBA(image.Rect(0, 0, o.width, o.height))
	draw.Draw(canvas, canvas.Rect, image.NewUniform(o.fill), image.Point{}, draw.Src)
	for n, id := range i.refers("dimg") {
		img, err := d.whole(id)
		if err != nil {
			return nil, err
		}
		over(canvas, img, o.places[n].X, o.places[n].Y)
	}
	return canvas, nil
}
