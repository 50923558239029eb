package png

import (
	"bytes"
	"io"

	"github.com/klauspost/compress/zlib"

	"pretobranco/engine/bw/codec"
	"pretobranco/engine/bw/icc"
)

// A profilePlan is what to do with the chunks that define the colour space.
type profilePlan struct {
	chunk []byte // the data of the iCCP to write; nil for none
	toRGB bool   // gray is converted to sRGB: write sRGB and drop other definitions
	bad   bool   // the input's profile is unusable
}

// maxInflated is the largest inflated size of a profile or text.
const maxInflated = 16 << 20

// planProfile decides about iCCP. A palette stays RGB, and so does its profile: equal values are
// gray if the profile has a gray counterpart. An unusable profile is dropped, as viewers ignore it;
// grayscale must not have a colour profile (11.3.2.3).
func (r *rewriter) planProfile() error {
	if r.layout.profile == nil {
		return nil
	}
	name, packed, named := keyword(r.layout.profile)
	profile, whole := r.texts.inflate(packed)
	pixels, mono := icc.Colour, r.ColorType != Palette && !r.ColorType.colour()
	if mono {
		pixels = icc.Mono
	}
	plan := icc.PlanFor(profile, pixels)
	switch {
	case !named, !whole, plan.None(), mono && plan.ToSRGB != nil:
		r.space.bad = true
		return nil
	case r.same && !mono, icc.IsGray(profile), r.ColorType == Palette && plan.ToSRGB == nil:
		r.space.chunk = r.layout.profile
		return nil
	case plan.ToSRGB == nil:
		r.space.chunk = profileData(name, plan.Gray)
		return nil
	}
	if r.options.Unmapped != nil {
		if tone := r.options.Unmapped(profile); tone != nil {
			r.tone, r.space = tone, profilePlan{toRGB: true}
			return nil
		}
	}
	return codec.NeedsPixels(codec.ForProfile)
}

// profileData returns the data of an iCCP chunk (11.3.2.3).
func profileData(name string, profile []byte) []byte {
	d := append([]byte(name), 0, 0)
	return append(d, deflateText(profile)...)
}

// inflateText reads the compression method and the compressed data at the end of iCCP, zTXt and
// iTXt.
func inflateText(d []byte) ([]byte, bool) {
	if len(d) < 1 || d[0] != 0 {
		return nil, false
	}
	z, err := zlib.NewReader(bytes.NewReader(d[1:]))
	if err != nil {
		return nil, false
	}
	text, err := io.ReadAll(io.LimitReader(z, maxInflated+1))
	return text, err == nil && len(text) <= maxInflated
}

func deflateText(text []byte) []byte {
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	z.Write(text) // a buffer does not fail
	z.Close()
	return b.Bytes()
}
