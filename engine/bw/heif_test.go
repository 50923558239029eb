package bw

import (
	"bytes"
	"context"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pretobranco/engine/bw/raster"
)

// TestHEIF converts the small HEIC and AVIF files: every result has the size that the header
// stated, turned upright. Narrow and cropped ones were refused as another picture.
func TestHEIF(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("heif", "testdata", "*.[ah][ve]i?"))
	if err != nil || len(files) < 8 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, path := range files {
		file, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		h, err := ReadHeader(file)
		if err != nil {
			t.Errorf("%s: %v", path, err)
			continue
		}
		width, height := h.Upright()
		for _, o := range []Options{{}, {Format: PNG}, {Look: parsed(t, "red")}} {
			result, err := Convert(context.Background(), file, o, ServerLimits)
			if err != nil {
				t.Errorf("%s: %v", path, err)
				continue
			}
			after, err := ReadHeader(result.File)
			if err != nil || after.Width != width || after.Height != height || result.Report.Width != width || result.Report.Height != height {
				t.Errorf("%s: %d x %d, and the result %+v (%v)", path, width, height, after, err)
			}
			if strings.Contains(path, "deep") && o.Format == PNG {
				img, err := png.Decode(bytes.NewReader(result.File))
				if err != nil || !raster.Deep(img) {
					t.Errorf("%s became a %T (%v)", path, img, err)
				}
			}
		}
	}
}

// TestSeveralPictures says what is left of a file of several pictures, and keeps the metadata of
// the main one.
func TestSeveralPictures(t *testing.T) {
	file, err := os.ReadFile(filepath.Join("heif", "testdata", "several.heic"))
	if err != nil {
		t.Fatal(err)
	}
	result, err := Convert(context.Background(), file, Options{}, ServerLimits)
	if err != nil {
		t.Fatal(err)
	}
	has := func(code NoteCode, args ...string) bool {
		return slices.ContainsFunc(result.Report.Notes, func(n Note) bool { return n.Code == code && slices.Equal(n.Args, args) })
	}
	if r := result.Report; !has(NotePictures, "1", "2") || !has(NoteGainMap) || r.Lossless || r.Width != 40 || r.Height != 50 {
		t.Errorf("%+v", r)
	}
	for text, want := range map[string]bool{"Right\x00": true, "Right tool": true, "Wrong": false, "Gain tool": false} {
		if bytes.Contains(result.File, []byte(text)) != want {
			t.Errorf("%q in the result: %v", text, !want)
		}
	}
}
