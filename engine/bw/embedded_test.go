package bw

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"testing"
	"time"

	"pretobranco/engine/bw/codec"
	"pretobranco/engine/bw/jpeg"
)

// thumbnailBlock makes an EXIF block with an orientation, a capture time and a thumbnail.
func thumbnailBlock(orientation int, thumbnail []byte) []byte {
	entry := func(tag, kind, count, value int) (e []byte) {
		e = binary.LittleEndian.AppendUint16(e, uint16(tag))
		e = binary.LittleEndian.AppendUint16(e, uint16(kind))
		e = binary.LittleEndian.AppendUint32(e, uint32(count))
		return binary.LittleEndian.AppendUint32(e, uint32(value))
	}
	const second = 8 + 2 + 2*12 + 4
	const when = second + 2 + 3*12 + 4
	block := append([]byte("II*\x00\x08\x00\x00\x00\x02\x00"), entry(0x112, 3, 1, orientation)...)
	block = append(append(block, entry(0x132, 2, 20, when)...), second, 0, 0, 0, 3, 0)
	block = append(block, entry(0x103, 3, 1, 6)...)
	block = append(block, entry(0x201, 4, 1, when+20)...)
	block = append(block, entry(0x202, 4, 1, len(thumbnail))...)
	block = append(append(block, 0, 0, 0, 0), "2019:07:08 09:10:11\x00"...)
	return append(block, thumbnail...)
}

// plainJPEG encodes a picture of one gray with an EXIF block.
func plainJPEG(t *testing.T, width, height int, level uint8, block []byte) []byte {
	t.Helper()
	img := image.NewGray(image.Rect(0, 0, width, height))
	for i := range img.Pix {
		img.Pix[i] = level
	}
	file, _, err := jpeg.Encode(t.Context(), img, 90, codec.Extra{EXIF: block})
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// The thumbnail lies in an EXIF segment that other segments and fill bytes may precede. It is turned
// like the photo, whatever orientation it claims for itself, and serves only with the photo's shape.
func TestEmbeddedThumbnail(t *testing.T) {
	small := plainJPEG(t, 160, 120, 200, nil)
	turnedSmall := plainJPEG(t, 160, 120, 200, thumbnailBlock(3, nil))
	photo := func(orientation int, thumbnail []byte) []byte {
		return plainJPEG(t, 640, 480, 20, thumbnailBlock(orientation, thumbnail))
	}
	filled := bytes.Replace(photo(6, small), []byte("\xff\xe1"), []byte("\xff\xff\xff\xe1"), 1)
	upright, turned := image.Pt(160, 120), image.Pt(120, 160)
	for _, c := range []struct {
		name       string
		file       []byte
		side, size image.Point
	}{
		{"upright", photo(1, small), upright, image.Pt(640, 480)},
		{"turned", photo(6, small), turned, image.Pt(480, 640)},
		{"with an orientation of its own", photo(6, turnedSmall), turned, image.Pt(480, 640)},
		{"fill bytes", filled, turned, image.Pt(480, 640)},
		{"the file ends behind the block", photo(6, small)[:len(thumbnailBlock(6, small))+40], turned, image.Point{}},
		{"too small", photo(6, plainJPEG(t, 80, 60, 200, nil)), image.Point{}, image.Point{}},
		{"another shape", photo(6, plainJPEG(t, 160, 160, 200, nil)), image.Point{}, image.Point{}},
		{"damaged", photo(6, small[:40]), image.Point{}, image.Point{}},
		{"none", plainJPEG(t, 640, 480, 20, nil), image.Point{}, image.Point{}},
		{"not a JPEG", []byte("GIF89a"), image.Point{}, image.Point{}},
		{"empty", nil, image.Point{}, image.Point{}},
	} {
		img, size := EmbeddedThumbnail(t.Context(), bytes.NewReader(c.file), int64(len(c.file)), 100, 160)
		if img == nil {
			if c.side != (image.Point{}) {
				t.Errorf("%s: no thumbnail", c.name)
			}
			continue
		}
		if level := color.GrayModel.Convert(img.At(5, 5)).(color.Gray).Y; img.Bounds().Size() != c.side || size != c.size || level < 190 {
			t.Errorf("%s: %v of a photo of %v, level %d; want %v of %v", c.name, img.Bounds().Size(), size, level, c.side, c.size)
		}
	}
}

func TestCaptureTime(t *testing.T) {
	block := thumbnailBlock(1, nil)
	want := time.Date(2019, 7, 8, 9, 10, 11, 0, time.UTC)
	for name, file := range map[string][]byte{
		"JPEG": plainJPEG(t, 8, 8, 20, block),
		"PNG":  append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR.................eXIf"), block...),
		"HEIC": append([]byte("\x00\x00\x00\x18ftypheic....Exif\x00\x00"), block...),
		"TIFF": block,
	} {
		if at, ok := CaptureTime(bytes.NewReader(file), int64(len(file))); !ok || !at.Equal(want) {
			t.Errorf("%s: %v %v, want %v", name, at, ok, want)
		}
	}
	for _, file := range [][]byte{nil, []byte("Exif\x00\x00II*\x00"), plainJPEG(t, 8, 8, 20, nil)} {
		if at, ok := CaptureTime(bytes.NewReader(file), int64(len(file))); ok {
			t.Errorf("%.20q has the time %v", file, at)
		}
	}
}

// A result that lost its last bytes on the way is not complete, in all formats that are written and
// have an end.
func TestComplete(t *testing.T) {
	for _, format := range []Format{JPEG, PNG, GIF, WebP} {
		file := encoded(t, format)
		for _, tail := range []string{"", "\x00", "\r\n", "\x00\x00\x00\n"} {
			if !Complete(append(bytes.Clone(file), tail...)) {
				t.Errorf("%s: %q behind its end makes it incomplete", format, tail)
			}
		}
		for _, n := range []int{len(file) - 1, len(file) - 2, len(file) / 2, 12} {
			if Complete(file[:n]) {
				t.Errorf("%s: complete with %d of %d bytes", format, n, len(file))
			}
		}
	}
	if Complete(nil) || Complete([]byte("text")) {
		t.Error("complete without being a picture")
	}
}

// A name in capitals has the same format, and what is no extension has none.
func TestFormatOf(t *testing.T) {
	for name, want := range map[string]Format{"a.jpg": JPEG, "A.JPE": JPEG, "x/b.TIF": TIFF, "c.heif": HEIC, "d.txt": "", "jpg": "", "2024.05.01": "", "": ""} {
		if got := FormatOf(name); got != want {
			t.Errorf("%q is %q, want %q", name, got, want)
		}
	}
}

// Metadata before a JPEG's header may be longer than the first buffer.
func TestReadHeaderAt(t *testing.T) {
	file := plainJPEG(t, 40, 30, 20, thumbnailBlock(1, make([]byte, 3*HeaderBytes)))
	h, err := ReadHeaderAt(bytes.NewReader(file), make([]byte, HeaderBytes))
	if err != nil || h.Width != 40 || h.Height != 30 {
		t.Errorf("%+v %v", h, err)
	}
	if _, err := ReadHeaderAt(bytes.NewReader([]byte("text")), make([]byte, HeaderBytes)); err == nil {
		t.Error("text has a header")
	}
}
