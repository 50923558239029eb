package engine

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"pretobranco/engine/bw"
)

// A damaged photo fails, and its event says what of it could be kept; asked to, the batch keeps
// that. A photo that lacks only the end of its file is converted without a question. Both
// are shown.
func TestDamaged(t *testing.T) {
	everywhere(t, func(t *testing.T, e *Engine) {
		in, out := t.TempDir(), t.TempDir()
		whole := picture(t, "x.jpg", 300, 200)
		for name, file := range map[string][]byte{"cut.jpg": whole[:len(whole)/2], "endless.jpg": whole[:len(whole)-2], "nothing.jpg": whole[:300]} {
			write(t, filepath.Join(in, name), file)
		}
		var all []Photo
		for _, name := range []string{"cut.jpg", "endless.jpg", "nothing.jpg"} {
			all = append(all, Photo{Path: filepath.Join(in, name), Root: in})
		}
		b, l := start(t, e, Job{Folder: out}, all)
		if sum := b.Wait(); sum.Converted != 1 || sum.Failed != 2 {
			t.Errorf("summary: %+v", sum)
		}
		for _, event := range l.events {
			switch {
			case event.Kind == Failed && event.Index == 0:
				if event.Damage.Loss != Stops || event.Damage.Percent < 20 || event.Damage.Percent > 60 || KindOf(event.Err) != Damaged {
					t.Errorf("%+v, %v", event.Damage, event.Err)
				}
			case event.Kind == Failed:
				if event.Index != 2 || !event.Damage.Whole() {
					t.Errorf("%+v, %v", event, event.Err)
				}
			case event.Kind == Done && (!event.Report.Lossless || len(event.Report.Notes) != 1 || event.Report.Notes[0].Code != bw.NoteEnd):
				t.Errorf("%+v", event.Report)
			}
		}
		b, l = start(t, e, Job{Folder: out, Options: Options{Damaged: KeepDamaged}}, all[:1])
		if sum := b.Wait(); sum.Converted != 1 {
			t.Errorf("summary: %+v", sum)
		}
		if r := l.last(Done).Report; r.Lossless || len(r.Notes) != 1 || r.Notes[0].Code != bw.NoteDamaged {
			t.Errorf("%+v", r)
		}
		// It is another wish than before, and the same again.
		b, l = start(t, e, Job{Folder: out, Options: Options{Damaged: KeepDamaged}}, all[:1])
		if sum := b.Wait(); sum.Skipped != 1 {
			t.Errorf("summary: %+v", sum)
		}
		_ = l
	})
	dir := t.TempDir()
	whole := picture(t, "x.jpg", 300, 200)
	write(t, filepath.Join(dir, "cut.jpg"), whole[:len(whole)/2])
	ctx := context.Background()
	path := filepath.Join(dir, "cut.jpg")
	img, size, damage, err := Original(ctx, path, 0)
	if err != nil || img.Bounds().Dx() != 300 || size.Y != 200 || damage.Loss != Stops {
		t.Errorf("%v, %+v, %v", size, damage, err)
	}
	if small, err := Thumbnail(ctx, path, 84); err != nil || small.Bounds().Dx() != 84 {
		t.Error(err)
	}
	if _, _, err := Result(ctx, path, Options{}, 0); err == nil || !strings.Contains(err.Error(), "stops at") {
		t.Error(err)
	}
	if img, r, err := Result(ctx, path, Options{Damaged: KeepDamaged}, 0); err != nil || img.Bounds().Dx() != 300 || r.Lossless {
		t.Errorf("%+v, %v", r, err)
	}
}
