package app

import (
	"fyne.io/fyne/v2"

	"pretobranco/app/model"
	"pretobranco/app/picture"
)

// menuState is what the main menu shows of the window's state: items that would do nothing are gray.
type menuState struct {
	items map[*fyne.MenuItem]func() bool // and when they can be used
}

// mainMenu holds every action with its key. Keys belong here rather than to the
// window: those of a menu are heard whatever has the focus, and guard decides.
func (w *Window) mainMenu() *fyne.MainMenu {
	say := w.words.Say
	const shift = fyne.KeyModifierShift
	w.menu.items = map[*fyne.MenuItem]func() bool{}
	item := func(label string, key fyne.KeyName, more fyne.KeyModifier, do func()) *fyne.MenuItem {
		if key == "" {
			return fyne.NewMenuItem(label, w.guard(do))
		}
		return w.keyed(label, shortcut(key, more), w.guard(do))
	}
	plain := func(label, key string, do func()) *fyne.MenuItem { // a key without Ctrl, which typed hears
		return fyne.NewMenuItem(label+keyGap+key, w.guard(do))
	}
	text := func(label string, s fyne.Shortcut, make func() fyne.Shortcut, do func()) *fyne.MenuItem {
		return w.keyed(label, s, w.guardText(do, make))
	}
	when := func(can func() bool, m *fyne.MenuItem) *fyne.MenuItem {
		w.menu.items[m] = can
		return m
	}
	photos := func() bool { return w.model.Len() > 0 }
	running := func() bool { return w.batches.active() }
	rule := fyne.NewMenuItemSeparator
	quit := fyne.NewMenuItem(say("menu.quit"), w.askToClose)
	quit.IsQuit = true

	menu := fyne.NewMainMenu(
		fyne.NewMenu(say("menu.file"),
			item(say("menu.add"), fyne.KeyO, 0, w.choosers.choosePhotos),
			item(say("menu.addfolder"), fyne.KeyO, shift, w.choosers.chooseFolder),
			text(say("menu.paste"), &fyne.ShortcutPaste{}, func() fyne.Shortcut {
				return &fyne.ShortcutPaste{Clipboard: w.app.Clipboard()}
			}, w.photos.paste),
			item(say("empty.sample"), "", 0, w.photos.addSample),
			rule(),
			when(func() bool { return photos() && !running() }, item(say("menu.convert"), fyne.KeyReturn, 0, w.batches.convert)),
			when(running, item(say("menu.pause"), fyne.KeyP, 0, w.batches.pause)),
			when(running, plain(say("menu.stop"), "Esc", w.batches.stop)),
			when(func() bool { return w.model.Count(model.ShowErrors) > 0 }, item(say("menu.retry"), fyne.KeyR, 0, w.reruns.retry)),
			rule(),
			item(say("menu.folder"), "", 0, w.edits.changeFolder),
			when(photos, item(say("menu.show"), fyne.KeyE, 0, w.photos.showInFolder)),
			rule(),
			quit),
		fyne.NewMenu(say("menu.edit"),
			text(say("menu.undo"), &fyne.ShortcutUndo{}, func() fyne.Shortcut { return &fyne.ShortcutUndo{} }, w.edits.undo),
			item(say("menu.redo"), fyne.KeyZ, shift, w.edits.redo),
			rule(),
			text(say("menu.all"), &fyne.ShortcutSelectAll{}, func() fyne.Shortcut { return &fyne.ShortcutSelectAll{} }, w.photos.selectAll),
			when(photos, plain(say("menu.remove"), say("keys.delete"), w.photos.remove)),
			when(photos, item(say("menu.clear"), "", 0, w.photos.clear)),
			item(say("menu.filter"), fyne.KeyF, 0, func() { w.win.Canvas().Focus(w.header.filter) }),
			rule(),
			item(say("preset.save"), "", 0, w.edits.askPresetName),
			when(photos, item(say("menu.ownlook"), "", 0, func() { w.edits.setScope(ThesePhotos) })),
			when(photos, item(say("look.reset"), "", 0, w.edits.resetLooks)),
			item(say("inspector.command"), "", 0, w.edits.copyCommand),
			plain(say("keys.enter"), "Enter", w.banner.Enter),
			rule(),
			item(say("menu.preferences"), fyne.KeyComma, 0, w.openPreferences)),
		fyne.NewMenu(say("menu.view"),
			plain(say("compare.side"), "1", func() { w.preview.setMode(picture.SideBySide) }),
			plain(say("compare.split"), "2", func() { w.preview.setMode(picture.Split) }),
			plain(say("compare.only"), "3", func() { w.preview.setMode(picture.ResultOnly) }),
			plain(say("keys.original"), say("keys.space"), func() { w.compare.view.HoldOriginal(!w.compare.view.ShowsOriginal()) }),
			rule(),
			when(photos, plain(say("menu.next"), "→", func() { w.photos.move(1, false) })),
			when(photos, plain(say("menu.previous"), "←", func() { w.photos.move(-1, false) })),
			when(photos, plain(say("menu.nextlook"), "]", func() { w.strip.Step(1) })),
			when(photos, plain(say("menu.previouslook"), "[", func() { w.strip.Step(-1) })),
			rule(),
			plain(say("compare.adjust"), "T", func() { w.compare.SetAdjusting(!w.compare.view.Adjusting()) }),
			rule(),
			item(say("menu.fit"), fyne.Key0, 0, func() { w.compare.view.Fit() }),
			item(say("menu.exact"), fyne.Key1, 0, func() { w.compare.view.ZoomTo(1) }),
			item(say("menu.larger"), fyne.KeyPlus, 0, func() { w.compare.view.ZoomBy(1.5) }),
			item(say("menu.smaller"), fyne.KeyMinus, 0, func() { w.compare.view.ZoomBy(1 / 1.5) })),
		fyne.NewMenu(say("menu.server"),
			item(say("server.manage"), fyne.KeyM, 0, w.servers.manage)),
		fyne.NewMenu(say("menu.help"),
			plain(say("menu.keys"), "F1", w.openKeys),
			item(say("menu.about"), "", 0, w.openAbout)))
	for _, m := range menu.Items {
		alignKeys(m.Items)
	}
	for item, can := range w.menu.items {
		item.Disabled = !can()
	}
	return menu
}

// showMenu makes gray what would do nothing now. The menu is made anew only if anything changed:
// that closes it.
func (w *Window) showMenu() {
	changed := false
	for item, can := range w.menu.items {
		if on := can(); on == item.Disabled {
			item.Disabled, changed = !on, true
		}
	}
	if changed {
		w.win.MainMenu().Refresh()
	}
}

func (p *photos) selectAll() {
	p.model.SelectAll()
	p.selected()
}
