package look

import (
	"math"
	"strings"
	"testing"
)

func TestAll(t *testing.T) {
	if l := All()[0]; l != (Look{}) || !l.Neutral() || l.Name() != "neutral" {
		t.Errorf("the first look is %q", l)
	}
	seen := map[string]bool{}
	for i, l := range All() {
		if l.Name() != Names()[i] || l.String() != l.Name() || l.Name() != strings.ToLower(l.Name()) {
			t.Errorf("look %d is %q, its name %q", i, l, l.Name())
		}
		if seen[l.Formula()] {
			t.Errorf("two looks are %q", l.Formula())
		}
		seen[l.Formula()] = true
		if r, g, b := l.Weights(); math.Abs(r+g+b-100) > 1e-9 {
			t.Errorf("the weights of %q make %g %%", l, r+g+b)
		}
		if l.Neutral() != (i == 0) {
			t.Errorf("%q says that it is neutral: %v", l, l.Neutral())
		}
		comesBack(t, l)
	}
	All()[0] = Look{name: "changed"}
	if All()[0] != (Look{}) {
		t.Error("a caller can change the looks")
	}
}

func TestFormula(t *testing.T) {
	for text, want := range map[string]string{
		"neutral":    "BT.601 luma: 29.9 % R + 58.7 % G + 11.4 % B, the same pixels as Pillow L",
		"infrared":   "−40 % R + 200 % G − 60 % B",
		"blue":       "21 % G + 79 % B",
		"mix(0,0,0)": "nothing of R, G and B",
		"lineart":    "BT.601 luma: 29.9 % R + 58.7 % G + 11.4 % B, Sauvola's local threshold, k 0.2, a window of 1/40 of the short side",
		"red brightness=-0.05 contrast=1.2 gamma=0.9 1bit=threshold": "90 % R + 10 % G, contrast 1.2 about middle gray, -5 % white, gamma 0.9, white above 127",
	} {
		l, err := Parse(text)
		if err != nil || l.Formula() != want {
			t.Errorf("%s: %q, %v, want %q", text, l.Formula(), err, want)
		}
	}
}

func TestSetters(t *testing.T) {
	l, err := Look{}.WithWeights(80, 30, -10)
	if err == nil {
		l, err = l.WithContrast(0)
	}
	if err == nil {
		l, err = l.WithOneBit(OneBit{Method: Threshold, Threshold: 9, K: 3, Window: 8})
	}
	if err != nil || l.String() != "mix(80,30,-10) contrast=0 1bit=threshold(9)" || l.Contrast() != 0 || l.Gamma() != 1 {
		t.Errorf("%q, %v", l, err)
	}
	if l.OneBit() != (OneBit{Method: Threshold, Threshold: 9}) {
		t.Errorf("1-bit is %+v", l.OneBit())
	}
	if l, err := l.WithOneBit(OneBit{Method: 77}); err == nil || l != (Look{}) {
		t.Errorf("a method that doesn't exist: %q, %v", l, err)
	}
	for _, nan := range []func(float64) (Look, error){l.WithBrightness, l.WithContrast, l.WithGamma} {
		if l, err := nan(math.NaN()); err == nil || l != (Look{}) {
			t.Errorf("not a number: %q, %v", l, err)
		}
	}
}

func TestLinear(t *testing.T) {
	for _, text := range []string{"neutral", "red", "infrared contrast=1.5 brightness=-0.2", "bt709", "mix(10,20,30) contrast=0"} {
		l, err := Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		wr, wg, wb, offset, ok := l.Linear()
		y, cb, cr, offset2, ok2 := l.LinearYCbCr()
		if !ok || !ok2 || offset != offset2 {
			t.Fatalf("%s: %v %v, %g %g", text, ok, ok2, offset, offset2)
		}
		for _, c := range [][3]float64{{0, 0, 0}, {1, 1, 1}, {1, 0, 0}, {0, 1, 0}, {0, 0, 1}, {0.2, 0.7, 0.4}} {
			luma := 0.299*c[0] + 0.587*c[1] + 0.114*c[2]
			chroma := y*luma + cb*(c[2]-luma)/1.772 + cr*(c[0]-luma)/1.402 + offset
			if direct := wr*c[0] + wg*c[1] + wb*c[2] + offset; math.Abs(chroma-direct) > 1e-9 || math.Abs(min(max(direct, 0), 1)-slowGray(l, c[0], c[1], c[2])) > 1e-9 {
				t.Errorf("%s of %v: %g, by chroma %g, slowly %g", text, c, direct, chroma, slowGray(l, c[0], c[1], c[2]))
			}
		}
	}
	if y, cb, cr, offset, _ := (Look{}).LinearYCbCr(); y != 1 || cb != 0 || cr != 0 || offset != 0 {
		t.Errorf("neutral is %g %g %g %g", y, cb, cr, offset)
	}
	for _, text := range []string{"luminance", "red gamma=1.1", "dither"} {
		l, _ := Parse(text)
		if _, _, _, _, ok := l.Linear(); ok {
			t.Errorf("%s is said to be linear", text)
		}
		if _, _, _, _, ok := l.LinearYCbCr(); ok {
			t.Errorf("%s is said to be linear in YCbCr", text)
		}
	}
}
