package heif

import (
	"image"

	"pretobranco/engine/bw/fault"
	"pretobranco/engine/bw/hevc"
)

// A grid is the content of a grid item (ISO/IEC 23008-12, 6.6.2.3).
type grid struct{ rows, columns, width, height int }

// grid reads a grid item, or returns false if it is incomplete or another item.
func (c *container) grid(i *item) (g grid, ok bool) {
	data, ok := c.data(i)
	if i.kind != "grid" || !ok {
		return g, false
	}
	p := cursor{data: data}
	p.number(1)
	size := 2 + 2*int(p.number(1)&1)
	g.rows, g.columns = 1+int(p.number(1)), 1+int(p.number(1))
	g.width, g.height = int(p.number(size)), int(p.number(size))
	return g, !p.broken
}

// tiles decodes a grid, as samples if the tiles are alike, otherwise as colours.
func (d *decoder) tiles(i *item) (image.Image, error) {
	g, ok := d.grid(i)
	inputs := i.refers("dimg")
	if !ok || len(inputs) != g.rows*g.columns {
		return nil, fault.New(fault.Damaged, "the file should have %d x %d tiles, but has %d", g.columns, g.rows, len(inputs))
	}
	if !d.alike(inputs) {
		return d.mixedTiles(g, inputs)
	}
	var all hevc.Planes
	var meaning colours
	for n, id := range inputs {
		tile, colours, err := d.planes(d.items[id])
		if err != nil {
			return nil, err
		}
		if n == 0 {
			if all, err = g.canvas(tile); err != nil {
				return nil, err
			}
			meaning = d.coloursOf(i, colours)
		}
		paste(&all, tile, n%g.columns*tile.Width, n/g.columns*tile.Height)
	}
	return meaning.image(d.ctx, &all)
}

// alike reports whether tiles can be joined as samples: coded pictures of the same size and kind,
// neither rotated nor cropped, aligned to chroma samples.
func (d *decoder) alike(inputs []uint64) bool {
	var first layout
	var meaning colours
	for n, id := range inputs {
		i := d.items[id]
		h, ok := readConfiguration(i.property("hvcC"))
		if i.kind != "hvc1" || !ok || i.property("irot") != nil || i.property("imir") != nil || i.property("clap") != nil {
			return false
		}
		p, err := h.layout(i)
		if err != nil {
			return false
		}
		colours := d.coloursOf(i, h.colours)
		if n == 0 {
			first, meaning = p, colours
		}
		x, y := p.chroma.Subsampling()
		if p.width != first.width || p.height != first.height || p.chroma != first.chroma || p.depth != first.depth ||
			colours != meaning || p.width%x != 0 || p.height%y != 0 {
			return false
		}
	}
	return true
}

// canvas allocates planes for a grid of such tiles. Errors are Damaged.
func (g grid) canvas(tile *hevc.Planes) (all hevc.Planes, err error) {
	if tile.Width*g.columns < g.width || tile.Height*g.rows < g.height {
		return all, errUncovered
	}
	all = hevc.Planes{Width: g.width, Height: g.height, Chroma: tile.Chroma, Depth: tile.Depth}
	for plane := range all.Count() {
		width, height := all.Size(plane)
		all.Stride[plane] = width * all.SampleSize()
		all.Pix[plane] = make([]byte, all.Stride[plane]*height)
	}
	return all, nil
}

var errUncovered = fault.New(fault.Damaged, "the file's tiles do not cover its picture")

// paste copies a tile to its position, and clips it.
func paste(all, tile *hevc.Planes, x, y int) {
	for plane := range all.Count() {
		left, top := x, y
		if plane > 0 {
			unitX, unitY := all.Chroma.Subsampling()
			left, top = x/unitX, y/unitY
		}
		width, height := tile.Size(plane)
		allWidth, allHeight := all.Size(plane)
		bytes := min(width, allWidth-left) * all.SampleSize()
		for row := 0; row < min(height, allHeight-top) && bytes > 0; row++ {
			copy(all.Pix[plane][(top+row)*all.Stride[plane]+left*all.SampleSize():], tile.Pix[plane][row*tile.Stride[plane]:][:bytes])
		}
	}
}

// mixedTiles decodes a grid as colours.
func (d *decoder) mixedTiles(g grid, inputs []uint64) (image.Image, error) {
	canvas := image.NewNRGBA(image.Rect(0, 0, g.width, g.height))
	var first image.Point
	for n, id := range inputs {
		tile, err := d.whole(id)
		if err != nil {
			return nil, err
		}
		size := tile.Bounds().Size()
		if n == 0 {
			first = size
		}
		if size != first {
			return nil, fault.New(fault.Damaged, "the file's tiles are of several sizes")
		}
		if first.X*g.columns < g.width || first.Y*g.rows < g.height {
			return nil, errUncovered
		}
		over(canvas, tile, n%g.columns*first.X, n/g.columns*first.Y)
	}
	return canvas, nil
}
