package app

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"pretobranco/app/model"
	"pretobranco/app/picture"
	"pretobranco/app/widgets"
)

// press does what the main menu does with a key, and reports whether it knows it.
func press(menu *fyne.MainMenu, s fyne.Shortcut) bool {
	for _, m := range menu.Items {
		for _, item := range m.Items {
			if item.Shortcut != nil && item.Shortcut.ShortcutName() == s.ShortcutName() {
				item.Action()
				return true
			}
		}
	}
	return false
}

// TestKeys holds that every key with Ctrl is in the main menu, once.
func TestKeys(t *testing.T) {
	b := newBench(t, nil)
	menu := b.win.MainMenu()
	const shift = fyne.KeyModifierShift
	for _, s := range []fyne.Shortcut{
		shortcut(fyne.KeyO, 0), shortcut(fyne.KeyO, shift), &fyne.ShortcutPaste{}, shortcut(fyne.KeyReturn, 0), shortcut(fyne.KeyP, 0),
		shortcut(fyne.KeyR, 0), &fyne.ShortcutUndo{}, shortcut(fyne.KeyZ, shift), shortcut(fyne.KeyF, 0), shortcut(fyne.KeyE, 0),
		shortcut(fyne.KeyComma, 0), shortcut(fyne.KeyM, 0), shortcut(fyne.Key0, 0), shortcut(fyne.Key1, 0), shortcut(fyne.KeyPlus, 0), shortcut(fyne.KeyMinus, 0),
	} {
		count := 0
		for _, m := range menu.Items {
			for _, item := range m.Items {
				if item.Shortcut != nil && item.Shortcut.ShortcutName() == s.ShortcutName() {
					count++
				}
			}
		}
		if count != 1 {
			t.Errorf("%s is in the menu %d times", s.ShortcutName(), count)
		}
	}
}

// TestTyping keeps shortcuts away from a text field, which gets those that it knows.
func TestTyping(t *testing.T) {
	b := newBench(t, nil)
	_, paths := folderWith(t, "a.jpg")
	b.app.Clipboard().SetContent(paths[0])
	press(b.win.MainMenu(), shortcut(fyne.KeyF, 0))
	if b.win.Canvas().Focused() != fyne.Focusable(b.header.filter) {
		t.Fatal("Ctrl+F does not go to the filter")
	}
	press(b.win.MainMenu(), &fyne.ShortcutPaste{})
	if b.header.filter.Text != paths[0] || b.photos.scan.under != 0 {
		t.Errorf("pasting into the filter leaves %q in it", b.header.filter.Text)
	}
	b.header.filter.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if b.win.Canvas().Focused() != nil || b.header.filter.Text != "" {
		t.Error("Escape does not leave the filter")
	}
	press(b.win.MainMenu(), &fyne.ShortcutPaste{})
	b.loop.until(t, "the pasted photo", func() bool { return b.model.Len() == 1 })
}

// TestTypingInAForm pastes into a field of a form, which is made of an entry and is none.
func TestTypingInAForm(t *testing.T) {
	b := newBench(t, func(s *model.Settings, _ *fakeBackend) {
		s.Remotes, s.Server = []model.Remote{{Address: "a", Token: "old"}}, 1
	})
	b.app.Clipboard().SetContent("new")
	form := formOf(b)
	b.win.Canvas().Focus(form.remote.token)
	press(b.win.MainMenu(), &fyne.ShortcutSelectAll{})
	press(b.win.MainMenu(), &fyne.ShortcutPaste{})
	if form.remote.remote.Token != "new" || b.photos.scan.under != 0 {
		t.Errorf("the token is %q", form.remote.remote.Token)
	}
}

// TestEnter does what the banner's first button says.
func TestEnter(t *testing.T) {
	b := newBench(t, nil)
	b.typed(fyne.KeyReturn) // there is no banner
	did := ""
	b.banner.Show(notice{text: "well?", actions: []action{{label: "a", do: func() { did += "a" }}, {label: "b", do: func() { did += "b" }}}})
	b.typed(fyne.KeyEnter)
	b.typed(fyne.KeyEnter)
	if did != "a" || b.notice() != nil {
		t.Errorf("did %q", did)
	}
}

// TestUnderDialog keeps shortcuts from acting behind a dialog.
func TestUnderDialog(t *testing.T) {
	b := newBench(t, nil)
	b.add(t, "/p/a.jpg")
	b.openKeys()
	press(b.win.MainMenu(), shortcut(fyne.KeyReturn, 0))
	if b.batches.run != nil {
		t.Error("a batch starts behind a dialog")
	}
	b.typed(fyne.KeyDelete)
	if b.model.Len() != 1 {
		t.Error("a photo is removed behind a dialog")
	}
	b.typed(fyne.KeyEscape)
	if b.win.Canvas().Overlays().Top() != nil {
		t.Error("Escape does not close a dialog")
	}
}

// TestTyped goes through the list and the views by the keys without Ctrl.
func TestTyped(t *testing.T) {
	b := newBench(t, nil)
	b.add(t, "/p/a.jpg", "/p/b.jpg", "/p/c.jpg")
	for _, c := range []struct {
		key  fyne.KeyName
		want string
	}{{fyne.KeyDown, "b.jpg"}, {fyne.KeyRight, "c.jpg"}, {fyne.KeyDown, "c.jpg"}, {fyne.KeyUp, "b.jpg"}, {fyne.KeyHome, "a.jpg"}, {fyne.KeyEnd, "c.jpg"}} {
		b.typed(c.key)
		if got := b.model.Current().Name(); got != c.want {
			t.Errorf("%s goes to %s, want %s", c.key, got, c.want)
		}
	}
	b.typed(fyne.Key2)
	if b.compare.view.Mode() != picture.Split || b.compare.modes.Chosen != int(picture.Split) {
		t.Error("2 does not split")
	}
	b.held(fyne.KeySpace, true)
	if !b.compare.view.ShowsOriginal() {
		t.Error("Space does not show the original")
	}
	b.held(fyne.KeySpace, false)
	b.typed(fyne.KeyDelete)
	if b.model.Len() != 2 || b.compare.view.ShowsOriginal() {
		t.Error("Delete does not remove, or the original stays")
	}
}

// TestPreview shows a photo, asks for its own pixels only when somebody looks
// closer, and drops what comes too late.
func TestPreview(t *testing.T) {
	b := newBench(t, nil)
	b.add(t, "/p/a.jpg", "/p/b.jpg", "/p/broken.jpg")
	b.loop.until(t, "the picture", func() bool { return b.compare.view.Before() != nil })
	if got := b.compare.facts.Text; got != "3200 × 1600 · 1 KB" {
		t.Errorf("the photo is said to be %q", got)
	}
	b.loop.until(t, "the result", func() bool { return b.inspector.format.report != nil })
	if b.inspector.format.text.Text == "" || !b.inspector.format.badge.Visible() {
		t.Error("nothing says that the result is lossless")
	}
	if sides := b.backend.sides(); len(sides) != 1 || sides[0] != firstSide {
		t.Errorf("asked for %v", sides)
	}
	b.compare.view.ZoomTo(1)
	b.loop.until(t, "its own pixels", func() bool { return b.compare.view.Before().Density() == 1 })

	generation := b.preview.loader.generation
	b.photos.move(1, false)
	if b.preview.loader.generation == generation {
		t.Error("a new request has the generation of the old one")
	}
	b.photos.move(1, false)
	b.loop.until(t, "why there is none", func() bool { return strings.Contains(b.compare.message.Text, "it breaks off") })
	if b.compare.view.Before() != nil {
		t.Error("a damaged photo is shown as the last one")
	}
}

// TestChooser marks several files and goes through folders.
func TestChooser(t *testing.T) {
	b := newBench(t, nil)
	folder, paths := folderWith(t, "a.jpg", "b.jpg", ".hidden")
	var chosen []string
	c := widgets.NewChooser(b.words, b.win, folder, widgets.ChooserOptions{}, func(p []string) { chosen = p })
	if len(c.Entries) != 2 || !c.Accept.Disabled() {
		t.Fatalf("shows %d entries", len(c.Entries))
	}
	c.Tap(0)
	c.Tap(1)
	c.Tap(1)
	if c.Accept.Text != "Add 1 photo" {
		t.Errorf("the button says %q", c.Accept.Text)
	}
	c.MarkAll()
	test.Tap(c.Accept)
	if strings.Join(chosen, " ") != strings.Join(paths[:2], " ") {
		t.Errorf("chosen %v", chosen)
	}
	c = widgets.NewChooser(b.words, b.win, folder+"/not/there", widgets.ChooserOptions{Folder: true}, func(p []string) { chosen = p })
	c.Open(folder)
	test.Tap(c.Accept)
	if len(chosen) != 1 || chosen[0] != folder {
		t.Errorf("chosen %v", chosen)
	}
}

// TestRowPress selects with the keys that are held.
func TestRowPress(t *testing.T) {
	b := newBench(t, nil)
	b.add(t, "/p/a.jpg", "/p/b.jpg", "/p/c.jpg", "/p/d.jpg")
	b.photos.press(1, 0)
	b.photos.press(3, fyne.KeyModifierShift)
	b.photos.press(2, fyne.KeyModifierControl)
	if initials(b.model.Chosen()) != "bd" {
		t.Errorf("selected %q", initials(b.model.Chosen()))
	}
	row := newRowView(false, listActions{press: b.photos.press, menu: b.photos.openRowMenu})
	row.set(0, rowData{name: "a.jpg"})
	row.MouseDown(&desktop.MouseEvent{Button: desktop.MouseButtonPrimary})
	if initials(b.model.Chosen()) != "a" {
		t.Errorf("a press selects %q", initials(b.model.Chosen()))
	}
	b.photos.openRowMenu(0, fyne.NewPos(10, 10))
	if b.win.Canvas().Overlays().Top() == nil {
		t.Error("no menu opens")
	}
}

// TestElide cuts names in their middle.
func TestElide(t *testing.T) {
	test.NewTempApp(t)
	long := "a-very-long-name-of-a-photo-from-the-summer-0001.jpg"
	got := widgets.Elide(long, 120, 13, true)
	if !strings.HasSuffix(got, ".jpg") || !strings.Contains(got, "…") || fyne.MeasureText(got, 13, fyne.TextStyle{}).Width > 120 {
		t.Errorf("cut to %q", got)
	}
	if widgets.Elide("a.jpg", 120, 13, true) != "a.jpg" || widgets.Elide("a.jpg", 0, 13, true) != "" {
		t.Error("a short name is cut")
	}
}
