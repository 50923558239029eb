package heif

import (
	"image"
	"math/big"

	"pretobranco/engine/bw/fault"
)

// A shape is a combination of rotations, mirrors and crops: a crop, then a mirror, then a rotation.
// Any sequence can be expressed this way.
type shape struct {
	crop   image.Rectangle // in the coded picture
	mirror bool            // horizontal mirror before the rotation
	turns  int             // rotation in quarters to the left, 0 to 3
}

// shown returns the display size.
func (s *shape) shown() (width, height int) {
	if s.turns%2 == 1 {
		return s.crop.Dy(), s.crop.Dx()
	}
	return s.crop.Dx(), s.crop.Dy()
}

// orientation returns the mirror and rotation as an EXIF orientation.
func (s *shape) orientation() int {
	if s.mirror {
		return [4]int{2, 5, 4, 7}[s.turns]
	}
	return [4]int{1, 8, 3, 6}[s.turns]
}

// transform applies an item's rotation, mirror and crop properties in their order (ISO/IEC
// 23008-12, 6.5.10, 6.5.12, ISO/IEC 14496-12, 12.1.4). Errors are Damaged.
func (s *shape) transform(i *item) error {
	for _, property := range i.properties {
		p := cursor{data: property.data}
		switch property.name {
		case "irot":
			s.turns = (s.turns + int(p.number(1)&3)) % 4
		case "imir":
			// Mirroring after a rotation to the left equals rotating to the right after mirroring.
			// A vertical mirror also rotates by 180 degrees.
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

// clap applies a clean aperture: a size, and the offset of its centre from that of the picture, as
// fractions. It is rounded as in libheif: the left edge down, the top edge to nearest, and clipped
// to the picture.
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
		return fault.New(fault.Damaged, "the file crops its picture by an invalid fraction")
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

// aperture returns the start and end of an aperture of a length on a side of the picture, given the
// offset between their centres.
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

// nearest adds one half and truncates towards zero.
func nearest(r *big.Rat) int {
	half := new(big.Int).Quo(r.Denom(), big.NewInt(2))
	return int(new(big.Int).Quo(half.Add(half, r.Num()), r.Denom()).Int64())
}

// coded maps a part of the displayed picture to the coded one.
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
