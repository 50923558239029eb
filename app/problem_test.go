package app

import (
	"context"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"pretobranco/app/model"
	"pretobranco/app/widgets"
	"pretobranco/app/words"
	"pretobranco/engine"
)

// photograph writes a colourful JPEG and returns its path.
func photograph(t testing.TB, folder, name string, width, height int) string {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			img.SetRGBA(x, y, color.RGBA{uint8(7 * x * y), uint8(3 * y), uint8(x), 255})
		}
	}
	path := filepath.Join(folder, name)
	f, err := os.Create(path)
	if err == nil {
		err = jpeg.Encode(f, img, &jpeg.Options{Quality: 90})
	}
	if err == nil {
		err = f.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// TestProblems converts what can't be converted, with the real engine, and holds what each row
// then says in both languages.
func TestProblems(t *testing.T) {
	in, out := t.TempDir(), t.TempDir()
	whole := photograph(t, in, "whole.jpg", 640, 400)
	file, err := os.ReadFile(whole)
	if err != nil {
		t.Fatal(err)
	}
	write := func(name string, content []byte) engine.Photo {
		path := filepath.Join(in, name)
		if err := os.WriteFile(path, content, 0o644); err != nil {
			t.Fatal(err)
		}
		return engine.Photo{Path: path, Size: int64(len(content))}
	}
	e, err := engine.Open(t.Context(), engine.Config{Limits: engine.Limits{Pixels: 300_000, Bytes: 1 << 30, Frames: 10}})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	large := photograph(t, in, "large.jpg", 800, 400)
	photos := []engine.Photo{
		write("cut.jpg", file[:len(file)*2/3]), write("empty.jpg", nil), write("text.jpg", []byte("Dear diary")),
		{Path: large}, {Path: filepath.Join(in, "none.jpg")}, write("headless.jpg", file[:40]),
	}
	errs := make([]error, len(photos))
	b, err := e.Start(t.Context(), engine.Job{Folder: out}, photos, func(ev engine.Event) {
		if ev.Kind == engine.Failed {
			errs[ev.Index] = ev.Err
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	b.Wait()
	want := [][2]string{
		{"Damaged: stops at 6", "Danificada: para em 6"},
		{"Damaged: the file is empty", "Danificada: o arquivo está vazio"},
		{"Not a picture we can read", "Não é uma imagem que possamos ler"},
		{"Over the limit of 0.3 megapixels on server far", "Acima do limite de 0,3 megapixels no servidor far"},
		{"The file is not there", "O arquivo não existe"},
		{"Damaged: the file ends before the picture", "Danificada: o arquivo termina antes da imagem"},
	}
	for i, err := range errs {
		if err == nil {
			t.Errorf("%s is converted", photos[i].Path)
			continue
		}
		for k, language := range []string{"en", "pt-BR"} {
			got := words.New(language).DescribeAt(err, "far")
			if !strings.HasPrefix(got, want[i][k]) {
				t.Errorf("%s: %q, want %q; the engine says %q", language, got, want[i][k], err)
			}
		}
	}
}

// TestProblemsOfBatch says what befalls every photo.
func TestProblemsOfBatch(t *testing.T) {
	e, err := engine.Open(t.Context(), engine.Config{})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	file := photograph(t, t.TempDir(), "file.jpg", 8, 8)
	_, isFile := e.Start(t.Context(), engine.Job{Folder: file}, nil, func(engine.Event) {})
	_, below := e.Start(t.Context(), engine.Job{Folder: filepath.Join(file, "below")}, nil, func(engine.Event) {})
	far, err := engine.Open(t.Context(), engine.Config{Server: "ws://127.0.0.1:1"})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		err    error
		en, pt string
	}{
		{isFile, "The results’ folder cannot be written: the results' folder is a file", "Não é possível gravar na pasta dos resultados: é um arquivo"},
		{below, "The results’ folder cannot be written: ", "Não é possível gravar na pasta dos resultados: há um arquivo no lugar dela"},
		{far.Check(t.Context()), "The server does not answer: ", "O servidor não responde"},
		{errors.New("a bug"), "Failed: a bug", "Falhou"},
		{context.Canceled, "Stopped", "Interrompida"},
	} {
		for language, want := range map[string]string{"en": c.en, "pt-BR": c.pt} {
			if got := words.New(language).Describe(c.err); !strings.HasPrefix(got, want) {
				t.Errorf("%s: %q, want %q", language, got, want)
			}
		}
	}
}

// TestTooLarge offers this computer for photos that are over a server's limit, in the banner
// and in the row's menu.
func TestTooLarge(t *testing.T) {
	b := newBench(t, func(s *model.Settings, _ *fakeBackend) {
		s.Remotes, s.Server = []model.Remote{{Name: "studio", Address: "ws://far:8001"}}, 1
	})
	b.add(t, "/p/a.jpg", "/p/b.jpg")
	batch := b.convert(t)
	batch.done(0)
	batch.fail(1, tooLarge(t))
	batch.finish(engine.Summary{Converted: 1, Failed: 1})
	b.loop.until(t, "the banner", func() bool { return b.notice() != nil })
	if n := b.notice(); n.text != "1 photo is over a limit of studio." || n.actions[0].label != "Convert on this computer" {
		t.Errorf("the banner says %+v", n)
	}
	if got := stateText(b.words, b.model.Rows()[1]); !strings.HasSuffix(got, "on server studio") {
		t.Errorf("the row says %q", got)
	}
	b.notice().actions[0].do()
	b.loop.until(t, "the retry", func() bool { return batch.heard("retry") })
	if here := b.backend.server(); here.config.Server != "" || len(batch.used) != 1 || batch.used[0] != model.Server(here) || !slices.Equal(batch.retried, []int{1}) {
		t.Errorf("it goes over %v, retries %v", batch.used, batch.retried)
	}
}

// tooLarge is the engine's own error about a photo over a limit.
func tooLarge(t *testing.T) error {
	t.Helper()
	e, err := engine.Open(t.Context(), engine.Config{Limits: engine.Limits{Pixels: 10, Bytes: 1 << 30, Frames: 10}})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	var failed error
	batch, err := e.Start(t.Context(), engine.Job{Folder: t.TempDir()},
		[]engine.Photo{{Path: photograph(t, t.TempDir(), "a.jpg", 20, 20)}}, func(ev engine.Event) {
			if ev.Kind == engine.Failed {
				failed = ev.Err
			}
		})
	if err != nil {
		t.Fatal(err)
	}
	batch.Wait()
	if failed == nil || engine.KindOf(failed) != engine.TooLarge {
		t.Fatalf("the photo is not too large: %v", failed)
	}
	return failed
}

// TestDetails opens a text that can be selected, and copies all of it even if it is too long to
// show.
func TestDetails(t *testing.T) {
	b := newBench(t, nil)
	long := strings.Repeat("one more line\n", 5000)
	began := used()
	b.openDetails("title", long)
	if took := used() - began; took > 5*time.Second {
		t.Errorf("a long text takes %v", took)
	}
	var text *widgets.Field
	var copying *widgets.FormButton
	for _, object := range test.LaidOutObjects(b.win.Canvas().Overlays().Top()) {
		switch o := object.(type) {
		case *widgets.Field:
			if strings.HasPrefix(o.Text, "one more") {
				text = o
			}
		case *widgets.FormButton:
			if o.Text == "Copy" {
				copying = o
			}
		}
	}
	if text == nil || copying == nil {
		t.Fatal("no text to select, or no way to copy it")
	}
	was := text.Text
	b.win.Canvas().Focus(text)
	text.TypedShortcut(&fyne.ShortcutSelectAll{})
	text.TypedKey(&fyne.KeyEvent{Name: fyne.KeyBackspace})
	text.TypedRune('x')
	if text.Text != was {
		t.Error("what happened can be written over")
	}
	test.Tap(copying)
	if b.app.Clipboard().Content() != long {
		t.Error("only a part is copied")
	}
}

// TestBusy is no error: the row says so, and it continues by itself.
func TestBusy(t *testing.T) {
	b := newBench(t, nil)
	b.add(t, "/p/a.jpg")
	batch := b.convert(t)
	batch.on(engine.Event{Kind: engine.Waiting, Index: 0})
	b.loop.until(t, "the state", func() bool { return b.model.Rows()[0].State == model.Waiting })
	if got := stateText(b.words, b.model.Rows()[0]); got != "Waiting for server" || b.notice() != nil {
		t.Errorf("the row says %q", got)
	}
}
