package icc

import (
	"bytes"
	"encoding/binary"
	"math"
	"strings"
	"testing"

	"pretobranco/engine/bw/fault"
)

func TestGray(t *testing.T) {
	for name, profile := range samples() {
		gray, ok := Gray(profile)
		if !ok {
			t.Errorf("%s: not mapped", name)
			continue
		}
		source, err := Parse(profile)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		made, err := Parse(gray)
		if err != nil || made.Space != "GRAY" {
			t.Fatalf("%s: %v, %+v", name, err, made)
		}
		if !made.Curves[0].same(source.Curves[1]) {
			t.Errorf("%s: another tone curve", name)
		}
		if len(gray) > len(profile) && len(profile) > 600 {
			t.Errorf("%s: %d bytes made of %d", name, len(gray), len(profile))
		}
		if !strings.Contains(made.Name, source.Name) || !strings.HasPrefix(made.Name, "Gray") {
			t.Errorf("%s: it is called %q, after %q", name, made.Name, source.Name)
		}
		again, ok := Gray(gray)
		if !ok || !bytes.Equal(again, gray) {
			t.Errorf("%s: a gray profile doesn't stay as it is", name)
		}
	}
}

func TestNotMapped(t *testing.T) {
	profiles := tables()
	profiles["differing curves"] = differing()
	profiles["an unknown curve"] = matrixProfile(4, "", rec709, paraTag(5, 1), paraTag(5, 1), paraTag(5, 1))
	profiles["no white"] = matrixProfile(2, "", primaries{{.64, .33}, {.64, .33}, {.64, .33}, {.3, .3}}, curveTag(512), curveTag(512), curveTag(512))
	profiles["a link"] = build(2, "link", "RGB ", "Lab ")
	profiles["six inks"] = build(2, "prtr", "6CLR", "Lab ")
	profiles["nothing in it"] = build(2, "mntr", "RGB ", "XYZ ")
	profiles["gray without curve"] = build(2, "mntr", "GRAY", "XYZ ")
	profiles["empty"] = nil
	for name, profile := range profiles {
		if _, ok := Gray(profile); ok {
			t.Errorf("%s: mapped", name)
		}
	}
}

func TestSRGBGray(t *testing.T) {
	p, err := Parse(SRGBGray())
	if err != nil {
		t.Fatal(err)
	}
	for i := range 256 {
		x := float64(i) / 255
		if got := encodeSRGB(p.Curves[0].At(x)) * 255; math.Abs(got-float64(i)) > 0.1 {
			t.Errorf("%d becomes %v", i, got)
		}
	}
}

func TestGrayGamma(t *testing.T) {
	p, err := Parse(GrayGamma(100000.0 / 45455))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := p.Curves[0].At(0.5), math.Pow(0.5, 2.2); math.Abs(got-want) > 1e-3 {
		t.Errorf("half becomes %v, want %v", got, want)
	}
	for _, gamma := range []float64{0, -1, 11, math.NaN(), math.Inf(1)} {
		if GrayGamma(gamma) != nil {
			t.Errorf("a gamma of %v is taken", gamma)
		}
	}
}

// The quick way through tables must be the slow one, within half a step.
func TestTransformEqualsSlowWay(t *testing.T) {
	profiles := samples()
	profiles["differing"] = differing()
	for name, profile := range profiles {
		p, err := Parse(profile)
		if err != nil {
			t.Fatal(err)
		}
		transform, err := p.ToSRGB()
		if err != nil {
			t.Fatal(err)
		}
		for i := range 4096 {
			src := []byte{byte(i >> 8 * 17), byte(i >> 4 & 15 * 17), byte(i & 15 * 17)}
			dst, words := make([]byte, 3), make([]uint16, 3)
			transform.Bytes(dst, src)
			transform.Words(words, []uint16{uint16(src[0]) * 257, uint16(src[1]) * 257, uint16(src[2]) * 257})
			want := p.srgb([]float64{float64(src[0]) / 255, float64(src[1]) / 255, float64(src[2]) / 255}, p.black())
			for c := range want {
				if math.Abs(want[c]*255-float64(dst[c])) > 0.51 || math.Abs(want[c]*65535-float64(words[c])) > 3 {
					t.Fatalf("%s: % x becomes % x and % x, want %v", name, src, dst, words, want)
				}
			}
		}
	}
}

func TestSRGBStaysSRGB(t *testing.T) {
	p, err := Parse(samples()["sRGB of version 4"])
	if err != nil {
		t.Fatal(err)
	}
	transform, _ := p.ToSRGB()
	for i := range 256 {
		for _, src := range [][]byte{{byte(i), byte(i), byte(i)}, {byte(i), 128, 255 - byte(i)}} {
			dst := make([]byte, 3)
			transform.Bytes(dst, src)
			if !bytes.Equal(src, dst) {
				t.Errorf("% x becomes % x", src, dst)
			}
		}
	}
}

func TestEveryTruncationAndEveryByte(t *testing.T) {
	small := tables()["RGB  of version 4"]
	for _, profile := range [][]byte{samples()["Adobe RGB"], samples()["Display P3"], GrayGamma(2.2), small[:min(len(small), 1200)]} {
		for n := range profile {
			check(t, profile[:n])
			cut := bytes.Clone(profile[:n])
			if n >= 4 {
				binary.BigEndian.PutUint32(cut, uint32(n))
			}
			check(t, cut)
		}
		for at := range profile {
			for _, v := range []byte{0, 1, 0x7f, 0xff, profile[at] + 1} {
				changed := bytes.Clone(profile)
				changed[at] = v
				check(t, changed)
			}
		}
	}
}

// check holds whatever is in a profile to what the package promises.
func check(t *testing.T, profile []byte) {
	t.Helper()
	before := bytes.Clone(profile)
	p, err := Parse(profile)
	if err != nil {
		if kind := fault.KindOf(err); kind != fault.Damaged && kind != fault.Unsupported {
			t.Fatalf("an error of kind %s: %v", kind, err)
		}
	} else {
		pixel := make([]float64, p.Channels())
		for _, v := range []float64{0, 0.3, 1} {
			for i := range pixel {
				pixel[i] = v
			}
			for _, c := range p.srgb(pixel, p.black()) {
				if !(c >= 0 && c <= 1) {
					t.Fatalf("a result of %v", c)
				}
			}
		}
	}
	gray, ok := Gray(profile)
	if ok {
		if err != nil {
			t.Fatalf("mapped, but not parsed: %v", err)
		}
		if p, err := Parse(gray); err != nil || p.Space != "GRAY" {
			t.Fatalf("the gray profile is wrong: %v", err)
		}
	}
	if !bytes.Equal(before, profile) {
		t.Fatal("the argument was changed")
	}
}

func FuzzProfile(f *testing.F) {
	for _, profile := range samples() {
		f.Add(profile)
	}
	for _, profile := range tables() {
		if len(profile) < 10000 {
			f.Add(profile)
		}
	}
	f.Add(SRGBGray())
	f.Add(differing())
	f.Fuzz(check)
}

func BenchmarkGray(b *testing.B) {
	profile := samples()["sRGB of version 2"]
	for b.Loop() {
		Gray(profile)
	}
}

func BenchmarkTransform(b *testing.B) {
	for name, profile := range map[string][]byte{"matrix": differing(), "CMYK": tables()["CMYK in 16 bits"]} {
		b.Run(name, func(b *testing.B) {
			p, err := Parse(profile)
			if err != nil {
				b.Fatal(err)
			}
			t, _ := p.ToSRGB()
			src := make([]byte, 1<<16*t.Channels())
			for i := range src {
				src[i] = byte(i * 7)
			}
			dst := make([]byte, 3<<16)
			b.SetBytes(int64(len(src)))
			for b.Loop() {
				t.Bytes(dst, src)
			}
		})
	}
}
