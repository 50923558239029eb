package tiff

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"math/rand"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"pretobranco/engine/bw/codec"
	"pretobranco/engine/bw/fault"
	"pretobranco/engine/testkit"
)

// tool runs a program that makes one file of another, or skips where it isn't installed.
func tool(t testing.TB, file []byte, name string, arguments ...string) []byte {
	t.Helper()
	path := testkit.Tool(t, name)
	folder := t.TempDir()
	in, out := filepath.Join(folder, "in.tif"), filepath.Join(folder, "out.tif")
	if err := os.WriteFile(in, file, 0o600); err != nil {
		t.Fatal(err)
	}
	all := append(slices.Clone(arguments), in, out)
	if name == "convert" { // arguments before a file are about reading it
		all = append(append([]string{in}, arguments...), out)
	}
	if said, err := exec.Command(path, all...).CombinedOutput(); err != nil {
		t.Fatalf("%s %v: %v\n%s", name, arguments, err, said)
	}
	made, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

// page draws black and white like a page: lines, letters, grain and long runs.
func drawnPage(width, height int) *image.Gray {
	random := rand.New(rand.NewSource(int64(width)))
	img := image.NewGray(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			v := uint8(255)
			switch {
			case y%16 < 3 && x%9 < 5, y%37 == 9, x/50%7 == 3 && random.Intn(3) == 0, y%41 > 35 && x%1300 > 60:
				v = 0
			}
			img.SetGray(x, y, color.Gray{Y: v})
		}
	}
	return img
}

// Every way in which libtiff packs black and white.
func TestFax(t *testing.T) {
	ways := [][]string{
		{"-c", "g3:1d"}, {"-c", "g3:1d:fill"}, {"-c", "g3:2d"}, {"-c", "g3:2d:fill"}, {"-c", "g4"},
		{"-c", "g3:2d", "-r", "7"}, {"-c", "g4", "-f", "lsb2msb"},
	}
	for _, size := range [][2]int{{1, 9}, {64, 40}, {2600, 90}} {
		img := drawnPage(size[0], size[1])
		file, _, err := Encode(context.Background(), []image.Image{img}, codec.Extra{}, true)
		if err != nil {
			t.Fatal(err)
		}
		for _, way := range ways {
			made := tool(t, file, "tiffcp", way...)
			back, _, err := Decode(context.Background(), made)
			if err != nil {
				t.Errorf("%v, %v: %v", size, way, err)
				continue
			}
			for i, v := range back.(*image.NRGBA).Pix {
				if i%4 == 0 && v != img.Pix[i/4] {
					t.Errorf("%v, %v: pixel %d differs", size, way, i/4)
					break
				}
			}
		}
	}
}

// Rows that break off or can't be are damaged, wherever it happens.
func TestFaxDamaged(t *testing.T) {
	for _, way := range []string{"g3:1d", "g3:2d", "g4"} {
		file, _, err := Encode(context.Background(), []image.Image{drawnPage(90, 30)}, codec.Extra{}, true)
		if err != nil {
			t.Fatal(err)
		}
		made := tool(t, file, "tiffcp", "-c", way)
		accepted := 0
		for at := range made {
			broken := bytes.Clone(made)
			broken[at] ^= 0x10
			_, _, err := Decode(context.Background(), broken)
			switch {
			case err == nil:
				accepted++
			case fault.KindOf(err) != fault.Damaged && fault.KindOf(err) != fault.Unsupported:
				t.Errorf("%s, byte %d: %v", way, at, err)
			}
		}
		if accepted == len(made) {
			t.Errorf("%s: no change was noticed", way)
		}
	}
}
