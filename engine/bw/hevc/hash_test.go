package hevc

import (
	"bytes"
	"crypto/md5"
	"flag"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"pretobranco/engine/testkit"
)

var update = flag.Bool("update", false, "write the pictures in testdata anew, with heif-enc")

// variants are ways to code a picture: options of heif-enc, and of x265 behind it. Each has its own
// tools of the standard.
var variants = []struct {
	name   string
	bits   int
	gray   bool
	chroma string
	x265   string
}{
	{"420", 8, false, "420", ""},
	{"422", 8, false, "422", "qg-size=8 aq-mode=1"},
	{"444", 8, false, "444", "tskip=1"},
	{"gray", 8, true, "420", ""},
	{"420-10", 10, false, "420", "ctu=16 scaling-list=default"},
	{"422-10", 10, false, "422", "ctu=32 deblock=3,3"},
	{"444-12", 12, false, "444", "slices=2 ctu=16 wpp=1"},
	{"gray-12", 12, true, "420", "strong-intra-smoothing=1"},
	{"lossless", 8, false, "444", "lossless=1 cu-lossless=1"},
	{"offsets", 8, false, "420", "cbqpoffs=6 crqpoffs=-6 qg-size=16 aq-mode=3 min-cu-size=16"},
	{"slices", 8, false, "420", "slices=3 ctu=16 min-cu-size=8"},
}

// scene draws a picture with smooth parts, edges, and noise.
func scene(width, height int, gray bool) image.Image {
	img := image.NewNRGBA64(image.Rect(0, 0, width, height))
	noise := uint32(1)
	for y := range height {
		for x := range width {
			noise = noise*1664525 + 1013904223
			r, g, b := 300*x+9000, 500*y+4000, 200*(x+y)
			if (x-40)*(x-40)+(y-30)*(y-30) < 400 {
				r, g = 60000-r/2, 50000-g/2
			}
			if x > width/2 && y > height/2 {
				r, b = r+int(noise>>19), b+int(noise>>18)
			}
			if x/5%4 == 0 && y < height/3 {
				g = 0
			}
			if gray {
				r, b = g, g
			}
			img.SetNRGBA64(x, y, color.NRGBA64{uint16(min(r, 65535)), uint16(min(g, 65535)), uint16(min(b, 65535)), 65535})
		}
	}
	var out image.Image = img
	if gray {
		deep := image.NewGray16(img.Rect)
		for y := range height {
			for x := range width {
				deep.Set(x, y, img.At(x, y))
			}
		}
		out = deep
	}
	return out
}

// coded has heif-enc code a scene, and returns the picture's units.
func coded(t testing.TB, n, width, height, quality int) [][]byte {
	t.Helper()
	v := variants[n]
	dir := t.TempDir()
	in, out := filepath.Join(dir, "in.png"), filepath.Join(dir, "out.heic")
	var b bytes.Buffer
	img := scene(width, height, v.gray)
	if v.bits == 8 {
		img = shallow(img)
	}
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(in, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	args := []string{"-q", fmt.Sprint(quality), "-b", fmt.Sprint(v.bits), "-p", "chroma=" + v.chroma, "-p", "x265:hash=1"}
	for _, option := range strings.Fields(v.x265) {
		args = append(args, "-p", "x265:"+option)
	}
	if text, err := exec.Command(testkit.Tool(t, "heif-enc"), append(args, "-o", out, in)...).CombinedOutput(); err != nil {
		t.Fatalf("heif-enc: %v\n%s", err, text)
	}
	file, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	return unitsOf(file)
}

func shallow(img image.Image) image.Image {
	b := img.Bounds()
	if _, ok := img.(*image.Gray16); ok {
		out := image.NewGray(b)
		for y := range b.Dy() {
			for x := range b.Dx() {
				out.Set(x, y, img.At(x, y))
			}
		}
		return out
	}
	out := image.NewNRGBA(b)
	for y := range b.Dy() {
		for x := range b.Dx() {
			out.Set(x, y, img.At(x, y))
		}
	}
	return out
}

// unitsOf finds the units of heif-enc's files: parameter sets in the hvcC box, each after its
// length in 2 bytes, others in mdat after 4.
func unitsOf(file []byte) (units [][]byte) {
	record := file[bytes.Index(file, []byte("hvcC"))+4:]
	p := record[23:]
	for range record[22] {
		count := int(p[1])<<8 | int(p[2])
		p = p[3:]
		for range count {
			n := int(p[0])<<8 | int(p[1])
			units = append(units, p[2:2+n])
			p = p[2+n:]
		}
	}
	data := file[bytes.Index(file, []byte("mdat"))+4:]
	return append(units, split(data)...)
}

// hashed returns the MD5 sums of a picture's planes as its SEI message has them (D.2.19): of all
// coded samples.
func hashed(units [][]byte) (sums [][]byte) {
	const suffix, pictureHash, md5Kind = 40, 132, 0
	for _, unit := range units {
		if unit[0]>>1 != suffix {
			continue
		}
		m := Unescape(unit[2:])
		if m[0] != pictureHash || m[2] != md5Kind {
			continue
		}
		for p := m[3:min(len(m), 2+int(m[1]))]; len(p) >= 16; p = p[16:] {
			sums = append(sums, p[:16])
		}
	}
	return sums
}

// checkHash compares a decoded picture with its hash.
func checkHash(t *testing.T, name string, units [][]byte) {
	t.Helper()
	width, height := size(units)
	d := &Decoder{}
	p, err := d.Decode(t.Context(), Picture{units, width, height, mostCoded})
	if err != nil {
		t.Errorf("%s: %v", name, err)
		return
	}
	sums := hashed(units)
	if len(sums) != p.Count() {
		t.Fatalf("%s: %d hashes of %d planes", name, len(sums), p.Count())
	}
	for n, want := range sums {
		h := md5.New()
		for _, v := range d.plane[n].pix {
			if p.SampleSize() == 1 {
				h.Write([]byte{byte(v)})
			} else {
				h.Write([]byte{byte(v), byte(v >> 8)})
			}
		}
		if !bytes.Equal(h.Sum(nil), want) {
			t.Errorf("%s: plane %d is not as it was coded", name, n)
		}
	}
	luma := p.Pix[0]
	d.LumaOnly = true
	if p, err = d.Decode(t.Context(), Picture{units, width, height, mostCoded}); err != nil || p.Count() != 1 || !bytes.Equal(p.Pix[0], luma) {
		t.Errorf("%s: luma alone is another luma (%v)", name, err)
	}
}

// TestHash decodes the pictures in testdata. The encoder's hash of all samples is the judge.
func TestHash(t *testing.T) {
	if *update {
		for n, v := range variants {
			var stream []byte
			for _, unit := range coded(t, n, 75, 66, 50) {
				stream = append(stream, byte(len(unit)>>24), byte(len(unit)>>16), byte(len(unit)>>8), byte(len(unit)))
				stream = append(stream, unit...)
			}
			if err := os.WriteFile(filepath.Join("testdata", v.name+".hevc"), stream, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	all := streams(t)
	if len(all) != len(variants) {
		t.Errorf("%d pictures of %d variants: run with -update", len(all), len(variants))
	}
	for name, stream := range all {
		checkHash(t, name, split(stream))
	}
}

// TestGrid decodes sizes around those of blocks, at several qualities, in all variants.
func TestGrid(t *testing.T) {
	sizes := []int{64, 65, 79, 96, 100, 128, 129}
	for n, v := range variants {
		for i, width := range sizes {
			if i%testkit.Pick(4, 2, 1) != n%testkit.Pick(4, 2, 1) {
				continue
			}
			for j := range testkit.Pick(1, 2, len(sizes)) {
				height := sizes[(i+n+j)%len(sizes)]
				quality := []int{10, 40, 70, 95}[(i+j)%4]
				checkHash(t, fmt.Sprintf("%s, %d x %d, quality %d", v.name, width, height, quality), coded(t, n, width, height, quality))
			}
		}
	}
}
