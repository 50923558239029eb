package bw

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"os/exec"
	"testing"

	"pretobranco/engine/bw/raster"
	"pretobranco/engine/testkit"
)

// Pixels in colour are those of libjpeg, chroma's interpolation included: the looks that need
// pixels start from what everybody else sees.
func TestColoursOfJPEG(t *testing.T) {
	for _, size := range []image.Point{{61, 43}, {64, 48}, {5, 3}, {3, 5}, {4, 4}, {2, 2}, {1, 1}, {17, 1}, {1, 17}} {
		ppm := fmt.Appendf(nil, "P6 %d %d 255\n", size.X, size.Y)
		for i := range size.X * size.Y {
			x, y := i%size.X, i/size.X
			ppm = append(ppm, byte(x*37+y), byte(y*29-x*3), byte(x*y*5+90))
		}
		for _, sampling := range []string{"1x1", "2x1", "2x2", "1x2", "4x1", "4x2,1x1,1x1", "4x1,2x1,2x1"} {
			file := through(t, ppm, "cjpeg", "-quality", "88", "-sample", sampling)
			want := through(t, file, "djpeg", "-dct", "int", "-pnm")
			img, err := Decode(context.Background(), file, OwnLimits, 0)
			if err != nil {
				t.Fatal(err)
			}
			got, err := raster.Straight(context.Background(), img)
			if err != nil {
				t.Fatal(err)
			}
			n := 3 * size.X * size.Y
			want = want[len(want)-n:]
			for i := range n {
				if v := got.Pix[i/3*4+i%3]; v != want[i] {
					t.Errorf("%v, %s: pixel %d is %v, libjpeg has %v", size, sampling, i/3, got.Pix[i/3*4:][:3], want[i/3*3:][:3])
					break
				}
			}
		}
	}
}

// through sends bytes through a program.
func through(t *testing.T, in []byte, name string, arguments ...string) []byte {
	t.Helper()
	cmd := exec.Command(testkit.Tool(t, name), arguments...)
	cmd.Stdin = bytes.NewReader(in)
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s %v: %v", name, arguments, err)
	}
	return out
}
