package bw

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pretobranco/engine/bw/fault"
)

// photos lists the files of a folder of the shared photos, none where they are not present.
func photos(t testing.TB, pattern string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", "..", "..", "shared", "photos", pattern))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Skipf("no photos at %s beside this repository", pattern)
	}
	return files
}

func read(t testing.TB, name string) []byte {
	t.Helper()
	file, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func TestEveryPhoto(t *testing.T) {
	t.Parallel()
	for _, name := range photos(t, "*/*.*") {
		base := filepath.Base(name)
		t.Run(base, func(t *testing.T) {
			file := read(t, name)
			got, err := Convert(context.Background(), file, Options{}, OwnLimits)
			// PngSuite's broken files, and a camera's whose data breaks off: djpeg says "premature end".
			if strings.HasPrefix(base, "x") && filepath.Base(filepath.Dir(name)) == "pngsuite" || base == "141.jpg" {
				if err == nil || fault.KindOf(err) != fault.Damaged {
					t.Fatalf("a damaged file gave %v", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			before, err := ReadHeader(file)
			if err != nil {
				t.Fatal(err)
			}
			after, err := ReadHeader(got.File)
			if err != nil {
				t.Fatal(err)
			}
			if w, h := before.Upright(); got.Report.Format != after.Format || after.Frames != before.Frames && got.Report.Why == "" {
				t.Errorf("%v of %d x %d became %v, report %+v", before, w, h, after, got.Report)
			}
		})
	}
}
