//go:build unix

package look

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"pretobranco/engine/testkit"
)

// used is the CPU time of this process.
func used() time.Duration {
	var r syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &r) != nil {
		return 0
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}

// perPixel runs work and reports nanoseconds of CPU a pixel besides those of the clock.
func perPixel(b *testing.B, pixels int, work func()) {
	start := used()
	for b.Loop() {
		work()
	}
	b.ReportMetric(float64(used()-start)/float64(b.N)/float64(pixels), "cpu-ns/pixel")
	b.ReportMetric(float64(b.Elapsed())/float64(b.N)/float64(pixels), "ns/pixel")
}

// large is a picture of 12 megapixels made of a photo's or a drawing's tiles.
func large(b *testing.B) picture {
	all := pictures(b)
	tile := all[min(2, len(all)-1)]
	p := picture{name: "large", width: 4000, height: 3000}
	for y := range p.height {
		for x := 0; x < p.width; x += tile.width {
			row := tile.rgb[y%tile.height*tile.width*3:][:3*tile.width]
			p.rgb = append(p.rgb, row[:3*min(tile.width, p.width-x)]...)
		}
	}
	p.gray = noise(p.width, p.height, 1)
	row, _, _ := Look{}.Rows()
	for y := range p.height {
		row(p.gray.Pix[y*p.gray.Stride:][:p.width], p.rgb[3*y*p.width:])
	}
	return p
}

// BenchmarkRows takes rows as they come in a conversion, just written by the code that made
// red, green and blue of the file, and once from a picture that lies in memory, as
// Pillow has it.
func BenchmarkRows(b *testing.B) {
	p := large(b)
	out := make([]uint8, p.width)
	for _, text := range []string{"neutral", "red", "infrared", "red contrast=1.2", "red gamma=1.2", "luminance"} {
		l, err := Parse(text)
		if err != nil {
			b.Fatal(err)
		}
		row, _, _ := l.Rows()
		work := func(rows int) func(b *testing.B) {
			return func(b *testing.B) {
				perPixel(b, p.width*p.height, func() {
					for y := range p.height {
						row(out, p.rgb[3*p.width*(y%rows):])
					}
				})
			}
		}
		b.Run(text, work(50))
		if text == "red" {
			b.Run("red from memory", work(p.height))
		}
	}
}

func BenchmarkBilevel(b *testing.B) {
	p := large(b)
	for _, method := range append(Methods()[1:], "sauvola(0.2,15)", "sauvola(0.2,301)") {
		l, err := Parse("1bit=" + method)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(method, func(b *testing.B) {
			perPixel(b, p.width*p.height, func() {
				if _, err := l.Bilevel(context.Background(), p.gray); err != nil {
					b.Fatal(err)
				}
			})
		})
	}
}

// BenchmarkPeers reports what Pillow and ImageMagick need for the same picture: Pillow's
// own CPU time around each call, for ImageMagick that of the whole program less what it
// needs to read the picture and do nothing.
func BenchmarkPeers(b *testing.B) {
	p := large(b)
	p.gray = packed(p.gray)
	ppm, pgm := p.files(b)
	pixels := float64(p.width * p.height)
	b.Run("pillow", func(b *testing.B) {
		interpreter := testkit.Python(b, "PIL")
		for b.Loop() {
			out := bufio.NewScanner(bytes.NewReader(run(b, interpreter, filepath.Join("testdata", "judge.py"), "time", ppm)))
			for out.Scan() {
				var name string
				var ns float64
				if _, err := fmt.Sscan(out.Text(), &name, &ns); err != nil {
					b.Fatal(err)
				}
				b.ReportMetric(ns, name+"-cpu-ns/pixel")
			}
		}
	})
	b.Run("imagemagick", func(b *testing.B) {
		program := testkit.Tool(b, "convert")
		cost := func(arguments ...string) float64 {
			command := exec.Command(program, append(append([]string{pgm}, arguments...), "null:")...)
			if err := command.Run(); err != nil {
				b.Fatal(err)
			}
			return float64(command.ProcessState.UserTime()+command.ProcessState.SystemTime()) / pixels
		}
		for b.Loop() {
			idle := cost()
			b.ReportMetric(cost("-ordered-dither", "o8x8")-idle, "ordered-cpu-ns/pixel")
			b.ReportMetric(cost("-lat", "15x15")-idle, "local-threshold-15-cpu-ns/pixel")
			b.ReportMetric(cost("-monochrome")-idle, "monochrome-cpu-ns/pixel")
		}
	})
}
