package heif

import (
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
	{"limited.heic", image.Pt(66, 70), false, false, []string{"--full_range_flag", "0"}},
	{"identity.heic", image.Pt(70, 66), false, false, []string{"-p", "chroma=444", "--matrix_coefficients", "0"}},
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
