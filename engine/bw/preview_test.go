package bw

import (
	"context"
	"image"
	"math"
	"os/exec"
	"path/filepath"
	"testing"

	"pretobranco/engine/bw/codec"
	"pretobranco/engine/bw/raster"
	"pretobranco/engine/testkit"
)

// What a look shows on a small decode is what becomes of the whole picture, made small: at every
// scale of JPEG's own, and between them. Where a look is not linear (clipping, gamma) the mean of
// its grays differs from the gray of a mean, along sharp edges, so that only the mean distance counts.
//
// Small decodes once had chroma of half their size, and the red of a flower was in its leaves.
func TestPreviewIsWhatIsMade(t *testing.T) {
	files := lookPictures(t)
	for _, name := range append(files, testkit.CorpusIfAny(t, "photos/seed/*.jpg")...) {
		base, file := filepath.Base(name), read(t, name)
		if len(file) > 100_000 || filepath.Ext(name) != ".jpg" {
			continue
		}
		h, err := ReadHeader(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range []string{"neutral", "infrared", "red contrast=1.2", "green gamma=1.3"} {
			o := Options{Look: parsed(t, text)}
			made, err := Convert(context.Background(), file, o, OwnLimits)
			if err != nil {
				t.Fatal(err)
			}
			for _, part := range []int{1, 2, 3, 8} {
				side := max(h.Width, h.Height) / part
				if side < 50 && part > 1 {
					continue
				}
				shown, err := Decode(context.Background(), file, OwnLimits, side)
				if err != nil {
					t.Fatal(err)
				}
				preview, err := Preview(context.Background(), shown, o)
				if err != nil {
					t.Fatal(err)
				}
				whole, err := Decode(context.Background(), made.File, OwnLimits, side)
				if err != nil {
					t.Fatal(err)
				}
				if mean, most := apart(preview, whole); mean > 2 {
					t.Errorf("%s, %s at 1/%d: off by %.2f on average, %.0f at most", base, text, part, mean, most)
				}
			}
		}
	}
}

// A gray profile says what gray means on the screen, too: the result of a photo with a profile
// looks as the photo's own gray does.
func TestGrayProfilesAreShown(t *testing.T) {
	folder := t.TempDir()
	if out, err := exec.Command(testkit.Python(t, "PIL"), filepath.Join("testdata", "profiles.py"), "make", folder).CombinedOutput(); err != nil {
		testkit.Missing(t, "a Pillow with littlecms: %v\n%s", err, out)
	}
	for _, profile := range []string{"srgb", "adobe", "p3", "prophoto"} {
		file := read(t, filepath.Join(folder, profile+".png"))
		made, err := Convert(context.Background(), file, Options{}, OwnLimits)
		if err != nil {
			t.Fatal(err)
		}
		shown, err := Decode(context.Background(), made.File, OwnLimits, 0)
		if err != nil {
			t.Fatal(err)
		}
		p, err := PNG.Info().codec.Decode(context.Background(), made.File, codec.Hints{})
		if err != nil {
			t.Fatal(err)
		}
		// The same gray as colours of the photo's own profile, which has always been managed.
		before, err := PNG.Info().codec.Decode(context.Background(), file, codec.Hints{})
		if err != nil {
			t.Fatal(err)
		}
		want, err := inSRGB(context.Background(), raster.WithAlpha(p.Frames[0].Image), before.Extra.Profile)
		if err != nil {
			t.Fatal(err)
		}
		if mean, most := apart(shown, want); most > 1 {
			t.Errorf("%s: off by %.2f on average, %.0f at most", profile, mean, most)
		}
	}
}

// apart returns how far the grays of two pictures of one size are apart, in levels.
func apart(a, b image.Image) (mean, most float64) {
	x, _, _ := raster.Gray(context.Background(), a, nil)
	y, _, _ := raster.Gray(context.Background(), b, nil)
	p, q := x.(*image.Gray), y.(*image.Gray)
	if p.Rect.Size() != q.Rect.Size() {
		return math.Inf(1), math.Inf(1)
	}
	n := p.Rect.Dx() * p.Rect.Dy()
	for i := range n {
		d := math.Abs(float64(p.Pix[i/p.Rect.Dx()*p.Stride+i%p.Rect.Dx()]) - float64(q.Pix[i/q.Rect.Dx()*q.Stride+i%q.Rect.Dx()]))
		mean, most = mean+d, max(most, d)
	}
	return mean / float64(n), most
}
