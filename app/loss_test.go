package app

import (
	"bytes"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2/theme"

	"pretobranco/app/model"
	"pretobranco/app/words"
	"pretobranco/engine"
	"pretobranco/engine/bw"
	"pretobranco/engine/testkit"
)

// TestPartNames names each part of the metadata in the person's language, and one that only a
// newer server knows as it came.
func TestPartNames(t *testing.T) {
	var r engine.Report
	r.Note(engine.NoteMetadata, "makernote", "xmp", "newer")
	for language, want := range map[string]string{
		"en":    "Left out, because the result has no place for it: the camera maker's own notes, descriptions (XMP), newer.",
		"pt-BR": "Ficou de fora, pois não cabe no resultado: as notas do fabricante da câmera, descrições (XMP), newer.",
	} {
		if got := words.New(language).Losses(r); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// TestLossText says in both languages what the converter really reports, with no word of its
// English left in the Portuguese.
func TestLossText(t *testing.T) {
	dir := t.TempDir()
	photo, glass := image.NewRGBA(image.Rect(0, 0, 64, 48)), image.NewNRGBA(image.Rect(0, 0, 64, 48))
	for i := range photo.Pix {
		photo.Pix[i], glass.Pix[i] = uint8(i*7)|uint8(i&3/3*255), uint8(i*5)
	}
	glass.Set(3, 3, color.Transparent)
	for name, write := range map[string]func(f *os.File) error{
		"a.jpg": func(f *os.File) error { return jpeg.Encode(f, photo, nil) },
		"b.png": func(f *os.File) error { return png.Encode(f, glass) },
	} {
		f, err := os.Create(filepath.Join(dir, name))
		if err == nil {
			err = write(f)
		}
		if err != nil || f.Close() != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		name   string
		look   string
		format engine.Format
		want   []string
	}{
		{"a.jpg", "neutral", "keep", []string{"loss.none"}},
		{"a.jpg", "red", "keep", []string{"note.mixed"}},
		{"a.jpg", "gamma=1.3", "keep", []string{"note.recompressed"}},
		{"a.jpg", "dither", "keep", []string{"note.grayjpeg"}},
		{"a.jpg", "dither", "png", []string{"note.decoded"}},
		{"b.png", "dither", "png", []string{"loss.none"}},
		{"b.png", "red", "jpeg", []string{"note.white", "note.recompressed"}},
	} {
		o := engine.Options{Look: parse(t, c.look), Format: c.format}
		_, report, err := engine.Result(t.Context(), filepath.Join(dir, c.name), o, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, language := range []string{"en", "pt-BR"} {
			w := words.New(language)
			var want []string
			for _, key := range c.want {
				want = append(want, w.Say(key))
			}
			if got := w.Losses(report); got != strings.Join(want, " ") {
				t.Errorf("%s, %s as %s: %q, want %q", c.name, c.look, c.format, got, want)
			}
		}
		if anew := strings.Contains(report.Why, "compressed anew"); anew != (report.Quality > 0) {
			t.Errorf("%s, %s as %s: quality %d, though %q", c.name, c.look, c.format, report.Quality, report.Why)
		}
	}
}

// TestLossBeforeGray: whatever was lost, it is not said that a picture was gray already and passed
// through, and no tick is green.
func TestLossBeforeGray(t *testing.T) {
	for _, code := range engine.NoteCodes() {
		r := engine.Report{Gray: true, Lossless: true}
		r.Note(code)
		args := make([]string, strings.Count(r.Notes[0].Text, "MISSING"))
		for i := range args {
			args[i] = "9"
		}
		r = engine.Report{Gray: true, Lossless: true}
		r.Note(code, args...)
		_, colour := stateLook(model.Done, words.LossOf(r))
		for _, language := range []string{"en", "pt-BR"} {
			w := words.New(language)
			row := &model.Row{State: model.Done, Report: r}
			state, text := stateText(w, row), w.Losses(r)
			if code.Loss() {
				if state == w.Say("state.gray") || strings.Contains(text, w.Say("loss.gray")) || strings.Contains(text, w.Say("loss.none")) || colour == theme.ColorNameSuccess {
					t.Errorf("%s, %s: %q, %q, %s", language, code, state, text, colour)
				}
			} else if state != w.Say("state.gray") || !strings.HasPrefix(text, w.Say("loss.none")) || colour != theme.ColorNameSuccess {
				t.Errorf("%s, %s is no loss: %q, %q, %s", language, code, state, text, colour)
			}
		}
	}
	old := engine.Report{Gray: true, Why: "only the first of several frames fits into the format"} // of an older server
	w := words.New("en")
	if state, text := stateText(w, &model.Row{State: model.Done, Report: old}), w.Losses(old); state != "Done" || !strings.Contains(text, "only the first") {
		t.Errorf("of an older server: %q, %q", state, text)
	}
}

// pages makes a TIFF file of so many gray pages.
func pages(t *testing.T, n int) []byte {
	t.Helper()
	result, err := bw.Convert(t.Context(), animation(t, n), bw.Options{Format: bw.TIFF}, bw.OwnLimits)
	if err != nil || result.Report.Frames != n {
		t.Fatalf("%d pages, %v", result.Report.Frames, err)
	}
	return result.File
}

// animation makes a GIF file of so many gray frames.
func animation(t *testing.T, n int) []byte {
	t.Helper()
	g := &gif.GIF{}
	for i := range n {
		frame := image.NewPaletted(image.Rect(0, 0, 40, 30), color.Palette{color.Black, color.White})
		frame.SetColorIndex(i, i, 1)
		g.Image, g.Delay = append(g.Image, frame), append(g.Delay, 10)
	}
	var file bytes.Buffer
	if err := gif.EncodeAll(&file, g); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// TestPages looks at pictures that were gray already, and converts them. A TIFF file of nine pages
// that became a JPEG of one was once said to pass through unchanged, with a green tick.
func TestPages(t *testing.T) {
	deep, clear := image.NewGray16(image.Rect(0, 0, 40, 30)), image.NewNRGBA(image.Rect(0, 0, 40, 30))
	for i := range deep.Pix {
		deep.Pix[i] = uint8(i * 7)
	}
	encode := func(img image.Image) []byte {
		var file bytes.Buffer
		if err := png.Encode(&file, img); err != nil {
			t.Fatal(err)
		}
		return file.Bytes()
	}
	for _, c := range testkit.Thin([]struct {
		name   string
		file   []byte
		format engine.Format
		facts  string // in part
		note   string // shown in the row and first in the badge; "" if nothing is lost
	}{
		{"pages.tif", pages(t, 9), "jpeg", " · 9 pages · ", "note.pages"},
		{"pages.tif", pages(t, 9), "keep", " · 9 pages · ", ""},
		{"page.tif", pages(t, 1), "keep", "40 × 30 · ", ""},
		{"frames.gif", animation(t, 3), "jpeg", " · 3 frames · ", "note.frames"},
		{"frames.gif", animation(t, 3), "keep", " · 3 frames · ", ""},
		{"deep.png", encode(deep), "bmp", "40 × 30 · ", "note.depth"},
		{"clear.png", encode(clear), "jpeg", "40 × 30 · ", "note.white"},
		{"clear.png", encode(clear), "keep", "40 × 30 · ", ""},
	}, 3, 1, 1) {
		b := newTestWindow(t, Engine("", nil))
		b.edits.editRecipe(func(r *model.Recipe) { r.Format = c.format })
		path := filepath.Join(t.TempDir(), c.name)
		if err := os.WriteFile(path, c.file, 0o644); err != nil {
			t.Fatal(err)
		}
		b.add(t, path)
		b.loop.until(t, "the result", func() bool { return b.inspector.format.report != nil })
		if facts := b.compare.facts.Text; !strings.Contains(facts, c.facts) || strings.Count(c.facts, "·") == 1 && strings.Count(facts, "·") > 1 {
			t.Errorf("%s as %s: the facts are %q", c.name, c.format, facts)
		}
		b.batches.convert()
		b.loop.until(t, "the end", func() bool { return b.batches.result })
		row := b.model.Rows()[0]
		state, badge, tick := stateText(b.words, row), b.inspector.format.text.Text, b.inspector.format.icon.Resource.Name()
		green := strings.HasPrefix(tick, string(theme.ColorNameSuccess))
		if row.State != model.Done {
			t.Fatalf("%s: %v", c.name, row.Err)
		}
		if c.note == "" {
			if state != b.words.Say("state.gray") || badge != b.words.Say("loss.gray") || !green {
				t.Errorf("%s as %s: %q, %q, %s", c.name, c.format, state, badge, tick)
			}
			continue
		}
		begins, _, _ := strings.Cut(b.words.Say(c.note), "%")
		if !strings.HasPrefix(state, begins) || !strings.HasPrefix(badge, begins) || green {
			t.Errorf("%s as %s: %q, %q, %s", c.name, c.format, state, badge, tick)
		}
	}
}
