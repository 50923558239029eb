package bw

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"pretobranco/engine/bw/codec"
	"pretobranco/engine/bw/icc"
	"pretobranco/engine/testkit"
)

// Files of the kinds that people report, with the right value of each; the tests above draw others of
// the same kinds.
func TestFieldMetadata(t *testing.T) {
	t.Parallel()
	testkit.Tool(t, "exiftool")
	files := map[string][]byte{}
	for _, path := range testkit.Corpus(t, "field/*.*") {
		files[filepath.Base(path)] = read(t, path)
	}
	type want map[string]any
	var pictures [][]byte
	var names []string
	var wants []want
	for _, c := range []struct {
		name   string
		format Format
		look   string
		want   want
	}{
		{"dpi_204x98.png", JPEG, "neutral", want{"JFIF:XResolution": 204.0, "JFIF:YResolution": 98.0}},
		{"dpi_204x98.png", WebP, "neutral", want{"IFD0:XResolution": 204.0, "IFD0:YResolution": 98.0}},
		{"xmp_orientation_6.jpg", PNG, "neutral", want{"XMP-tiff:Orientation": 1.0, "IFD0:Orientation": 1.0}},
		{"exif_70k.png", JPEG, "neutral", want{"IFD0:Make": any(nil)}},
		{"xmp_80k.tif", JPEG, "neutral", want{"XMP-xmp:Rating": 4.0, "XMP-xmp:Label": "Keep"}},
		{"irb_copyright.jpg", Keep, "red gamma=1.2", want{"Photoshop:CopyrightFlag": 1.0, "Photoshop:URL": "https://example.org/licence", "Photoshop:XResolution": 300.0}},
		{"tiff_makernote_olympus.tif", Keep, "neutral", want{"Olympus:CameraType": any(nil), "Olympus:CameraID": any(nil)}},
		{"tiff_makernote_olympus.tif", JPEG, "neutral", want{"Olympus:CameraType": any(nil), "Olympus:CameraID": any(nil)}},
		{"raw_profile_exif.png", JPEG, "neutral", want{"GPS:GPSLatitude": any(nil), "GPS:GPSLongitude": any(nil)}},
		{"two_xmp_colors_hdr_p3.avif", JPEG, "neutral", want{"XMP-xmp:CreatorTool": any(nil), "XMP-xmp:CreateDate": any(nil)}},
		{"extended_xmp_gimage.jpg", Keep, "neutral", want{"XMP-GImage:Data": "gone"}},
		{"ojpeg_zackthecat.tif", PNG, "neutral", want{"PNG:ImageWidth": 234.0, "PNG:ImageHeight": 213.0}},
		{"no_next_ifd_pointer.tif", PNG, "neutral", want{"PNG:ImageWidth": 6.0, "PNG:ImageHeight": 4.0}},
		{"clap_blue_magenta.avif", PNG, "neutral", want{"PNG:ImageWidth": 180.0, "PNG:ImageHeight": 100.0}},
	} {
		got := convertedTo(t, files[c.name], c.format, c.look)
		pictures, names, wants = append(pictures, files[c.name], got.File), append(names, c.name), append(wants, c.want)
		if strings.HasPrefix(c.name, "extended") && len(got.File) > 3000 {
			t.Errorf("%s: %d bytes", c.name, len(got.File))
		}
	}
	found := tags(t, pictures)
	for i, name := range names {
		was, is := found[2*i], found[2*i+1]
		for tag, value := range wants[i] {
			switch {
			case value == "gone":
				if is[tag] != nil {
					t.Errorf("%s: %s is there", name, tag)
				}
			case value == nil && (is[tag] == nil || is[tag] != was[tag]):
				t.Errorf("%s: %s was %v, is %v", name, tag, was[tag], is[tag])
			case value != nil && is[tag] != value:
				t.Errorf("%s: %s is %v, want %v", name, tag, is[tag], value)
			}
		}
		if w := is["ExifTool:Warning"]; w != nil && was["ExifTool:Warning"] == nil {
			t.Errorf("%s: exiftool warns: %v", name, w)
		}
	}
	for name, mono := range map[string]bool{"adobergb.webp": false, "gray_rgb_icc.png": true} {
		got := convertedTo(t, files[name], Keep, "neutral")
		p, err := got.Report.Format.Info().codec.Decode(context.Background(), got.File, codec.Hints{})
		if err != nil || len(p.Extra.Profile) == 0 || icc.IsGray(p.Extra.Profile) != mono {
			t.Errorf("%s: a profile of %d bytes, gray: %v, %v", name, len(p.Extra.Profile), icc.IsGray(p.Extra.Profile), err)
		}
	}
	if got := convertedTo(t, files["icc_empty.jpg"], Keep, "neutral"); !got.Report.Lossless {
		t.Errorf("icc_empty.jpg: %+v", got.Report)
	}
	if got := convertedTo(t, files["gray16.png"], BMP, "neutral"); got.Report.Lossless {
		t.Errorf("gray16.png: %+v", got.Report)
	}
	if _, ok := noteOf(convertedTo(t, files["pages3.tif"], JPEG, "neutral").Report, NotePages); !ok {
		t.Error("pages3.tif: no word of its pages")
	}
}
