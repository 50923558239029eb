package heif

import (
	"image"
	"math/big"

	"pretobranco/engine/bw/fault"
)

// A shape is what turns and crops make of a picture: a part of it, mirrored, then turned. Any
// sequence of them comes to that.
type shape struct {
	crop   image.Rectangle // in the picture as it is coded
	mirror bool            // left and right exchanged, before the turn
	turns  int             // quarters to the left, 0 to 3
}

// shown returns the size that the picture is shown in.
func (s *shape) shown() (width, height int) {
	if s.turns%2 == 1 {
		return s.crop.Dy(), s.crop.Dx()
	}
	return s.crop.Dx(), s.crop.Dy()
}

// orientation is the mirror and the turn as EXIF counts them.
func (s *shape) orientation() int {
	if s.mirror {
		return [4]int{2, 5, 4, 7}[s.turns]
	}
	return [4]int{1, 8, 3, 6}[s.turns]
}

// transform applies an item's turns and crops, in the order in which the item has them
// (ISO/IEC 23008-12, 6.5.10, 6.5.12, ISO/IEC 14496-12, 12.1.4). Errors are Damaged.
func (s *shape) transform(i *item) error {
	for _, property := range i.properties {
		p := cursor{data: property.data}
		switch property.name {
		case "irot":
			s.turns = (s.turns + int(p.number(1)&3)) % 4
		case "imir":
			// To mirror what is turned to the left is to turn to the right what is mirrored.
			// With top and bottom exchanged, it is upside down besides.
			upside := 2 * int(1-p.number(1)&1)
			s.turns, s.mirror = (4-s.turns+upside)%4, !s.mirror
		case "clap":
			if err := s.clap(p); err != nil {
				return err
			}
		}
	}
	return nil
}

// clap applies a clean aperture: a size, and how far its middle is from the picture's, as
// fractions. What is between pixels goes where libheif has it: the left edge down, the
// top edge to the nearest, and what reaches beyond the picture is cut.
func (s *shape) clap(p cursor) error {
	fraction := func(signed bool) *big.Rat {
		n, d := int64(p.number(4)), int64(p.number(4))
		if signed {
			n = int64(int32(n))
		}
		if n > 1<<31-1 || d == 0 || d > 1<<31-1 {
			p.broken = true
			return new(big.Rat)
		}
		return big.NewRat(n, d)
	}
	wide, high := fraction(false), fraction(false)
	right, down := fraction(true), fraction(true)
	if p.broken {
		return fault.New(fault.Damaged, "the file crops its picture by a fraction that is none")
	}
	width, height := s.shown()
	x0, x1 := aperture(wide, right, width, truncate)
	y0, y1 := aperture(high, down, height, nearest)
	part := image.Rect(0, 0, width, height).Intersect(image.Rectangle{Min: image.Pt(x0, y0), Max: image.Pt(x1, y1)})
	if part.Empty() {
		return fault.New(fault.Damaged, "the file crops its picture to nothing")
	}
	s.crop = s.coded(part)
	return nil
}

// aperture returns where an aperture of a length begins and ends on a side of the picture,
// when its middle is so far from the side's.
func aperture(length, offset *big.Rat, side int, round func(*big.Rat) int) (from, to int) {
	half := big.NewRat(1, 2)
	begin := new(big.Rat).Sub(big.NewRat(int64(side), 1), length)
	begin.Mul(begin, half).Add(begin, offset)
	from = round(begin)
	end := new(big.Rat).Add(length, big.NewRat(int64(from)-1, 1))
	return from, nearest(end) + 1
}

// truncate rounds towards zero.
func truncate(r *big.Rat) int {
	return int(new(big.Int).Quo(r.Num(), r.Denom()).Int64())
}

// nearest adds a half and rounds towards zero.
func nearest(r *big.Rat) int {
	half := new(big.Int).Quo(r.Denom(), big.NewInt(2))
	return int(new(big.Int).Quo(half.Add(half, r.Num()), r.Denom()).Int64())
}

// coded returns where a part of the shown picture lies in the coded one.
func (s *shape) coded(part image.Rectangle) image.Rectangle {
	w, h := s.crop.Dx(), s.crop.Dy()
	at := func(x, y int) image.Point {
		switch s.turns {
		case 1:
			x, y = w-1-y, x
		case 2:
			x, y = w-1-x, h-1-y
		case 3:
			x, y = y, h-1-x
		}
		if s.mirror {
			x = w - 1 - x
		}
		return s.crop.Min.Add(image.Pt(x, y))
	}
	r := image.Rectangle{Min: at(part.Min.X, part.Min.Y), Max: at(part.Max.X-1, part.Max.Y-1)}.Canon()
	r.Max = r.Max.Add(image.Pt(1, 1))
	return r
}
