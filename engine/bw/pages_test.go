package bw

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"pretobranco/engine/testkit"
)

// pagesJudge prints how many frames and pages two files have, and the largest difference of
// gray and of opacity. What nobody can see counts as black.
const pagesJudge = `
import sys
from PIL import Image, ImageChops, ImageSequence
def planes(name):
    with Image.open(name) as image:
        for frame in ImageSequence.Iterator(image):
            rgba = frame.convert("RGBA")
            alpha = rgba.getchannel("A")
            yield ImageChops.darker(rgba.convert("RGB").convert("L"), alpha.point(lambda a: 255 if a else 0)), alpha
a, b = list(planes(sys.argv[1])), list(planes(sys.argv[2]))
far = lambda x, y: ImageChops.difference(x, y).getextrema()[1]
print(len(a), len(b), max(far(x[0], y[0]) for x, y in zip(a, b)), max(far(x[1], y[1]) for x, y in zip(a, b)))
`

// TestAnimationToPages makes pages of every frame of an animation. TIFF has place for them; once
// it got the first frame alone.
func TestAnimationToPages(t *testing.T) {
	interpreter := testkit.Python(t, "PIL")
	folder := t.TempDir()
	animations := map[string]string{}
	for _, path := range append(made(t, "*animation*"), made(t, "gif-clear.gif")...) {
		animations[path] = "0" // the largest difference allowed
		if lossy(filepath.Base(path)) {
			animations[path] = "24"
		}
	}
	apng := filepath.Join(folder, "animation.png")
	for path := range animations {
		if strings.HasSuffix(path, "animation.gif") {
			got, err := Convert(context.Background(), read(t, path), Options{Format: PNG}, OwnLimits)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(apng, got.File, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	animations[apng] = "0"
	if len(animations) != 5 {
		t.Fatalf("%d animations", len(animations))
	}
	for path, allowed := range animations {
		name, file := filepath.Base(path), read(t, path)
		got, err := Convert(context.Background(), file, Options{Format: TIFF}, OwnLimits)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		before, err := ReadHeader(file)
		if err != nil {
			t.Fatal(err)
		}
		codes := slices.Collect(func(yield func(NoteCode) bool) {
			for _, n := range got.Report.Notes {
				if !yield(n.Code) {
					return
				}
			}
		})
		if got.Report.Frames != before.Frames || got.Report.Lossless || !slices.Contains(codes, NoteTimes) || slices.Contains(codes, NoteFrames) {
			t.Errorf("%s: %+v", name, got.Report)
		}
		result := filepath.Join(folder, name+".tif")
		if err := os.WriteFile(result, got.File, 0o600); err != nil {
			t.Fatal(err)
		}
		out, err := exec.Command(interpreter, "-c", pagesJudge, path, result).CombinedOutput()
		says := strings.Fields(string(out))
		if err != nil || len(says) != 4 || says[0] != says[1] || says[0] == "1" || len(says[2]) > len(allowed) || len(says[2]) == len(allowed) && says[2] > allowed || says[3] != "0" {
			t.Errorf("%s: Pillow says %s (%v)", name, out, err)
		}
		if info := run(t, "tiffinfo", result); strings.Contains(info, "Warning") || strings.Count(info, "Page Number") != before.Frames || !strings.Contains(info, "multi-page document") {
			t.Errorf("%s: libtiff says %s", name, info)
		}

		// In black and white, and once more from TIFF to TIFF.
		pure, err := Convert(context.Background(), got.File, Options{Look: parsed(t, "dither")}, OwnLimits)
		if err != nil {
			t.Fatal(err)
		}
		if h, err := ReadHeader(pure.File); err != nil || h.Frames != before.Frames {
			t.Errorf("%s, dithered: %+v, %v", name, h, err)
		}
		dithered, err := Convert(context.Background(), file, Options{Look: parsed(t, "dither"), Format: TIFF}, OwnLimits)
		if err != nil {
			t.Fatal(err)
		}
		if h, err := ReadHeader(dithered.File); err != nil || h.Frames != before.Frames {
			t.Errorf("%s, dithered at once: %+v, %v", name, h, err)
		}
	}
	// One frame is no page of several, and has no times to lose.
	for _, name := range made(t, "bmp-rgb*.bmp") {
		got, err := Convert(context.Background(), read(t, name), Options{Format: TIFF}, OwnLimits)
		if err != nil || strings.Contains(got.Report.Why, "shown") {
			t.Errorf("%s: %+v, %v", filepath.Base(name), got.Report, err)
		}
	}
}
