package app

import (
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pretobranco/engine"
)

// TestPartNames names each part of the metadata in the person's language, and one that only a
// newer server knows as it came.
func TestPartNames(t *testing.T) {
	var r engine.Report
	r.Note(engine.NoteMetadata, "makernote", "xmp", "newer")
	for language, want := range map[string]string{
		"en":    "Left out, for the result has no place for it: the camera maker's own notes, descriptions (XMP), newer.",
		"pt-BR": "Ficou de fora, pois não cabe no resultado: as notas do fabricante da câmera, descrições (XMP), newer.",
	} {
		if got := lossText(NewWords(language), r); got != want {
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
			w := NewWords(language)
			var want []string
			for _, key := range c.want {
				want = append(want, w.text[key])
			}
			if got := lossText(w, report); got != strings.Join(want, " ") {
				t.Errorf("%s, %s as %s: %q, want %q", c.name, c.look, c.format, got, want)
			}
		}
		if anew := strings.Contains(report.Why, "compressed anew"); anew != (report.Quality > 0) {
			t.Errorf("%s, %s as %s: quality %d, though %q", c.name, c.look, c.format, report.Quality, report.Why)
		}
	}
}
