package bw

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pretobranco/engine/testkit"
)

// described returns pictures with EXIF, XMP and a place, written by exiftool.
func described(t *testing.T) []string {
	t.Helper()
	testkit.Tool(t, "exiftool")
	var files []string
	for _, name := range made(t, "*") {
		switch filepath.Base(name) {
		case "tiff-rgb-tiff_lzw.tif", "tiff-gray-raw.tif", "tiff-palette-packbits.tif", "tiff-pages.tif", "webp-lossy.webp", "webp-lossless-alpha.webp", "webp-animation.webp":
			files = append(files, name)
		}
	}
	run(t, "exiftool", append([]string{"-q", "-overwrite_original", "-Make=Maker", "-DateTimeOriginal=2020:02:03 04:05:06", "-GPSLatitude=12.5", "-GPSLatitudeRef=S", "-GPSLongitude=33", "-GPSLongitudeRef=W",
		"-XMP-dc:Title=A title", "-XMP-photoshop:City=Recife", "-Orientation#=6"}, files...)...)
	if len(files) != 7 {
		t.Fatalf("only %v were described", files)
	}
	return files
}

// tags reads what exiftool finds in each picture: it starts slowly, so once for all.
func tags(t *testing.T, pictures [][]byte) []map[string]any {
	t.Helper()
	folder := t.TempDir()
	arguments := []string{"-q", "-j", "-n", "-G1", "-api", "requestall=0"}
	for i, picture := range pictures {
		name := filepath.Join(folder, fmt.Sprintf("%04d", i))
		if err := os.WriteFile(name, picture, 0o600); err != nil {
			t.Fatal(err)
		}
		arguments = append(arguments, name)
	}
	var found []map[string]any
	if err := json.Unmarshal([]byte(run(t, "exiftool", arguments...)), &found); err != nil || len(found) != len(pictures) {
		t.Fatalf("exiftool: %v, %d of %d pictures", err, len(found), len(pictures))
	}
	return found
}

func has(found map[string]any, name string) bool {
	for tag := range found {
		if strings.HasSuffix(tag, ":"+name) {
			return true
		}
	}
	return false
}

// Metadata stays, loses its location, or goes, the same in every format.
func TestMetadata(t *testing.T) {
	t.Parallel()
	type result struct {
		name     string
		format   Format
		metadata Metadata
	}
	var results []result
	var pictures [][]byte
	for _, name := range described(t) {
		file := read(t, name)
		for _, format := range []Format{Keep, TIFF, PNG, JPEG, WebP} {
			for _, metadata := range []Metadata{KeepMetadata, WithoutLocation, DropMetadata} {
				got, err := Convert(context.Background(), file, Options{Format: format, Metadata: metadata}, OwnLimits)
				if err != nil {
					t.Errorf("%s as %s: %v", filepath.Base(name), format, err)
					continue
				}
				results = append(results, result{filepath.Base(name), format, metadata})
				pictures = append(pictures, got.File)
			}
		}
	}
	wanted := map[Metadata][4]bool{KeepMetadata: {true, true, true, true}, WithoutLocation: {true, true, true, false}, DropMetadata: {}}
	for i, found := range tags(t, pictures) {
		r := results[i]
		is := [4]bool{has(found, "Make"), has(found, "DateTimeOriginal"), has(found, "Title"), has(found, "GPSLatitude") || has(found, "City")}
		if is != wanted[r.metadata] {
			t.Errorf("%+v: make, date, title, place: %v", r, is)
		}
		if r.format == Keep && found["IFD0:Orientation"] != 6.0 {
			t.Errorf("%+v: orientation %v", r, found["IFD0:Orientation"])
		}
		if w, ok := found["Warning"]; ok {
			t.Errorf("%+v: exiftool warns: %v", r, w)
		}
	}
}

// A picture whose pixels are written anew is turned, and says that it is upright.
func TestTurned(t *testing.T) {
	t.Parallel()
	plain := read(t, filepath.Join("jpeg", "testdata", "420.jpg"))
	for orientation := range 9 {
		name := fmt.Sprintf("orientation %d", orientation)
		file := slices.Concat(plain[:2], []byte("\xff\xe1\x00\x22Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00"),
			[]byte{byte(orientation), 0, 0, 0, 0, 0, 0}, plain[2:])
		kept, err := Convert(context.Background(), file, Options{}, OwnLimits)
		if err != nil {
			t.Fatal(err)
		}
		before, err := ReadHeader(file)
		if err != nil {
			t.Fatal(err)
		}
		after, err := ReadHeader(kept.File)
		if err != nil || after.Orientation != before.Orientation || after.Width != before.Width {
			t.Errorf("%s: %+v became %+v", filepath.Base(name), before, after)
		}
		for _, format := range []Format{PNG, TIFF, WebP, GIF, BMP} {
			got, err := Convert(context.Background(), file, Options{Format: format}, OwnLimits)
			if err != nil {
				t.Fatal(err)
			}
			h, err := ReadHeader(got.File)
			w, height := before.Upright()
			if err != nil || h.Orientation != 1 || h.Width != w || h.Height != height {
				t.Errorf("%s as %s: %+v, %v", filepath.Base(name), format, h, err)
			}
		}
	}
}
