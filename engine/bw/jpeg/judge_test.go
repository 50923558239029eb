package jpeg

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"pretobranco/engine/bw/codec"
	"pretobranco/engine/testkit"
)

// run gives a file to a program of libjpeg's and returns what it answers.
func run(t testing.TB, file []byte, program string, arguments ...string) []byte {
	t.Helper()
	out, complaint, err := try(t, file, program, arguments...)
	if err != nil || complaint != "" {
		t.Fatalf("%s %v: %v, %s", program, arguments, err, complaint)
	}
	return out
}

// try is run for files that may be damaged.
func try(t testing.TB, file []byte, program string, arguments ...string) (out []byte, complaint string, err error) {
	t.Helper()
	var answer, errors bytes.Buffer
	cmd := exec.Command(testkit.Tool(t, program), arguments...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(file), &answer, &errors
	err = cmd.Run()
	// Tables of 16 bits are wanted in the tests, and no fault.
	complaint = strings.ReplaceAll(errors.String(), "Caution: quantization tables are too coarse for baseline JPEG\n", "")
	return answer.Bytes(), complaint, err
}

// gray makes a file gray, which must work.
func gray(t testing.TB, file []byte, o codec.Options) []byte {
	t.Helper()
	out, _, err := Gray(context.Background(), file, o)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// judge holds the gray file against libjpeg: the same pixels as its gray decode of the file that
// came in, and the same coefficients as in its own gray file.
func judge(t testing.TB, file, out []byte) {
	t.Helper()
	v := compared(t, file, out)
	if v.Complaint != "" {
		t.Errorf("libjpeg says %q", v.Complaint)
	}
	if !v.Pixels {
		t.Error("the pixels are not those of libjpeg's gray decode")
	}
	same := v.Coefficients != nil && *v.Coefficients
	if v.Coefficients == nil {
		want := run(t, file, "jpegtran", "-copy", "none", "-grayscale", "-optimize")
		same = bytes.Equal(want, run(t, out, "jpegtran", "-copy", "none", "-optimize"))
	}
	if !same {
		t.Error("the coefficients are not those of libjpeg's gray file")
	}
	if !bytes.Equal(gray(t, out, codec.Options{}), out) {
		t.Error("the result does not pass through untouched")
	}
}

// A gray file passes through untouched, whatever its shape.
func TestGrayPassesThrough(t *testing.T) {
	for _, way := range [][]string{
		{}, {"-sample", "2x2"}, {"-restart", "2B"}, {"-progressive"}, {"-progressive", "-restart", "1", "-sample", "1x2"}, {"-optimize", "-quality", "3"},
	} {
		file := made(t, 61, 47, append(way, "-grayscale")...)
		out, info, err := Gray(context.Background(), file, codec.Options{})
		if err != nil || !info.Gray || info.Width != 61 || info.Height != 47 || &out[0] != &file[0] {
			t.Errorf("%v: %+v, %v", way, info, err)
		}
		judge(t, file, out)
	}
}

// portable makes a picture for cjpeg, colourful and with both smooth and busy places.
func portable(width, height int) []byte {
	out := fmt.Appendf(nil, "P6 %d %d 255\n", width, height)
	seed := uint32(1)
	for y := range height {
		for x := range width {
			seed = seed*1664525 + 1013904223
			noise := int(seed>>24) & 63
			if (x/16+y/24)%3 == 0 {
				noise = 0
			}
			out = append(out, byte(x*5+noise), byte(y*3-noise), byte(x*y/7+2*noise))
		}
	}
	return out
}

// made returns a JPEG file that cjpeg made.
func made(t testing.TB, width, height int, arguments ...string) []byte {
	t.Helper()
	return run(t, portable(width, height), "cjpeg", arguments...)
}

// Every sampling, restart interval, way of coding and odd size: the usual samplings with all of
// the others, the rare ones so that every two of the three meet.
func TestGrid(t *testing.T) {
	usual := []string{"1x1", "2x1", "1x2", "2x2"}
	rare := []string{
		"4x1", "1x4", "3x1", "4x2,1x1,1x1", "2x4,1x1,1x1", "2x2,2x1,1x2", "2x2,1x2,2x1",
		"2x1,1x1,2x1", "3x2,1x1,1x1", "1x3,1x1,1x1", "2x1,2x1,2x1", "1x2,1x1,1x2",
	}
	sizes := [][2]int{{1, 1}, {7, 9}, {8, 8}, {16, 16}, {17, 33}, {33, 17}, {50, 41}, {64, 31}, {100, 75}, {1, 90}, {90, 1}}
	ways := [][]string{
		{}, {"-optimize"}, {"-progressive"}, {"-restart", "1B"}, {"-restart", "3B", "-optimize"}, {"-restart", "1"},
		{"-restart", "5B", "-progressive"}, {"-quality", "100"}, {"-quality", "5", "-optimize"}, {"-quality", "98", "-optimize"},
	}
	if testkit.Short() {
		usual, rare, sizes = usual[1:], nil, sizes[3:6]
	}
	for number, sampling := range append(usual, rare...) {
		t.Run(sampling, func(t *testing.T) {
			t.Parallel()
			for i, size := range sizes {
				for k, way := range ways {
					if number >= len(usual) && (number+i+k)%len(sizes) > 0 || (number+2*i+k)%testkit.Pick(4, 3, 1) > 0 {
						continue
					}
					file := made(t, size[0], size[1], append([]string{"-sample", sampling}, way...)...)
					out := gray(t, file, codec.Options{})
					judge(t, file, out)
					if t.Failed() {
						t.Fatalf("%v %v", size, way)
					}
				}
			}
		})
	}
}

// Scans in the order and with the components that a script says.
func TestScans(t *testing.T) {
	scripts := map[string]string{
		"one by one":       "0; 1; 2;",
		"chroma first":     "2; 1; 0;",
		"luma and blue":    "0 1; 2;",
		"DC one by one":    "0: 0-0, 0, 0; 1: 0-0, 0, 0; 2: 0-0, 0, 0; 0: 1-63, 0, 0; 1: 1-63, 0, 0; 2: 1-63, 0, 0;",
		"DC refined":       "0 1 2: 0-0, 0, 2; 0 1 2: 0-0, 2, 1; 0: 1-63, 0, 1; 0 1 2: 0-0, 1, 0; 0: 1-63, 1, 0; 1: 1-63, 0, 0; 2: 1-63, 0, 0;",
		"DC in two groups": "0 2: 0-0, 0, 1; 1: 0-0, 0, 0; 0 2: 0-0, 1, 0; 0: 1-5, 0, 0; 0: 6-63, 0, 0; 1: 1-63, 0, 0; 2: 1-63, 0, 0;",
	}
	for name, script := range scripts {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "script")
			if err := os.WriteFile(path, []byte(script), 0o600); err != nil {
				t.Fatal(err)
			}
			for _, sampling := range []string{"1x1", "2x1", "2x2", "1x2", "4x2,1x1,1x1"} {
				for _, restart := range []string{"0", "1", "3B"} {
					file := made(t, 83, 57, "-sample", sampling, "-scans", path, "-restart", restart)
					judge(t, file, gray(t, file, codec.Options{}))
				}
			}
		})
	}
}

// Every photograph that libjpeg reads without a warning.
func TestPhotographs(t *testing.T) {
	for _, name := range testkit.Corpus(t, "photos/*/*.jpg") {
		t.Run(filepath.Base(name), func(t *testing.T) {
			t.Parallel()
			file, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			out, _, ours := Gray(context.Background(), file, codec.Options{})
			if ours == nil {
				judge(t, file, out)
				return
			}
			h, err := ReadHeader(file)
			plain := err == nil && (h.Model == YCbCr || h.Model == Grayscale)
			if v := compared(t, file, file); plain && !v.Refused && v.Complaint == "" {
				t.Errorf("libjpeg reads it: %v", ours)
			}
		})
	}
}

// photo returns one of the photographs.
func photo(t testing.TB, name string) []byte {
	t.Helper()
	file, err := os.ReadFile(testkit.Corpus(t, "photos/"+name)[0])
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func writeFile(t testing.TB, name string, data []byte) {
	t.Helper()
	if err := os.WriteFile(name, data, 0o600); err != nil {
		t.Fatal(err)
	}
}
