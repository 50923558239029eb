package bw

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pretobranco/engine/testkit"
)

// Nothing in colour is left anywhere in a result: not in maker notes, not in texts of hexadecimal
// digits, not behind the end. Viewers and file managers show such pictures. Nikon's previews, the
// thumbnails in ImageMagick's PNG profiles and in Photoshop's resources over several segments
// once stayed as they were.
func TestNoColourInside(t *testing.T) {
	t.Parallel()
	formats := []Format{Keep, JPEG, PNG, TIFF, WebP, GIF, BMP}
	for name, file := range holders(t) {
		if inside := colourInside(file); len(inside) == 0 {
			t.Errorf("%s: the seeker finds nothing, and proves nothing", name)
		}
		for i, format := range formats {
			for _, metadata := range []Metadata{KeepMetadata, WithoutLocation} {
				if testkit.Pick((i+len(name))%5 > 0, i > 1 && len(name)%5 != i-2, false) {
					continue
				}
				got, err := Convert(context.Background(), file, Options{Format: format, Metadata: metadata}, OwnLimits)
				if err != nil {
					t.Errorf("%s as %s: %v", name, format, err)
					continue
				}
				for _, found := range colourInside(got.File) {
					t.Errorf("%s as %s, metadata %q: %s", name, format, metadata, found)
				}
				if metadata == WithoutLocation && wordInside(got.File, place) {
					t.Errorf("%s as %s: the place is still there", name, format)
				}
				again, err := Convert(context.Background(), got.File, Options{Metadata: metadata}, OwnLimits)
				if err != nil || !again.Report.Gray || string(again.File) != string(got.File) {
					t.Errorf("%s as %s, metadata %q: a second run makes another file: %+v, %v", name, format, metadata, again.Report, err)
				}
			}
		}
	}
}

// The same for real files.
func TestNoColourInsideRealFiles(t *testing.T) {
	t.Parallel()
	tried := 0
	for i, name := range append(testkit.Corpus(t, "field/*.*"), testkit.Corpus(t, "photos/*/*.*")...) {
		if i%testkit.Pick(17, 7, 1) > 0 && (testkit.Short() || !strings.Contains(name, "field")) {
			continue
		}
		file, err := os.ReadFile(name)
		if err != nil {
			continue
		}
		for _, format := range []Format{Keep, JPEG, PNG} {
			if format != Keep && (len(file) > 1<<20 || !testkit.Exhaustive() && format == PNG) {
				continue
			}
			got, err := Convert(context.Background(), file, Options{Format: format}, OwnLimits)
			if err != nil {
				continue // damaged, or not read
			}
			tried++
			for _, found := range colourInside(got.File) {
				t.Errorf("%s as %s: %s", filepath.Base(name), format, found)
			}
		}
	}
	if tried == 0 {
		t.Error("no file could be converted")
	}
}
