package gif

import (
	"context"
	"image"
	"image/color"
	"image/draw"
	"time"

	"pretobranco/engine/bw/codec"
	"pretobranco/engine/bw/fault"
)

// Disposal methods (section 23).
const (
	toBackground = 2
	toPrevious   = 3
)

// Decode returns a file's frames as displayed, all of them or the first. The canvas is transparent
// where nothing was drawn. Callers should check ReadHeader against their limits first. Errors are
// Damaged and Cancelled.
func Decode(ctx context.Context, file []byte, all bool) ([]codec.Frame, error) {
	s := &scanner{file: file}
	if err := s.start(); err != nil {
		return nil, err
	}
	h, err := ReadHeader(file)
	if err != nil {
		return nil, err
	}
	var canvas *image.NRGBA // allocated with the first complete frame
	var frames []codec.Frame
	var disposal, transparent, delay = 0, -1, time.Duration(0)
	for {
		if err := ctx.Err(); err != nil {
			return nil, fault.New(fault.Cancelled, "cancelled: %w", err)
		}
		b, err := s.next()
		if err != nil {
			return nil, err
		}
		switch {
		case b.kind == trailer:
			return frames, nil
		case b.kind == extension && b.label == control && b.to-b.data >= 6:
			d := file[b.data:]
			disposal, transparent = int(d[1]>>2&7), -1
			if d[1]&1 != 0 {
				transparent = int(d[4])
			}
			delay = time.Duration(int(d[2])|int(d[3])<<8) * 10 * time.Millisecond
		case b.kind == picture:
			img, err := s.decode(b, transparent)
			if err != nil {
				return nil, err
			}
			if canvas == nil {
				canvas = image.NewNRGBA(image.Rect(0, 0, h.Width, h.Height))
			}
			var before *image.NRGBA
			if disposal == toPrevious {
				before = clone(canvas)
			}
			draw.Draw(canvas, img.Rect, img, img.Rect.Min, draw.Over)
			frames = append(frames, codec.Frame{Image: clone(canvas), Delay: delay})
			if !all {
				return frames, nil
			}
			switch {
			case before != nil:
				canvas = before
			case disposal == toBackground:
				draw.Draw(canvas, img.Rect, image.Transparent, image.Point{}, draw.Src)
			}
			disposal, transparent, delay = 0, -1, 0
		}
	}
}

func clone(img *image.NRGBA) *image.NRGBA {
	c := *img
	c.Pix = append([]byte(nil), img.Pix...)
	return &c
}

// decode reads one frame's pixels.
func (s *scanner) decode(b block, transparent int) (*image.Paletted, error) {
	if err := whole(s, b); err != nil {
		return nil, err
	}
	f := b.frame
	img := image.NewPaletted(image.Rect(f.left, f.top, f.left+f.width, f.top+f.height), s.colours(b, transparent))
	pix := img.Pix
	if f.interlaced {
		pix = make([]byte, len(img.Pix))
	}
	expand(int(s.file[b.data-1]), s.content(b.data), pix)
	if f.interlaced && f.width > 0 {
		// Four passes (appendix E).
		for _, pass := range [4][2]int{{0, 8}, {4, 8}, {2, 4}, {1, 2}} {
			for y := pass[0]; y < f.height; y += pass[1] {
				copy(img.Pix[y*f.width:][:f.width], pix)
				pix = pix[f.width:]
			}
		}
	}
	return img, nil
}

// colours returns a frame's palette, padded to 256 colours.
func (s *scanner) colours(b block, transparent int) color.Palette {
	at, n := b.table, b.entries
	if n == 0 {
		at, n = tableStart, s.global
	}
	palette := make(color.Palette, 256)
	for i := range palette {
		c := color.NRGBA{A: 255}
		switch p := at + 3*i; {
		case n == 0: // without a palette readers treat indexes as gray
			c.R, c.G, c.B = uint8(i), uint8(i), uint8(i)
		case i < n && p+3 <= len(s.file):
			c.R, c.G, c.B = s.file[p], s.file[p+1], s.file[p+2]
		}
		if i == transparent {
			c.A = 0
		}
		palette[i] = c
	}
	return palette
}
