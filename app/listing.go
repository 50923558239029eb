package app

import (
	"path/filepath"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/storage"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"pretobranco/app/model"
	"pretobranco/app/picture"
	"pretobranco/engine"
)

// press selects a row as a click does.
func (w *Window) press(index int, mods fyne.KeyModifier) {
	switch {
	case mods&fyne.KeyModifierShift != 0:
		w.model.Extend(index)
	case mods&(fyne.KeyModifierControl|fyne.KeyModifierSuper) != 0:
		w.model.Toggle(index)
	default:
		w.model.Select(index)
	}
	w.selected()
}

// move goes through the list as the arrow keys do.
func (w *Window) move(by int, extend bool) {
	w.model.Move(by, extend)
	w.selected()
	w.list.showCurrent()
}

func (w *Window) selected() {
	w.list.showCounts()
	w.list.repaint()
	w.showLook()
	w.showExample()
	w.look()
}

func (w *Window) filterText(text string) {
	w.text = text
	w.refilter()
}

func (w *Window) filterState(f model.Filter) {
	w.filter = f
	w.list.tabs.Choose(int(f))
	w.refilter()
}

func (w *Window) refilter() {
	w.model.Show(w.filter, w.text, w.sort, w.backwards)
	w.list.showAll()
	w.list.showCurrent()
}

// setGrid shows the photos as a grid, or as rows.
func (w *Window) setGrid(on bool) {
	w.settings.Grid = on
	w.list.SetGrid(on)
	w.list.showCurrent()
}

// orderMenu is what sorting offers.
func (w *Window) orderMenu() *fyne.Menu {
	menu := fyne.NewMenu("")
	for order, label := range []string{
		w.words.Say("order.added"), w.words.Say("order.name"), w.words.Say("order.size"), w.words.Say("order.date"), w.words.Say("order.state"),
	} {
		item := fyne.NewMenuItem(label, func() {
			w.sort = model.Order(order)
			w.refilter()
		})
		item.Checked = w.sort == model.Order(order)
		menu.Items = append(menu.Items, item)
	}
	back := fyne.NewMenuItem(w.words.Say("order.back"), func() {
		w.backwards = !w.backwards
		w.refilter()
	})
	back.Checked = w.backwards
	menu.Items = append(menu.Items, fyne.NewMenuItemSeparator(), back)
	return menu
}

// remove takes the selected photos out of the list, never off the disk.
func (w *Window) remove() { w.removeRows(w.model.Chosen()) }

func (w *Window) clear() { w.removeRows(w.model.Rows()) }

func (w *Window) removeRows(rows []*model.Row) {
	if len(rows) == 0 {
		return
	}
	if stayed := w.model.Remove(append([]*model.Row(nil), rows...)); stayed > 0 {
		w.banner.Show(notice{text: w.words.Count("list.busy", stayed)})
	}
	if w.model.Len() == 0 {
		w.result = false
		w.banner.Hide()
	}
	w.foresee()
	w.showBody()
	w.showFooter()
	w.look()
}

// openRowMenu shows what can be done with the selected rows, of which one was pressed.
func (w *Window) openRowMenu(index int, at fyne.Position) {
	rows := w.model.Shown()
	if index < 0 || index >= len(rows) {
		return
	}
	widget.ShowPopUpMenuAtPosition(w.rowMenu(rows[index], w.model.Chosen()), w.win.Canvas(), at)
}

// rowMenu is what can be done with a row, and with all that are selected with it.
func (w *Window) rowMenu(row *model.Row, chosen []*model.Row) *fyne.Menu {
	item := func(label string, icon fyne.Resource, do func()) *fyne.MenuItem {
		m := fyne.NewMenuItem(label, do)
		m.Icon = icon
		return m
	}
	var failed, large []*model.Row
	for _, row := range chosen {
		if row.State == model.Failed {
			failed = append(failed, row)
			if engine.KindOf(row.Err) == engine.TooLarge {
				large = append(large, row)
			}
		}
	}
	menu := fyne.NewMenu("")
	if !w.active() {
		convert := item(w.words.Count("menu.convertrows", len(chosen)), theme.MediaPlayIcon(), func() { w.convertRows(chosen) })
		convert.Disabled = w.server.way == nil || len(chosen) == 0
		menu.Items = append(menu.Items, convert)
	}
	if len(failed) > 0 {
		menu.Items = append(menu.Items, item(w.words.Count("menu.retryrows", len(failed)), theme.ViewRefreshIcon(), func() { w.retryRows(failed) }))
	}
	if damaged := model.Keepable(chosen); len(damaged) > 0 {
		keep := item(w.words.KeepDamaged(len(damaged)), theme.MediaPlayIcon(), func() { w.keepDamaged(damaged) })
		keep.Disabled = w.server.way == nil
		menu.Items = append(menu.Items, keep)
	}
	if _, remote := w.settings.Remote(); remote && len(large) > 0 {
		menu.Items = append(menu.Items, item(w.words.Say("menu.local"), theme.ComputerIcon(), func() { w.convertHere(large) }))
	}
	if row.State == model.Failed {
		details := row.Photo.Path + "\n" + w.words.DescribeAt(row.Err, row.Server) + "\n" + engine.Detail(row.Err) // now: it may be retried while the menu is open
		menu.Items = append(menu.Items, item(w.words.Say("banner.details"), theme.InfoIcon(), func() { w.openDetails(row.Name(), details) }))
	}
	if slices.ContainsFunc(chosen, func(r *model.Row) bool { return r.Own != nil }) {
		menu.Items = append(menu.Items, item(w.words.Say("look.reset"), theme.ContentUndoIcon(), w.resetLooks))
	}
	if len(menu.Items) > 0 {
		menu.Items = append(menu.Items, fyne.NewMenuItemSeparator())
	}
	menu.Items = append(menu.Items,
		item(w.words.Say("menu.show"), theme.FolderOpenIcon(), w.showInFolder),
		item(w.words.Say("menu.copypath"), theme.ContentCopyIcon(), func() { w.copyPaths(chosen) }),
		item(w.words.Say("menu.all"), theme.ListIcon(), w.selectAll),
		fyne.NewMenuItemSeparator(),
		item(w.words.Count("menu.removerows", len(chosen)), theme.ContentRemoveIcon(), w.remove))
	return menu
}

// copyPaths puts the paths of photos into the clipboard, one on each line.
func (w *Window) copyPaths(rows []*model.Row) {
	var paths []string
	for _, row := range rows {
		paths = append(paths, row.Photo.Path)
	}
	w.app.Clipboard().SetContent(strings.Join(paths, "\n"))
}

// convertHere goes over to this computer, whose limits are those of its owner, for photos
// that are too large for a server.
func (w *Window) convertHere(rows []*model.Row) {
	w.server.then = func() { w.retryRows(rows) }
	w.useThisComputer()
}

// showInFolder opens the folder of the current photo's result, or else of the photo.
func (w *Window) showInFolder() {
	row := w.model.Current()
	if row == nil {
		return
	}
	path := row.Output
	if path == "" {
		path = row.Photo.Path
	}
	w.openPath(filepath.Dir(path))
}

// openPath opens a folder in the system's file manager.
func (w *Window) openPath(path string) {
	uri, err := storage.ParseURI(storage.NewFileURI(path).String())
	if err == nil {
		err = openURI(w.app, uri)
	}
	if err != nil {
		w.banner.Show(notice{text: w.words.Say("list.unopened", path), details: err.Error()})
	}
}

// setMode changes how before and after are shown.
func (w *Window) setMode(m picture.Mode) {
	w.settings.View = m
	w.compare.modes.Choose(int(m))
	w.compare.view.SetMode(m)
}

// shortcut makes a key with Ctrl, or Cmd where that is the custom.
func shortcut(key fyne.KeyName, more fyne.KeyModifier) *desktop.CustomShortcut {
	return &desktop.CustomShortcut{KeyName: key, Modifier: fyne.KeyModifierShortcutDefault | more}
}
