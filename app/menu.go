package app

import (
	"fyne.io/fyne/v2"

	"pretobranco/app/picture"
)

// mainMenu holds every action with its key. Keys belong here rather than to the
// window: those of a menu are heard whatever has the focus, and guard decides.
func (w *Window) mainMenu() *fyne.MainMenu {
	say := w.words.Say
	const shift = fyne.KeyModifierShift
	item := func(label string, key fyne.KeyName, more fyne.KeyModifier, do func()) *fyne.MenuItem {
		m := fyne.NewMenuItem(label, w.guard(do))
		if key != "" {
			m.Shortcut = shortcut(key, more)
		}
		return m
	}
	text := func(label string, s fyne.Shortcut, make func() fyne.Shortcut, do func()) *fyne.MenuItem {
		m := fyne.NewMenuItem(label, w.guardText(do, make))
		m.Shortcut = s
		return m
	}
	rule := fyne.NewMenuItemSeparator
	quit := fyne.NewMenuItem(say("menu.quit"), w.askToClose)
	quit.IsQuit = true

	return fyne.NewMainMenu(
		fyne.NewMenu(say("menu.file"),
			item(say("menu.add"), fyne.KeyO, 0, w.choosers.choosePhotos),
			item(say("menu.addfolder"), fyne.KeyO, shift, w.choosers.chooseFolder),
			text(say("menu.paste"), &fyne.ShortcutPaste{}, func() fyne.Shortcut {
				return &fyne.ShortcutPaste{Clipboard: w.app.Clipboard()}
			}, w.photos.paste),
			item(say("empty.sample"), "", 0, w.photos.addSample),
			rule(),
			item(say("menu.convert"), fyne.KeyReturn, 0, w.batches.convert),
			item(say("menu.pause"), fyne.KeyP, 0, w.batches.pause),
			item(say("menu.stop"), "", 0, w.batches.stop),
			item(say("menu.retry"), fyne.KeyR, 0, w.reruns.retry),
			rule(),
			item(say("menu.folder"), "", 0, w.edits.changeFolder),
			item(say("menu.show"), fyne.KeyE, 0, w.photos.showInFolder),
			rule(),
			quit),
		fyne.NewMenu(say("menu.edit"),
			text(say("menu.undo"), &fyne.ShortcutUndo{}, func() fyne.Shortcut { return &fyne.ShortcutUndo{} }, w.edits.undo),
			item(say("menu.redo"), fyne.KeyZ, shift, w.edits.redo),
			rule(),
			text(say("menu.all"), &fyne.ShortcutSelectAll{}, func() fyne.Shortcut { return &fyne.ShortcutSelectAll{} }, w.photos.selectAll),
			item(say("menu.remove"), "", 0, w.photos.remove),
			item(say("menu.filter"), fyne.KeyF, 0, func() { w.win.Canvas().Focus(w.header.filter) }),
			rule(),
			item(say("preset.save"), "", 0, w.edits.askPresetName),
			item(say("look.own"), "", 0, func() { w.edits.setScope(ThesePhotos) }),
			item(say("look.reset"), "", 0, w.edits.resetLooks),
			item(say("inspector.command"), "", 0, w.edits.copyCommand),
			rule(),
			item(say("menu.preferences"), fyne.KeyComma, 0, w.openPreferences)),
		fyne.NewMenu(say("menu.view"),
			item(say("compare.side"), "", 0, func() { w.preview.setMode(picture.SideBySide) }),
			item(say("compare.split"), "", 0, func() { w.preview.setMode(picture.Split) }),
			item(say("compare.only"), "", 0, func() { w.preview.setMode(picture.ResultOnly) }),
			rule(),
			item(say("menu.fit"), fyne.Key0, 0, func() { w.compare.view.Fit() }),
			item(say("menu.exact"), fyne.Key1, 0, func() { w.compare.view.ZoomTo(1) }),
			item(say("menu.larger"), fyne.KeyPlus, 0, func() { w.compare.view.ZoomBy(1.5) }),
			item(say("menu.smaller"), fyne.KeyMinus, 0, func() { w.compare.view.ZoomBy(1 / 1.5) })),
		fyne.NewMenu(say("menu.server"),
			item(say("server.manage"), fyne.KeyM, 0, w.servers.manage)),
		fyne.NewMenu(say("menu.help"),
			item(say("menu.keys"), "", 0, w.openKeys),
			item(say("menu.about"), "", 0, w.openAbout)))
}

func (p *photos) selectAll() {
	p.model.SelectAll()
	p.selected()
}
