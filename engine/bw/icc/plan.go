package icc

// Pixels is the kind of a picture's pixels, which a profile must match.
type Pixels int

const (
	Mono   Pixels = iota // gray; with an RGB profile, equal parts of red, green and blue
	Colour               // red, green and blue
	Inks                 // cyan, magenta, yellow and black
)

// A Plan is what to do with the profile of a picture that is converted to gray. The zero value is
// that of no profile.
type Plan struct {
	Gray   []byte     // the profile of the result; nil: none
	ToSRGB *Transform // if not nil, convert pixels with it before converting them to gray
}

// None reports whether the profile is unusable: damaged, or for another kind of pixels. Viewers
// ignore such a profile.
func (p Plan) None() bool { return p.Gray == nil }

// PlanFor returns the plan for a picture with such pixels and this profile.
func PlanFor(profile []byte, pixels Pixels) Plan {
	f, err := open(profile)
	if err != nil {
		return Plan{}
	}
	fits := map[string]bool{"CMYK": pixels == Inks, "RGB ": pixels != Inks, "GRAY": pixels == Mono}
	if !fits[f.space()] {
		return Plan{}
	}
	if gray, ok := Gray(profile); ok {
		return Plan{Gray: gray}
	}
	p, err := Parse(profile)
	if err != nil || p.Space == "GRAY" {
		return Plan{}
	}
	to, err := p.ToSRGB()
	if err != nil {
		return Plan{}
	}
	return Plan{Gray: SRGBGray(), ToSRGB: to}
}

// IsGray reports whether a profile is for gray pixels.
func IsGray(profile []byte) bool {
	f, err := open(profile)
	return err == nil && f.space() == "GRAY"
}

// IsSRGB reports whether a gray profile has the tone curve of sRGB, and so is equivalent to none.
func IsSRGB(gray []byte) bool {
	p, err := Parse(gray)
	return err == nil && p.Space == "GRAY" && len(p.Curves) == 1 && p.Curves[0].same(srgb)
}

// Colours returns an RGB profile under which equal parts of red, green and blue look like the gray
// of a gray profile, for formats that store colours only. It is nil for profiles that are not gray.
func Colours(gray []byte) []byte {
	f, err := open(gray)
	if err != nil || f.space() != "GRAY" || f.connection() != "XYZ " {
		return nil
	}
	curve := f.tag("kTRC")
	_, size, err := readCurve(curve)
	if err != nil {
		return nil
	}
	tags := []tag{{"rXYZ", primary(0)}, {"gXYZ", primary(1)}, {"bXYZ", primary(2)}, {"rTRC", curve[:size]}, {"gTRC", curve[:size]}, {"bTRC", curve[:size]}}
	return write(f.data[8:12], "RGB ", orDefault(f.description(), "as its source"), tags)
}
