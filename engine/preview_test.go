package engine

import (
	"bytes"
	"context"
	"image"
	"image/color"
	imagedraw "image/draw"
	"image/jpeg"
	"os"
	"path/filepath"
	"testing"

	"pretobranco/engine/bw/exif"
)

func TestPreview(t *testing.T) {
	ctx, dir := context.Background(), t.TempDir()
	for _, name := range []string{"a.jpg", "b.png"} {
		path := filepath.Join(dir, name)
		write(t, path, picture(t, name, 400, 300))
		before, size, _, err := Original(ctx, path, 100)
		if err != nil {
			t.Fatal(err)
		}
		after, report, err := Result(ctx, path, Options{}, 100)
		if err != nil {
			t.Fatal(err)
		}
		if before.Bounds().Size() != image.Pt(100, 75) || after.Bounds().Size() != image.Pt(100, 75) {
			t.Errorf("%s: %v and %v", name, before.Bounds(), after.Bounds())
		}
		if size != image.Pt(400, 300) {
			t.Errorf("%s: the whole photo has %v", name, size)
		}
		if report.Width != 400 || report.Height != 300 {
			t.Errorf("%s: %+v", name, report)
		}
		r, g, b, _ := before.At(50, 5).RGBA()
		if r == g && g == b {
			t.Errorf("%s: no colour before", name)
		}
		if r, g, b, _ := after.At(50, 5).RGBA(); r != g || g != b {
			t.Errorf("%s: colour after", name)
		}
	}
	write(t, filepath.Join(dir, "c.jpg"), []byte("text"))
	if _, _, _, err := Original(ctx, filepath.Join(dir, "c.jpg"), 100); err == nil || KindOf(err) != Unsupported {
		t.Errorf("of no picture: %v", err)
	}
	if _, _, err := Result(ctx, filepath.Join(dir, "c.jpg"), Options{}, 100); err == nil || KindOf(err) != Unsupported {
		t.Errorf("the result of no picture: %v", err)
	}
}

// TestThumbnail comes from the EXIF segment if one of the photo's shape is there,
// turned as the photo, and else from the photo.
func TestThumbnail(t *testing.T) {
	dir := t.TempDir()
	blue := image.NewRGBA(image.Rect(0, 0, 160, 120))
	imagedraw.Draw(blue, blue.Rect, image.NewUniform(color.RGBA{B: 255, A: 255}), image.Point{}, imagedraw.Src)
	var small bytes.Buffer
	if err := jpeg.Encode(&small, blue, nil); err != nil {
		t.Fatal(err)
	}
	whole := picture(t, "a.jpg", 640, 480)
	with := append(append([]byte{0xff, 0xd8}, exifSegment(withThumbnail(6, small.Bytes()))...), whole[2:]...)
	for _, c := range []struct {
		name string
		file []byte
		side int
		size image.Point
		blue bool
	}{
		{"none", whole, 128, image.Pt(128, 96), false},
		{"embedded", with, 128, image.Pt(96, 128), true},
		{"too small", with, 256, image.Pt(192, 256), false},
		{"cut after the head", with[:4000], 128, image.Pt(96, 128), true},
	} {
		path := filepath.Join(dir, c.name)
		if err := os.WriteFile(path, c.file, 0o644); err != nil {
			t.Fatal(err)
		}
		img, err := Thumbnail(context.Background(), path, c.side)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		r, _, b, _ := img.At(img.Bounds().Min.X+3, img.Bounds().Min.Y+3).RGBA()
		if img.Bounds().Size() != c.size || (b > 0xf000 && r < 0x1000) != c.blue {
			t.Errorf("%s: %v, %x %x", c.name, img.Bounds(), r, b)
		}
	}
	for name, file := range map[string][]byte{"text": []byte("text"), "empty": nil} {
		path := filepath.Join(dir, name)
		write(t, path, file)
		if _, err := Thumbnail(context.Background(), path, 64); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// A large photo is seen at once by the thumbnail that is in it.
func TestGlance(t *testing.T) {
	dir := t.TempDir()
	var small bytes.Buffer
	if err := jpeg.Encode(&small, image.NewGray(image.Rect(0, 0, 160, 120)), nil); err != nil {
		t.Fatal(err)
	}
	none := picture(t, "a.jpg", 640, 480)
	with := append(append([]byte{0xff, 0xd8}, exifSegment(withThumbnail(6, small.Bytes()))...), none[2:]...)
	for _, c := range []struct {
		name  string
		file  []byte
		long  int
		whole bool
	}{
		{"small", with, 640, true},
		{"large", append(with, make([]byte, slowBytes)...), 160, false},
		{"no thumbnail", append(none, make([]byte, slowBytes)...), 640, true},
	} {
		path := filepath.Join(dir, c.name)
		write(t, path, c.file)
		img, size, whole, err := Glance(t.Context(), path, 750)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		long := max(img.Bounds().Dx(), img.Bounds().Dy())
		if max(size.X, size.Y) != 640 || long != c.long || whole != c.whole {
			t.Errorf("%s: %v of %v, whole: %v", c.name, img.Bounds(), size, whole)
		}
	}
}

// exifSegment makes a JPEG's EXIF segment (APP1) of a TIFF block.
func exifSegment(tiff []byte) []byte {
	n := 2 + 6 + len(tiff)
	return append(append([]byte{0xff, 0xe1, byte(n >> 8), byte(n)}, "Exif\x00\x00"...), tiff...)
}

// withThumbnail makes a TIFF block, little endian, whose first directory holds the
// orientation and whose second the thumbnail.
func withThumbnail(orientation int, small []byte) []byte {
	entry := func(tag, kind, value int) []byte {
		return []byte{byte(tag), byte(tag >> 8), byte(kind), 0, 1, 0, 0, 0, byte(value), byte(value >> 8), byte(value >> 16), 0}
	}
	const first, second = 8, 8 + 2 + 12 + 4
	const at = second + 2 + 3*12 + 4
	tiff := []byte{'I', 'I', 42, 0, first, 0, 0, 0, 1, 0}
	tiff = append(append(tiff, entry(0x112, 3, orientation)...), second, 0, 0, 0, 3, 0)
	tiff = append(tiff, entry(0x103, 3, 6)...)
	tiff = append(tiff, entry(0x201, 4, at)...)
	tiff = append(tiff, entry(0x202, 4, len(small))...)
	tiff = append(append(tiff, 0, 0, 0, 0), small...)
	if !bytes.Equal(exif.Thumbnail(tiff), small) {
		panic("the block is not read as it was meant")
	}
	return tiff
}
