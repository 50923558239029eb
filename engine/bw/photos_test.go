package bw

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pretobranco/engine/bw/fault"
	"pretobranco/engine/testkit"
)

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
	for i, name := range testkit.Corpus(t, "photos/*/*.*") {
		if i%testkit.Pick(7, 3, 1) > 0 {
			continue
		}
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
