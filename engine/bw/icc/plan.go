package icc

// Pixels says what a picture's numbers are, as far as a profile must fit them.
type Pixels int

const (
	Mono   Pixels = iota // gray alone; with a profile of red, green and blue they are equal parts of these
	Colour               // red, green and blue
	Inks                 // cyan, magenta, yellow and black
)

// A Plan says what becomes of the profile of a picture that turns gray. The zero value: the
// profile is none.
type Plan struct {
	Gray   []byte     // the profile for the gray; nil: none
	ToSRGB *Transform // if it isn't nil, colours must go through it before they turn gray
}

// None tells whether the profile says nothing about the picture: it can't be read, or it is for
// another kind of pixel. Viewers ignore such a profile, and the picture is as good as without.
func (p Plan) None() bool { return p.Gray == nil }

// PlanFor makes the plan for a picture of such pixels with this profile.
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

// IsGray tells whether a profile is one of gray pixels.
func IsGray(profile []byte) bool {
	f, err := open(profile)
	return err == nil && f.space() == "GRAY"
}

// IsSRGB tells whether a gray profile says the same as none: the tone curve of sRGB.
func IsSRGB(gray []byte) bool {
	p, err := Parse(gray)
	return err == nil && p.Space == "GRAY" && len(p.Curves) == 1 && p.Curves[0].same(srgb)
}

// Colours returns a profile of red, green and blue by which equal ones look like the gray of a
// gray profile: for formats whose pixels are always colours. It is nil for any other profile.
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
