package engine

import (
	"os"
	"path/filepath"
	"testing"

	"pretobranco/engine/bw"
)

// TestOwnOptions converts photos of one batch in different ways, here and through servers.
func TestOwnOptions(t *testing.T) {
	red, err := ParseLook("red")
	if err != nil {
		t.Fatal(err)
	}
	everywhere(t, func(t *testing.T, e *Engine) {
		in, out := t.TempDir(), t.TempDir()
		paths := draw(t, in, "a.jpg", "b.jpg", "c.jpg")
		all := photos(t, paths...)
		all[1].Options = &Options{Look: red}
		all[2].Options = &Options{Format: bw.PNG}
		b, l := start(t, e, Job{Folder: out, Options: Options{Format: bw.JPEG}}, all)
		if sum := b.Wait(); sum.Converted != 3 {
			t.Fatalf("summary: %+v", sum)
		}
		if got := names(t, out); got != "a.jpg b.jpg c.png" {
			t.Errorf("results: %s", got)
		}
		last := l.last(Done)
		if want, err := OutputName(Job{Folder: out, Options: Options{Format: bw.JPEG}}, last.Photo, 1); err != nil || last.Output != want {
			t.Errorf("%s went to %s", last.Photo.Path, last.Output)
		}
		for i, want := range []Options{{}, {Look: red}, {Format: bw.PNG}} {
			result := filepath.Join(out, []string{"a.jpg", "b.jpg", "c.png"}[i])
			file, err := os.ReadFile(paths[i])
			if err != nil {
				t.Fatal(err)
			}
			expect, err := bw.Convert(t.Context(), file, want, bw.OwnLimits)
			if err != nil {
				t.Fatal(err)
			}
			if got, err := os.ReadFile(result); err != nil || string(got) != string(expect.File) {
				t.Errorf("%s is not what its options make of it: %v", result, err)
			}
		}
	})
}
