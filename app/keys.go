package app

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"

	"pretobranco/app/picture"
	"pretobranco/app/widgets"
)

// listenToKeys hears the keys without Ctrl. They come only while no text field has the focus.
func (w *Window) listenToKeys() {
	canvas := w.win.Canvas()
	canvas.SetOnTypedKey(func(ev *fyne.KeyEvent) { w.typed(ev.Name) })
	if keys, ok := canvas.(desktop.Canvas); ok {
		keys.SetOnKeyDown(func(ev *fyne.KeyEvent) { w.held(ev.Name, true) })
		keys.SetOnKeyUp(func(ev *fyne.KeyEvent) { w.held(ev.Name, false) })
	}
	// Plus is with Shift on some keyboards, and Enter is there twice.
	for _, s := range []fyne.Shortcut{shortcut(fyne.KeyEqual, 0), shortcut(fyne.KeyEqual, fyne.KeyModifierShift), shortcut(fyne.KeyPlus, fyne.KeyModifierShift)} {
		canvas.AddShortcut(s, func(fyne.Shortcut) { w.guard(func() { w.compare.view.ZoomBy(1.5) })() })
	}
	canvas.AddShortcut(shortcut(fyne.KeyL, 0), func(fyne.Shortcut) {
		if sheet, ok := canvas.Overlays().Top().(*widgets.Sheet); ok && sheet.Locate != nil {
			sheet.Locate()
		}
	})
	canvas.AddShortcut(shortcut(fyne.KeyEnter, 0), func(fyne.Shortcut) { w.guard(w.batches.convert)() })
	for key, by := range map[fyne.KeyName][2]float64{fyne.KeyLeft: {1, 0}, fyne.KeyRight: {-1, 0}, fyne.KeyUp: {0, 1}, fyne.KeyDown: {0, -1}} {
		canvas.AddShortcut(shortcut(key, 0), func(fyne.Shortcut) { w.guard(func() { w.compare.view.PanBy(by[0]*panStep, by[1]*panStep) })() })
		canvas.AddShortcut(shortcut(key, fyne.KeyModifierShift), func(fyne.Shortcut) { w.guard(func() { w.compare.view.MoveBar(-by[0] * barStep) })() })
	}
}

// How far a key moves the photo and the divider, as parts of the view.
const panStep, barStep = 0.15, 0.05

// typed does what a key does.
func (w *Window) typed(key fyne.KeyName) {
	if top := w.win.Canvas().Overlays().Top(); top != nil {
		w.typedOver(top, key)
		return
	}
	switch key {
	case fyne.KeyLeft:
		w.photos.move(-1, w.shift())
	case fyne.KeyRight:
		w.photos.move(1, w.shift())
	case fyne.KeyUp:
		if w.preview.adjustByKey(1) {
			return
		}
		w.photos.move(-w.list.columns(), w.shift())
	case fyne.KeyDown:
		if w.preview.adjustByKey(-1) {
			return
		}
		w.photos.move(w.list.columns(), w.shift())
	case fyne.KeyPageUp:
		w.photos.move(-10*w.list.columns(), w.shift())
	case fyne.KeyPageDown:
		w.photos.move(10*w.list.columns(), w.shift())
	case fyne.KeyHome:
		w.photos.move(-w.model.Len(), w.shift())
	case fyne.KeyEnd:
		w.photos.move(w.model.Len(), w.shift())
	case fyne.KeyDelete:
		w.photos.remove()
	case fyne.KeyBackspace:
		if !systemMenus { // the only such key of a Mac's keyboard; elsewhere it is for texts
			break
		}
		w.photos.remove()
	case fyne.Key1:
		w.preview.setMode(picture.SideBySide)
	case fyne.Key2:
		w.preview.setMode(picture.Split)
	case fyne.Key3:
		w.preview.setMode(picture.ResultOnly)
	case fyne.KeyT:
		w.compare.SetAdjusting(!w.compare.view.Adjusting())
	case fyne.KeyLeftBracket:
		w.strip.Step(-1)
	case fyne.KeyRightBracket:
		w.strip.Step(1)
	case fyne.KeyReturn, fyne.KeyEnter:
		w.banner.Enter()
	case fyne.KeyF1:
		w.openKeys()
	case fyne.KeyEscape:
		if w.compare.view.Adjusting() {
			w.compare.SetAdjusting(false)
		} else if w.batches.active() && !w.batches.run.Stopping {
			w.batches.askToStop()
		} else {
			w.banner.Clear()
		}
	}
}

// typedOver does what a key does to what lies on top of the window.
func (w *Window) typedOver(top fyne.CanvasObject, key fyne.KeyName) {
	sheet, ok := top.(*widgets.Sheet)
	switch {
	case key == fyne.KeyEscape && ok:
		sheet.Dismiss()
	case key == fyne.KeyEscape:
		w.win.Canvas().Overlays().Remove(top)
	case (key == fyne.KeyReturn || key == fyne.KeyEnter) && ok && sheet.Enter != nil:
		sheet.Enter()
	}
}

// held shows the original while Space is down.
func (w *Window) held(key fyne.KeyName, down bool) {
	if key == fyne.KeySpace && (!down || w.win.Canvas().Focused() == nil) {
		w.compare.view.HoldOriginal(down)
	}
}

// shift says that a Shift key is down.
func (w *Window) shift() bool {
	driver, ok := w.app.Driver().(desktop.Driver)
	return ok && driver.CurrentKeyModifiers()&fyne.KeyModifierShift != 0
}

// guard lets a shortcut act only when the window itself is meant: not while a
// text field has the focus, nor under a dialog.
func (w *Window) guard(do func()) func() { return w.guardText(do, nil) }

// A textField is a widget.Entry, or something made of one.
type textField interface {
	fyne.Shortcutable
	SelectedText() string
	Undo()
}

// guardText is guard for a key that text fields know, too: they get it as ever.
func (w *Window) guardText(do func(), text func() fyne.Shortcut) func() {
	return func() {
		canvas := w.win.Canvas()
		if entry, ok := canvas.Focused().(textField); ok {
			if text != nil {
				entry.TypedShortcut(text())
			}
			return
		}
		if canvas.Overlays().Top() == nil {
			do()
		}
	}
}

// keyList is every key and what it does, in the order that F1 shows them.
func (w *Window) keyList() [][2]string {
	ctrl := "Ctrl+"
	if fyne.KeyModifierShortcutDefault == fyne.KeyModifierSuper {
		ctrl = "Cmd+"
	}
	say := w.words.Say
	return [][2]string{
		{ctrl + "O", say("menu.add")}, {ctrl + "Shift+O", say("menu.addfolder")}, {ctrl + "V", say("menu.paste")},
		{ctrl + "Enter", say("menu.convert")}, {ctrl + "P", say("menu.pause")}, {ctrl + "R", say("menu.retry")},
		{ctrl + "E", say("menu.show")}, {ctrl + "F", say("menu.filter")}, {ctrl + "A", say("menu.all")},
		{say("keys.delete"), say("menu.remove")}, {ctrl + "Z", say("menu.undo")}, {ctrl + "Shift+Z", say("menu.redo")},
		{"1  2  3", say("keys.modes")}, {say("keys.space"), say("keys.original")}, {say("keys.arrows"), say("keys.move")},
		{say("keys.brackets"), say("keys.looks")}, {"T", say("compare.adjust")}, {ctrl + say("keys.pans"), say("keys.pan")}, {ctrl + "Shift+" + say("keys.pans"), say("keys.bar")},
		{ctrl + "0", say("menu.fit")}, {ctrl + "1", say("menu.exact")}, {ctrl + "+  " + ctrl + "-", say("keys.zoom")},
		{ctrl + "M", say("server.manage")}, {ctrl + ",", say("menu.preferences")}, {"Enter", say("keys.enter")}, {"Esc", say("keys.escape")}, {"F1", say("menu.keys")},
	}
}

// openKeys shows every key.
func (w *Window) openKeys() {
	keys := w.keyList()
	half := (len(keys) + 1) / 2
	columns := container.NewGridWithColumns(2)
	for _, part := range [][][2]string{keys[:half], keys[half:]} {
		column := container.New(layout.NewFormLayout())
		for _, key := range part {
			name := widget.NewLabel(key[0])
			name.TextStyle.Bold = true
			column.Add(name)
			column.Add(widget.NewLabel(key[1]))
		}
		columns.Add(column)
	}
	widgets.Inform(w.win, w.words.Say("menu.keys"), w.words.Say("servers.close"), widgets.Dense(columns))
}
