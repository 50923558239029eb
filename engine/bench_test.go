package engine

import (
	"fmt"
	"path/filepath"
	"testing"
)

// BenchmarkBatch takes photos from folder to folder through every hop, some small ones
// and some large ones: "op" is one batch of eight.
func BenchmarkBatch(b *testing.B) {
	for _, side := range []int{200, 3000} {
		b.Run(fmt.Sprintf("%dx%d", side, side), func(b *testing.B) {
			dir := b.TempDir()
			file := picture(b, "photo.jpg", side, side)
			for i := range 8 {
				write(b, filepath.Join(dir, fmt.Sprint(i, ".jpg")), file)
			}
			e, err := Open(b.Context(), Config{})
			if err != nil {
				b.Fatal(err)
			}
			defer e.Close()
			photos := Scan(b.Context(), []string{dir}, ScanOptions{}, nil).Photos
			job := Job{Folder: b.TempDir(), Exists: Overwrite}
			b.SetBytes(int64(8 * len(file)))
			b.ReportAllocs()
			for b.Loop() {
				batch, err := e.Start(b.Context(), job, photos, func(Event) {})
				if err != nil {
					b.Fatal(err)
				}
				if s := batch.Wait(); s.Converted != 8 {
					b.Fatalf("%+v", s)
				}
			}
		})
	}
}
