package heif

import (
	"bytes"
	"flag"
	"image"
	"image/jpeg"
	"os"
	"path/filepath"
	"testing"

	"pretobranco/engine/bw/codec"
	"pretobranco/engine/bw/raster"
)

var update = flag.Bool("update", false, "write the files in testdata anew, with heif-enc, avifenc and cjxl")

// fixtures are files of scene, for machines without an encoder.
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
	{"gray.avif", image.Pt(29, 66), true, false, []string{"-A"}},
	{"deep.avif", image.Pt(75, 66), false, true, []string{"-d", "10", "-y", "420", "-s", "9"}},
	{"plain.jxl", image.Pt(90, 70), false, false, []string{"-q", "70"}},
	{"gray.jxl", image.Pt(29, 100), true, false, []string{"-q", "70"}},
	{"deep.jxl", image.Pt(29, 66), false, true, []string{"-d", "0"}},
}

// made has the encoder of a fixture's format make it.
func made(t testing.TB, name string, size image.Point, gray, deep bool, options []string) []byte {
	t.Helper()
	var encoder string
	switch {
	case filepath.Ext(name) == ".jxl":
		encoder = "cjxl"
	case name == "deep.avif": // heif-enc aborts on AVIF of 10 bits
		encoder = "avifenc"
	default:
		return encode(t, []image.Point{size}, gray, deep, append(options, "-q", "70")...)
	}
	dir := t.TempDir()
	writePNG(t, filepath.Join(dir, "in.png"), scene(size.X, size.Y, gray, deep))
	run(t, dir, encoder, append(options, "in.png", name)...)
	return read(t, filepath.Join(dir, name))
}

// kindOf returns what a file is. Package bw recognizes JPEG XL, Sniff the others.
func kindOf(t testing.TB, file []byte) Kind {
	t.Helper()
	if bytes.HasPrefix(file, []byte("\xff\x0a")) || bytes.HasPrefix(file, []byte("\x00\x00\x00\x0cJXL ")) {
		return JXL
	}
	kind, ok := Sniff(file)
	if !ok {
		t.Fatal("not recognized")
	}
	return kind
}

func read(t testing.TB, path string) []byte {
	t.Helper()
	file, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func fixture(t testing.TB, name string) []byte {
	t.Helper()
	return read(t, filepath.Join("testdata", name))
}

// TestFixtures holds each file against the picture that it was made of.
func TestFixtures(t *testing.T) {
	for _, f := range fixtures {
		path := filepath.Join("testdata", f.name)
		if *update {
			if err := os.WriteFile(path, made(t, f.name, f.size, f.gray, f.deep, f.options), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		alike(t, f.name, fixture(t, f.name), scene(f.size.X, f.size.Y, f.gray, f.deep), 5, 2)
	}
}

// TestKeptJPEG holds what a JPEG XL file that keeps a whole JPEG says: the codec has turned the
// picture, and the metadata is in boxes.
func TestKeptJPEG(t *testing.T) {
	path := filepath.Join("testdata", "kept.jxl")
	scene := scene(90, 70, false, false)
	if *update {
		dir := t.TempDir()
		var b bytes.Buffer
		if err := jpeg.Encode(&b, scene, &jpeg.Options{Quality: 90}); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "in.jpg"), b.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		run(t, dir, "exiftool", "-q", "-overwrite_original", "-n", "-Orientation=6", "in.jpg")
		run(t, dir, "cjxl", "--lossless_jpeg=1", "in.jpg", "out.jxl")
		if err := os.WriteFile(path, read(t, filepath.Join(dir, "out.jxl")), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	file := read(t, path)
	h, err := ReadHeader(JXL, file)
	if want := (Header{Header: codec.Header{Width: 70, Height: 90, Orientation: 1, Pixels: 90 * 70}, Pictures: 1}); err != nil || h != want {
		t.Errorf("%+v, %v, want %+v", h, err, want)
	}
	alike(t, "kept.jxl", file, raster.Orient(scene, 6), 5, 2)
	exif := []byte("II*\x00\x08\x00\x00\x00\x00\x00\x00\x00\x00\x00")
	file = append(file, box("Exif", append([]byte{0, 0, 0, 0}, exif...))...)
	file = append(file, box("xml ", []byte("<x/>"))...)
	_, _, extra, err := Decode(t.Context(), JXL, file, false)
	if err != nil || !bytes.Equal(extra.EXIF, exif) || string(extra.XMP) != "<x/>" {
		t.Errorf("EXIF %q, XMP %q, %v", extra.EXIF, extra.XMP, err)
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
	if want := (Header{Header: codec.Header{Width: 50, Height: 40, Orientation: 8, Pixels: 96 * 80}, GainMap: true, Pictures: 2}); err != nil || h != want {
		t.Errorf("%+v, %v", h, err)
	}
}
