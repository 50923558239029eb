package bw

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"pretobranco/engine/bw/exif"
	"pretobranco/engine/testkit"
)

// rationals are a resolution in a directory, with a unit unless that is 0.
func rationals(order binary.AppendByteOrder, x, y, below uint32, unit int) []value {
	number := func(tag uint16, v uint32) value {
		return value{tag, 5, 1, order.AppendUint32(order.AppendUint32(nil, v), below)}
	}
	values := []value{number(282, x), number(283, y)}
	if unit > 0 {
		values = append(values, short(order, 296, unit))
	}
	return values
}

// jfif is a segment with a density.
func jfif(unit byte, x, y uint16) []byte {
	d := binary.BigEndian.AppendUint16([]byte{1, 1, unit}, x)
	d = append(binary.BigEndian.AppendUint16(d, y), 0, 0)
	return jpegSegment(0xe0, "JFIF\x00", string(d))
}

func physical(x, y uint32, unit byte) []byte {
	return pngChunk("pHYs", append(binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, x), y), unit))
}

// exifSegment is an EXIF block with a resolution and other values, in a segment.
func exifSegment(values ...value) []byte {
	return jpegSegment(0xe1, "Exif\x00\x00", string(tiffBlock(binary.BigEndian, &ifd{values: values})))
}

// A resolved is a file and the resolution that viewers find in it.
type resolved struct {
	name string
	file []byte
	want exif.Resolution // of the picture as shown
}

func resolvedFiles(t *testing.T) (files []resolved) {
	t.Helper()
	order := binary.BigEndian
	fax, square := exif.Resolution{X: 204, Y: 98}, exif.Resolution{X: 300, Y: 300}
	wide := exif.Resolution{X: 2, Y: 1, Relative: true}
	add := func(name string, want exif.Resolution, file []byte) {
		files = append(files, resolved{name, file, want})
	}
	jpeg := func(segments ...[]byte) []byte { return beforePicture(drawnJPEG(t, 32, 24), segments...) }
	png := func(chunks ...[]byte) []byte { return beforePicture(drawnPNG(t, colourful(32, 24)), chunks...) }
	make := textOf(271, "Maker of cameras")
	block := func(unit int) []value { return append(rationals(order, 204, 98, 1, unit), make) }

	add("JFIF", fax, jpeg(jfif(1, 204, 98)))
	add("JFIF in centimetres", exif.Resolution{X: 80 * 2.54, Y: 39 * 2.54}, jpeg(jfif(2, 80, 39)))
	add("JFIF, a proportion", wide, jpeg(jfif(0, 2, 1)))
	add("JFIF and EXIF", fax, jpeg(jfif(1, 204, 98), exifSegment(block(2)...)))
	add("JFIF without, EXIF", fax, jpeg(jfif(0, 1, 1), exifSegment(block(2)...)))
	add("JFIF, EXIF says 72", fax, jpeg(jfif(1, 204, 98), exifSegment(append(rationals(order, 72, 72, 1, 2), make)...)))
	add("JFIF rounded, EXIF", exif.Resolution{X: 203.5, Y: 97.75}, jpeg(jfif(1, 204, 98), exifSegment(append(rationals(order, 20350, 9775, 100, 2), make)...)))
	add("EXIF in centimetres", exif.Resolution{X: 80 * 2.54, Y: 39 * 2.54}, jpeg(exifSegment(append(rationals(order, 80, 39, 1, 3), make)...)))
	add("EXIF, turned", exif.Resolution{X: 98, Y: 204}, jpeg(exifSegment(append(block(2), short(order, 274, 6))...)))
	add("JFIF, turned by EXIF", exif.Resolution{X: 98, Y: 204}, jpeg(jfif(1, 204, 98), exifSegment(make, short(order, 274, 8))))
	add("Photoshop", square, jpeg(jpegSegment(0xed, "Photoshop 3.0\x00", "8BIM\x03\xed\x00\x00\x00\x00\x00\x10\x01\x2c\x00\x00\x00\x01\x00\x02\x01\x2c\x00\x00\x00\x01\x00\x02")))
	add("pHYs", fax, png(physical(8031, 3858, 1)))
	add("pHYs of 300", square, png(physical(11811, 11811, 1)))
	add("pHYs, a proportion", wide, png(physical(2, 1, 0)))
	add("eXIf", fax, png(pngChunk("eXIf", tiffBlock(order, &ifd{values: block(2)}))))
	add("eXIf, turned", exif.Resolution{X: 98, Y: 204}, png(pngChunk("eXIf", tiffBlock(order, &ifd{values: append(block(2), short(order, 274, 5))}))))
	for _, unit := range []int{0, 1, 2, 3} {
		want := []exif.Resolution{fax, {X: 204, Y: 98, Relative: true}, fax, {X: 204 * 2.54, Y: 98 * 2.54}}[unit]
		add(fmt.Sprintf("TIFF with unit %d", unit), want, plainTIFF(order, rationals(order, 204, 98, 1, unit)...))
	}
	add("TIFF, one direction", exif.Resolution{X: 204, Y: 204}, plainTIFF(order, rationals(order, 204, 204, 1, 2)[0]))
	bmp := convertedTo(t, png(physical(8031, 3858, 1)), BMP, "neutral")
	add("BMP", fax, bmp.File)
	webp := convertedTo(t, jpeg(exifSegment(block(2)...)), WebP, "neutral")
	add("WebP", fax, webp.File)
	gif := gifOf(t)
	gif[12] = 17 // 32/64
	add("GIF", wide, gif)
	return files
}

// Faxes and many scanners have two resolutions, and every format carries both, wherever it stores
// them. One number once stood for both: a fax of 204 x 98 came out square, and squeezed.
func TestResolutionOfEveryFormat(t *testing.T) {
	t.Parallel()
	testkit.Tool(t, "exiftool")
	var pictures [][]byte
	var names []string
	var wants []exif.Resolution
	var to []Format
	for _, f := range resolvedFiles(t) {
		for _, format := range writable {
			for _, look := range []string{"neutral", "red gamma=1.2"} {
				got := convertedTo(t, f.file, format, look)
				pictures, names = append(pictures, got.File), append(names, fmt.Sprintf("%s as %s, %s", f.name, format, look))
				wants, to = append(wants, f.want), append(to, format)
				named := slices.ContainsFunc(got.Report.Notes, func(n Note) bool { return n.Code == NoteMetadata && slices.Contains(n.Args, "resolution") })
				if named != (format == GIF && !f.want.Relative) {
					t.Errorf("%s as %s: named as left out: %v", f.name, format, named)
				}
			}
		}
	}
	for i, found := range tags(t, pictures) {
		is, all := resolutionsIn(found)
		want := wants[i]
		if quarter(found) {
			want = want.Turned()
		}
		off := max(math.Abs(is.X-want.X)/want.X, math.Abs(is.Y-want.Y)/want.Y)
		if to[i] == GIF || want.Relative { // a proportion
			off = math.Abs(is.X/is.Y*want.Y/want.X - 1)
		}
		if to[i] == GIF && want.Square() && !is.Known() {
			off = 0
		}
		if !(off < 0.01) {
			t.Errorf("%s: %v, want %v", names[i], is, want)
		}
		for _, other := range all {
			if kept := strings.HasSuffix(names[i], "as jpeg, neutral"); kept { // what the file says is copied
				continue
			}
			if math.Abs(other.X/is.X-1) > 0.01 || math.Abs(other.Y/is.Y-1) > 0.01 || other.Relative != is.Relative {
				t.Errorf("%s: it contradicts itself: %v and %v", names[i], is, other)
			}
		}
		if w := found["ExifTool:Warning"]; w != nil {
			t.Errorf("%s: exiftool warns: %v", names[i], w)
		}
	}
}

// quarter reports whether a viewer turns a picture by a quarter.
func quarter(found map[string]any) bool {
	orientation, _ := found["IFD0:Orientation"].(float64)
	return orientation >= 5
}

// resolutionsIn returns the resolution in a format's own field, or in EXIF, and all that there are.
func resolutionsIn(found map[string]any) (first exif.Resolution, all []exif.Resolution) {
	number := func(name string) float64 { v, _ := found[name].(float64); return v }
	add := func(x, y, units float64) {
		if r := exif.NewResolution(x, y, units); r.Known() {
			all = append(all, r)
		}
	}
	add(number("JFIF:XResolution"), number("JFIF:YResolution"), exif.UnitsPerInch(int(number("JFIF:ResolutionUnit"))+1))
	add(number("PNG-pHYs:PixelsPerUnitX"), number("PNG-pHYs:PixelsPerUnitY"), 0.0254*number("PNG-pHYs:PixelUnits"))
	add(number("File:PixelsPerMeterX"), number("File:PixelsPerMeterY"), 0.0254)
	add(1, number("GIF:PixelAspectRatio"), 0)
	unit := 2
	if found["IFD0:ResolutionUnit"] != nil {
		unit = int(number("IFD0:ResolutionUnit"))
	}
	y := number("IFD0:YResolution")
	if found["IFD0:YResolution"] == nil {
		y = number("IFD0:XResolution")
	}
	add(number("IFD0:XResolution"), y, exif.UnitsPerInch(unit))
	add(number("Photoshop:XResolution"), number("Photoshop:YResolution"), 1)
	if len(all) == 0 {
		return exif.Resolution{}, nil
	}
	return all[0], all
}

// Without metadata the resolution stays, for the picture's shape needs it.
func TestResolutionWithoutMetadata(t *testing.T) {
	t.Parallel()
	testkit.Tool(t, "exiftool")
	files := resolvedFiles(t)
	var pictures [][]byte
	for _, f := range files {
		got, err := Convert(context.Background(), f.file, Options{Metadata: DropMetadata}, OwnLimits)
		if err != nil {
			t.Fatal(err)
		}
		pictures = append(pictures, got.File)
	}
	for i, found := range tags(t, pictures) {
		is, _ := resolutionsIn(found)
		want := files[i].want
		if quarter(found) {
			want = want.Turned()
		}
		if files[i].name == "Photoshop" { // only metadata has it
			continue
		}
		if math.Abs(is.X/is.Y-want.X/want.Y) > 0.02 {
			t.Errorf("%s: %v, want %v", files[i].name, is, want)
		}
		if bytes.Contains(pictures[i], []byte("Maker of")) {
			t.Errorf("%s: its metadata is there", files[i].name)
		}
	}
}

// plainTIFF is a page of plain colours with more fields.
func plainTIFF(order binary.AppendByteOrder, more ...value) []byte {
	d := stripsOf(order)
	d.values = append(d.values, more...)
	return tiffBlock(order, d)
}

func convertedTo(t *testing.T, file []byte, format Format, look string) Result {
	t.Helper()
	got, err := Convert(context.Background(), file, Options{Format: format, Look: parsed(t, look)}, OwnLimits)
	if err != nil {
		t.Fatalf("as %s: %v", format, err)
	}
	return got
}
