package bw

import (
	"context"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"pretobranco/engine/testkit"
)

// TestRecompressedWhy says why a JPEG was compressed again that mostly would not be. A report once
// said no more than that it was.
func TestRecompressedWhy(t *testing.T) {
	ppm := filepath.Join(t.TempDir(), "a.ppm")
	if err := exec.Command(testkit.Python(t, "PIL"), "-c", "import sys; from PIL import Image; Image.linear_gradient('L').resize((50, 40)).convert('RGB').save(sys.argv[1])", ppm).Run(); err != nil {
		t.Fatal(err)
	}
	jpeg := func(args ...string) []byte {
		file, err := exec.Command(testkit.Tool(t, "cjpeg"), append(args, ppm)...).Output()
		if err != nil {
			t.Fatal(err)
		}
		return file
	}
	plain := jpeg()
	for _, c := range []struct {
		name, look string
		file       []byte
		want       NoteCode // "" if coefficients serve
	}{
		{"plain", "neutral", plain, ""}, {"plain", "red", plain, ""}, {"plain", "neutral contrast=3", plain, ""},
		{"RGB", "neutral", jpeg("-rgb"), NoteModel}, {"RGB", "red", jpeg("-rgb"), NoteModel},
		{"small luma", "neutral", jpeg("-sample", "1x1,2x2,2x2"), NoteLuma},
		{"thirds", "neutral", jpeg("-sample", "3x1,1x1,1x1"), ""}, {"thirds", "red", jpeg("-sample", "3x1,1x1,1x1"), NoteChroma},
		{"plain", "mix(300,300,300)", plain, NoteStrong},
	} {
		got, err := Convert(context.Background(), c.file, Options{Look: parsed(t, c.look)}, OwnLimits)
		if err != nil {
			t.Errorf("%s, %s: %v", c.name, c.look, err)
			continue
		}
		var why []NoteCode
		for _, n := range got.Report.Notes {
			if n.Code != NoteMixed {
				why = append(why, n.Code)
			}
		}
		want := []NoteCode{NoteRecompressed, c.want}
		if c.want == "" {
			want = nil
		}
		if !slices.Equal(why, want) {
			t.Errorf("%s, %s: the notes are %v, want %v", c.name, c.look, why, want)
		}
	}
}
