package jpeg

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"path/filepath"
	"testing"

	"pretobranco/engine/bw/codec"
	"pretobranco/engine/testkit"
)

// The bars of a mix on coefficients, against the same mix of the pixels that everybody sees:
// the mean distance in levels, the share of pixels within 4 levels, and by how many decibels it
// is nearer to the exact mix than a picture that is decoded, mixed and encoded with its own tables.
const (
	mostMean = 1
	leastFar = 0.999
	leastWin = 3
)

// A quality is how good a mix is.
type quality struct {
	mean, most, near float64
	win              float64 // dB
	far, unexplained int     // pixels beyond 4 levels, and those in blocks where nothing is clipped
}

func (q quality) String() string {
	return fmt.Sprintf("mean %.3f, most %3.0f, near %.4f %%, %+.1f dB, %d of %d far ones unexplained", q.mean, q.most, 100*q.near, q.win, q.unexplained, q.far)
}

func (q quality) good() bool {
	return q.mean < mostMean && q.near >= leastFar && q.win >= leastWin
}

func qualityOf(t testing.TB, file []byte, m Mix) (q quality) {
	t.Helper()
	out, _, err := GrayMix(context.Background(), file, m, codec.Options{})
	if err != nil {
		t.Fatal(err)
	}
	_, _, ours := samples(t, run(t, out, "djpeg", "-dct", "int", "-pnm"), 1)
	seen := pixelLook(t, file, m)
	q.mean, q.most, q.near = compare(ours, seen)
	exact, clipped, width := exactLook(t, file, m)
	for i, v := range ours {
		if math.Abs(float64(v)-seen[i]) > 4 {
			q.far++
			if !clipped[[2]int{i % width / 8, i / width / 8}] {
				q.unexplained++
			}
		}
	}
	// Both without the rounding of samples, which would hide what coefficients are worth.
	q.win = psnr(exactGray(t, out), exact) - psnr(exactGray(t, secondGeneration(t, file, seen, width)), exact)
	return q
}

func psnr(got, want []float64) float64 {
	sum := 0.0
	for i, v := range got {
		sum += (v - want[i]) * (v - want[i])
	}
	return 10 * math.Log10(255*255*float64(len(got))/sum)
}

// exactGray is what a gray file shows, without rounding.
func exactGray(t testing.TB, file []byte) (gray []float64) {
	t.Helper()
	p, err := lumaHeaders(file)
	if err != nil {
		t.Fatal(err)
	}
	plane := &mixedBuffered(t, file, p.frame, Mix{Y: 1, Offset: 1}).buffered.planes[0]
	samples := exactSamples(plane)
	for y := range p.frame.height {
		for _, v := range samples[y*plane.across*8:][:p.frame.width] {
			gray = append(gray, min(max(v+128, 0), 255))
		}
	}
	return gray
}

// secondGeneration encodes mixed pixels with the tables of the file, by cjpeg.
func secondGeneration(t testing.TB, file []byte, mixed []float64, width int) []byte {
	t.Helper()
	p, err := lumaHeaders(file)
	if err != nil {
		t.Fatal(err)
	}
	tables := tablesOf(t, file, p)
	var text bytes.Buffer
	for i, v := range natural(&tables) {
		fmt.Fprintf(&text, "%d ", v)
		if i%8 == 7 {
			text.WriteByte('\n')
		}
	}
	name := filepath.Join(t.TempDir(), "tables")
	writeFile(t, name, text.Bytes())
	pgm := fmt.Appendf(nil, "P5 %d %d 255\n", width, len(mixed)/width)
	for _, v := range mixed {
		pgm = append(pgm, byte(v+0.5))
	}
	return run(t, pgm, "cjpeg", "-quality", "50", "-qtables", name, "-dct", "int")
}

// tablesOf is luma's table, in the file's order.
func tablesOf(t testing.TB, file []byte, p *headers) quantTable {
	t.Helper()
	x := mixedBuffered(t, file, p.frame, mixes["red"])
	return *x.frame.components[0].quant
}

func natural(q *quantTable) (out [64]int) {
	for k, v := range q {
		out[zigzag[k]] = int(v)
	}
	return out
}

// mixedBuffered runs a mix over a file that jpegtran made progressive, so that its coefficients
// are at hand afterwards.
func mixedBuffered(t testing.TB, file []byte, f *frame, m Mix) *mixer {
	t.Helper()
	file = run(t, file, "jpegtran", "-progressive", "-copy", "none")
	p, err := lumaHeaders(file)
	if err != nil {
		t.Fatal(err)
	}
	x, err := newMixer(context.Background(), p.frame, m)
	if err != nil {
		t.Fatal(err)
	}
	k, err := newSegmentFilter(context.Background(), p, codec.DropMetadata)
	if err != nil {
		t.Fatal(err)
	}
	r := &rewriter{ctx: context.Background(), file: file, filter: k, height: f.height, mix: x}
	if _, err := r.run(); err != nil && !errors.Is(err, errColourless) {
		t.Fatal(err)
	}
	return x
}

// exactLook is the mix of samples that nothing has rounded: the coefficients transformed back in
// real numbers, chroma interpolated, and red, green and blue cut off where they end. It shows
// in which blocks something was.
func exactLook(t testing.TB, file []byte, m Mix) (gray []float64, clipped map[[2]int]bool, width int) {
	t.Helper()
	p, err := lumaHeaders(file)
	if err != nil {
		t.Fatal(err)
	}
	x := mixedBuffered(t, file, p.frame, mixes["red"])
	width, height := p.frame.width, p.frame.height
	var planes [3][]float64
	for i := range planes {
		planes[i] = exactSamples(&x.buffered.planes[i])
	}
	luma, chroma := &x.buffered.planes[0], &x.buffered.planes[1]
	chromaWidth, chromaHeight := ceil(width, x.ratioX), ceil(height, x.ratioY)
	// The two samples that a place lies between, and the share of the first.
	between := func(at, ratio, size int, smooth bool) (near, far int, share float64) {
		near = at / ratio
		if !smooth {
			return near, near, 1
		}
		return near, max(0, min(size-1, near-1+at%2*2)), 0.75
	}
	red, green, blue := m.colours()
	weights := []float64{red, green, blue}
	if m.Cb == 0 && m.Cr == 0 { // a look at luma, as the neutral one, asks for no colours
		weights = []float64{m.Y}
	}
	clipped = map[[2]int]bool{}
	for at := range width * height {
		i, j := at%width, at/width
		n, f, h := between(i, x.ratioX, chromaWidth, x.growX.smooth)
		v, w, s := between(j, x.ratioY, chromaHeight, x.growY.smooth)
		sample := func(c int) float64 {
			row, other := planes[c][v*chroma.across*8:], planes[c][w*chroma.across*8:]
			return s*(h*row[n]+(1-h)*row[f]) + (1-s)*(h*other[n]+(1-h)*other[f])
		}
		y, cb, cr := planes[0][j*luma.across*8+i]+128, sample(1), sample(2)
		parts := [3]float64{y + toRed*cr, y - greenCb*cb - greenCr*cr, y + toBlue*cb}
		if len(weights) == 1 {
			parts[0] = y
		}
		sum := m.Offset
		for c, part := range parts[:len(weights)] {
			inside := min(max(part, 0), 255)
			if inside != part {
				clipped[[2]int{i / 8, j / 8}] = true
			}
			sum += inside * weights[c]
		}
		if sum < 0 || sum > 255 {
			clipped[[2]int{i / 8, j / 8}] = true
		}
		gray = append(gray, min(max(sum, 0), 255))
	}
	return gray, clipped, width
}

// exactSamples transforms a plane back, around 0.
func exactSamples(p *plane) []float64 {
	stride := p.across * 8
	out := make([]float64, stride*p.down*8)
	var table [8][8]float64 // of frequency and place
	for u := range table {
		for x := range table[u] {
			table[u][x] = basis(u, x)
		}
	}
	for at := range p.coeffs.dc {
		var held [64]int16
		p.coeffs.get(at, &held)
		var lines [64]float64 // transformed across
		for v := range 8 {
			for u := range 8 {
				if c := held[8*v+u]; c != 0 {
					c := float64(c) * float64(p.quant[8*v+u])
					for x := range 8 {
						lines[8*v+x] += c * table[u][x]
					}
				}
			}
		}
		block := out[at/p.across*8*stride+at%p.across*8:]
		for y := range 8 {
			for x := range 8 {
				sum := 0.0
				for v := range 8 {
					sum += lines[8*v+x] * table[v][y]
				}
				block[y*stride+x] = sum
			}
		}
	}
	return out
}

// The bars hold for a photograph; for all of them there is a benchmark.
func TestMixQuality(t *testing.T) {
	if testkit.Short() {
		t.Skip("takes seconds")
	}
	for _, name := range []string{"055"} {
		file := photo(t, "camera/"+name+".jpg")
		for _, look := range []string{"red", "blue", "infrared", "red, strong"} {
			q := qualityOf(t, file, mixes[look])
			t.Logf("%s, %s: %v", name, look, q)
			if !q.good() {
				t.Errorf("%s, %s: %v", name, look, q)
			}
		}
	}
}

// BenchmarkMixQuality measures no time but how good every mix is on every photograph:
// the worst of each figure, and how many miss a bar.
func BenchmarkMixQuality(b *testing.B) {
	for _, program := range []string{"djpeg", "cjpeg", "jpegtran"} {
		testkit.Tool(b, program)
	}
	files, names, _ := photographs(b, "camera")
	for look, m := range mixes {
		b.Run(look, func(b *testing.B) {
			for b.Loop() {
				worst, missed := quality{near: 1, win: 99}, 0.0
				for i, file := range files {
					q := qualityOf(b, file, m)
					if !q.good() {
						missed++
						b.Logf("%s: %v", filepath.Base(names[i]), q)
					}
					worst.mean, worst.near, worst.win = max(worst.mean, q.mean), min(worst.near, q.near), min(worst.win, q.win)
				}
				b.ReportMetric(worst.mean, "mean")
				b.ReportMetric(100*worst.near, "%near")
				b.ReportMetric(worst.win, "dB")
				b.ReportMetric(missed, "missed")
			}
		})
	}
}
