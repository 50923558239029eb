package heif

import (
	"bytes"
	"flag"
	"image"
	"os"
	"path/filepath"
	"testing"
)

var update = flag.Bool("update", false, "write the files in testdata anew, with heif-enc")

// fixtures are files of scene, for machines without heif-enc.
var fixtures = []struct {
	name       string
	size       image.Point
	gray, deep bool
	options    []string
}{
	{"plain.heic", image.Pt(90, 70), false, false, []string{"-p", "chroma=420"}},
	{"narrow.heic", image.Pt(29, 100), false, false, []string{"-p", "chroma=420"}},
	{"narrow422.heic", image.Pt(29, 100), false, false, []string{"-p", "chroma=422"}},
	{"narrow444.heic", image.Pt(29, 100), false, false, []string{"-p", "chroma=444"}},
	{"gray.heic", image.Pt(29, 100), true, false, nil},
	{"wide.heic", image.Pt(99, 5), true, false, nil},
	{"deep.heic", image.Pt(75, 66), false, true, []string{"-b", "10"}},
	{"deep444.heic", image.Pt(29, 66), false, true, []string{"-b", "12", "-p", "chroma=444"}},
	{"deepgray.heic", image.Pt(75, 66), true, true, []string{"-b", "10"}},
	{"plain.avif", image.Pt(90, 70), false, false, []string{"-A"}},
}

func fixture(t testing.TB, name string) []byte {
	t.Helper()
	file, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// TestFixtures holds each file against the picture that it was made of.
func TestFixtures(t *testing.T) {
	for _, f := range fixtures {
		path := filepath.Join("testdata", f.name)
		if *update {
			file := encode(t, []image.Point{f.size}, f.gray, f.deep, append(f.options, "-q", "70")...)
			if err := os.WriteFile(path, file, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		alike(t, f.name, fixture(t, f.name), scene(f.size.X, f.size.Y, f.gray, f.deep), 5, 2)
	}
}

// TestSeveral holds that the file of several pictures, which package bw converts, is what its notes
// are tested for: a second picture, a gain map, and metadata of all three.
func TestSeveral(t *testing.T) {
	plain, narrow := codedPart(t, fixture(t, "plain.heic")), codedPart(t, fixture(t, "narrow.heic"))
	gains := narrow.with(box("auxC", numbers(0), []byte("urn:com:apple:photo:2020:aux:hdrgainmap\x00"))).tied("auxl", 1).asHidden()
	file := heic(plain.with(clap(50, 1, 40, 1, 5, 1, -3, 1), irot(1)), narrow, gains, exifEntry("Right", 1), xmpEntry("Right tool", 1),
		exifEntry("Wrong", 2), xmpEntry("Wrong tool", 2), xmpEntry("Gain tool", 3)).bytes()
	path := filepath.Join("testdata", "several.heic")
	if *update {
		if err := os.WriteFile(path, file, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(file, fixture(t, "several.heic")) {
		t.Error("the file in testdata is another: run with -update")
	}
	h, err := ReadHeader(HEIC, file)
	if want := (Header{Width: 50, Height: 40, Orientation: 8, Pixels: 90 * 70, GainMap: true, Pictures: 2}); err != nil || h != want {
		t.Errorf("%+v, %v", h, err)
	}
}
