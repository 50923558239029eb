package app

import (
	"context"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"pretobranco/app/model"
	"pretobranco/app/picture"
	"pretobranco/app/widgets"
	"pretobranco/assets"
	"pretobranco/engine"
	"pretobranco/engine/testkit"
)

// TestScreens brings the window into the states that people meet, in both languages and themes and in
// several sizes. Each fits into the window, and none is blank. Where PRETOBRANCO_SCREENS names a
// folder it leaves pictures there.
func TestScreens(t *testing.T) {
	folder := os.Getenv("PRETOBRANCO_SCREENS")
	if folder == "" && !testkit.Exhaustive() {
		t.Skip("it is for the eye: PRETOBRANCO_SCREENS names no folder")
	}
	for _, look := range []struct {
		language, theme string
		size            fyne.Size
	}{
		{"en", "dark", fyne.NewSize(1280, 800)},
		{"pt-BR", "light", fyne.NewSize(leastWidth, leastHeight)},
		{"pt-BR", "dark", fyne.NewSize(1920, 1080)},
	} {
		for i, state := range screens {
			name := fmt.Sprintf("%02d-%s-%s-%s-%.0f", i+1, state.name, look.language, look.theme, look.size.Width)
			t.Run(name, func(t *testing.T) {
				home := t.TempDir()
				t.Setenv("HOME", home)
				photos := filepath.Join(home, "Trip")
				var paths []string
				for _, name := range []string{"IMG_2041.jpg", "IMG_2042.jpg", "IMG_2043.jpg", "IMG_2044.jpg"} {
					paths = append(paths, filepath.Join(photos, name))
				}
				if err := os.MkdirAll(photos, 0o755); err != nil {
					t.Fatal(err)
				}
				for _, path := range paths {
					if err := os.WriteFile(path, assets.Sample, 0o644); err != nil {
						t.Fatal(err)
					}
				}
				fake := &fakeBackend{}
				b := openBench(t, showBackend{fake}, fake, func(s *model.Settings, _ *fakeBackend) {
					s.Language, s.Theme = look.language, look.theme
					s.Remotes = []model.Remote{{ID: "1", Name: "Studio", Address: "ws://192.168.0.10:8001", Token: "secret"}}
					s.View = picture.Split
					if state.prepare != nil {
						state.prepare(s, fake)
					}
				})
				b.setup.Dialogs = NoDialogs{}
				b.win.Resize(look.size)
				if !state.empty {
					b.add(t, paths...)
					b.loop.until(t, "the result", func() bool { return b.inspector.format.report != nil && b.compare.view.After() != nil })
					b.know(t)
				}
				if state.bring != nil {
					state.bring(t, b)
				}
				for end := time.After(300 * time.Millisecond); ; { // small pictures come by and by
					select {
					case f := <-b.loop:
						f()
						continue
					case <-end:
					}
					break
				}
				shot := b.win.Canvas().Capture()
				if n := coloursIn(shot); n < 40 {
					t.Errorf("it has %d colours", n)
				}
				if least := b.win.Content().MinSize(); least.Width > look.size.Width || least.Height > look.size.Height {
					t.Errorf("it needs %v", least)
				}
				b.checkButtons(t)
				if folder == "" {
					return
				}
				file, err := os.Create(filepath.Join(folder, name+".png"))
				if err != nil {
					t.Fatal(err)
				}
				if err := errors.Join(png.Encode(file, shot), file.Close()); err != nil {
					t.Fatal(err)
				}
			})
		}
	}
}

// checkButtons holds that no button is cut, or lies outside of the window.
func (b *bench) checkButtons(t *testing.T) {
	t.Helper()
	size := b.win.Canvas().Size()
	roots := b.win.Canvas().Overlays().List()
	if len(roots) == 0 {
		roots = []fyne.CanvasObject{b.header.root, b.footer.root}
	}
	for _, root := range roots {
		walk(root, "", func(object fyne.CanvasObject, _ string) {
			if _, ok := object.(fyne.Tappable); !ok {
				return
			}
			if _, ok := object.(fyne.Disableable); !ok {
				return
			}
			at := fyne.CurrentApp().Driver().AbsolutePositionForObject(object)
			if least := object.MinSize(); object.Size().Width < least.Width-1 || at.X < 0 || at.X+object.Size().Width > size.Width+1 {
				t.Errorf("%q at %v has %v of %v", textIn(object), at, object.Size(), least)
			}
		})
	}
}

// showBackend converts nothing, and shows photos as they are.
type showBackend struct{ *fakeBackend }

func (b showBackend) Thumbnail(ctx context.Context, path string, side int) (image.Image, error) {
	return engine.Thumbnail(ctx, path, side)
}

func (b showBackend) Glance(ctx context.Context, path string, side int) (image.Image, image.Point, bool, error) {
	return engine.Glance(ctx, path, side)
}

func (b showBackend) Original(ctx context.Context, path string, side int) (image.Image, image.Point, engine.Damage, error) {
	return engine.Original(ctx, path, side)
}

func (b showBackend) Result(ctx context.Context, path string, o engine.Options, side int) (image.Image, engine.Report, error) {
	return engine.Result(ctx, path, o, side)
}

// coloursIn counts the colours of a picture, in part.
func coloursIn(img image.Image) int {
	seen := map[color.Color]bool{}
	for y := img.Bounds().Min.Y; y < img.Bounds().Max.Y; y += 3 {
		for x := img.Bounds().Min.X; x < img.Bounds().Max.X; x += 3 {
			seen[img.At(x, y)] = true
		}
	}
	return len(seen)
}

// screens are the states that people meet.
var screens = []struct {
	name    string
	empty   bool // without photos
	prepare func(*model.Settings, *fakeBackend)
	bring   func(*testing.T, *bench)
}{
	{name: "empty", empty: true},
	{name: "photos"},
	{name: "looks", prepare: func(s *model.Settings, _ *fakeBackend) {
		s.Open, s.Grid, s.Recipe.Look = map[string]bool{tuneGroup: true, bitGroup: true}, true, "red contrast=1.2"
	}, bring: func(t *testing.T, b *bench) {
		b.photos.selectAll()
		b.photos.press(1, fyne.KeyModifierControl)
		b.edits.setScope(ThesePhotos)
	}},
	{name: "question", prepare: func(_ *model.Settings, f *fakeBackend) { f.disk = fakeDisk{} }, bring: func(t *testing.T, b *bench) {
		for i, row := range b.model.Rows() {
			path, _ := engine.OutputName(b.job(), row.Photo, i+1)
			b.backend.disk[path] = []string{"other"}
		}
		b.forecast.drop()
		b.forecast.refresh()
		b.know(t)
	}},
	{name: "running", bring: func(t *testing.T, b *bench) {
		batch := b.convert(t)
		batch.done(0)
		batch.on(engine.Event{Kind: engine.Started, Index: 1})
		batch.mu.Lock()
		batch.progress = engine.Progress{Total: 482, Done: 214, Failed: 3, Rate: 7.8, Left: 72e9, LeftKnown: true}
		batch.mu.Unlock()
		b.loop.until(t, "the first", func() bool { return b.model.Count(model.ShowDone) == 1 })
		b.batches.showFooter()
	}},
	{name: "finished", bring: func(t *testing.T, b *bench) {
		batch := b.convert(t)
		batch.done(0)
		batch.fail(1, errors.New("no"))
		batch.done(2)
		batch.done(3)
		batch.finish(engine.Summary{Converted: 3, Failed: 1, Took: 100e9})
		b.loop.until(t, "the end", func() bool { return b.batches.result })
		b.batches.run.Undoable = 3
		b.batches.showFooter()
	}},
	{name: "disk-full", bring: func(t *testing.T, b *bench) {
		b.convert(t).on(engine.Event{Kind: engine.Paused, Index: -1, Err: fmt.Errorf("the disk is full: %w", engine.ErrFolder)})
		b.loop.until(t, "the banner", func() bool { return b.notice() != nil })
	}},
	{name: "server-away", prepare: func(s *model.Settings, _ *fakeBackend) { s.Server = 1 }, bring: func(t *testing.T, b *bench) {
		batch := b.convert(t)
		b.backend.server().away(engine.ErrServer)
		b.loop.until(t, "the silence", func() bool { return b.Window.servers.err != nil })
		batch.on(engine.Event{Kind: engine.Paused, Index: -1, Err: engine.ErrServer})
		b.loop.until(t, "the banner", func() bool { return b.notice() != nil })
	}},
	{name: "news", bring: func(t *testing.T, b *bench) {
		b.banner.Show(notice{text: b.words.Count("list.removed", 52), news: true, actions: []action{{label: b.words.Say("list.undo")}}})
		b.banner.Show(notice{text: b.words.Count("left.out", 3, b.words.LeftFiles(engine.LeftEmpty, engine.Foreign{}, 3)), details: "x", show: true})
	}},
	{name: "servers", bring: func(t *testing.T, b *bench) {
		b.servers.setSharing(model.Sharing{On: true, Gateway: 8001, Converter: 8000, Token: "f3Kq8Zr2"})
		b.loop.until(t, "sharing", func() bool { return b.servers.shared.open != nil })
		b.servers.manage()
	}},
	{name: "server-test", prepare: func(s *model.Settings, _ *fakeBackend) { s.Server = 1 }, bring: func(t *testing.T, b *bench) {
		b.servers.manage()
		b.servers.form.runTest()
		b.loop.until(t, "the end", func() bool { return b.servers.form.steps.verdict.Text != "" })
	}},
	{name: "chooser", bring: func(t *testing.T, b *bench) {
		c := b.choosers.ownPhotos(filepath.Dir(b.model.Rows()[0].Photo.Path))
		c.Tap(0)
		c.Tap(2)
	}},
	{name: "folder-chooser", empty: true, bring: func(t *testing.T, b *bench) { b.choosers.chooseFolder() }},
	{name: "undo", bring: func(t *testing.T, b *bench) {
		widgets.Ask(b.win, widgets.Question{Title: b.words.Say("undo.title"), Text: b.words.Count("undo.text", 3), Yes: b.words.Say("undo.yes"), No: b.words.Say("dialog.cancel"), Danger: true})
	}},
	{name: "keys", bring: func(t *testing.T, b *bench) { b.openKeys() }},
	{name: "about", empty: true, bring: func(t *testing.T, b *bench) { b.openAbout() }},
	{name: "licences", empty: true, bring: func(t *testing.T, b *bench) { b.openLicences() }},
	{name: "preferences", empty: true, bring: func(t *testing.T, b *bench) { b.openPreferences() }},
	{name: "menu", bring: func(t *testing.T, b *bench) {
		at := fyne.NewPos(10, 10)
		for _, m := range b.win.MainMenu().Items[:3] {
			menu := widget.NewMenu(m)
			menu.Resize(menu.MinSize())
			menu.Move(at)
			b.tips.Layer.Objects = append(b.tips.Layer.Objects, menu)
			at = at.AddXY(menu.MinSize().Width+8, 0)
		}
		b.tips.Layer.Refresh()
	}},
}
