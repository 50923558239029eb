package app

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"pretobranco/app/model"
	"pretobranco/app/picture"
	"pretobranco/engine"
)

// press selects a row as a click does.
func (p *photos) press(index int, mods fyne.KeyModifier) {
	switch {
	case mods&fyne.KeyModifierShift != 0:
		p.model.Extend(index)
	case mods&(fyne.KeyModifierControl|fyne.KeyModifierSuper) != 0:
		p.model.Toggle(index)
	default:
		p.model.Select(index)
	}
	p.selected()
}

// move goes through the list as the arrow keys do.
func (p *photos) move(by int, extend bool) {
	p.model.Move(by, extend)
	p.selected()
	p.list.showCurrent()
}

func (p *photos) selected() {
	p.list.showCounts()
	p.list.repaint()
	p.edits.showLook()
	p.forecast.showExample()
	p.preview.showCurrent()
	p.showPart()
}

// showPart offers in the footer to convert a part of the photos, after another part is selected or
// shown.
func (p *photos) showPart() {
	if !p.batches.active() && !p.batches.result {
		p.batches.showFooter()
	}
}

func (p *photos) filterText(text string) {
	p.text = text
	p.refilter()
}

func (p *photos) filterState(f model.Filter) {
	p.filter = f
	p.list.tabs.Choose(int(f))
	p.refilter()
}

func (p *photos) refilter() {
	p.model.Show(p.filter, p.text, p.sort, p.backwards)
	p.list.showAll()
	p.list.showCurrent()
	p.showPart()
}

// setGrid shows the photos as a grid, or as rows.
func (p *photos) setGrid(on bool) {
	p.settings.Grid = on
	p.list.SetGrid(on)
	p.list.showCurrent()
}

// orderMenu is what sorting offers.
func (p *photos) orderMenu() *fyne.Menu {
	menu := fyne.NewMenu("")
	for order, label := range []string{
		p.words.Say("order.added"), p.words.Say("order.name"), p.words.Say("order.size"), p.words.Say("order.date"), p.words.Say("order.state"),
	} {
		item := fyne.NewMenuItem(label, func() {
			p.sort = model.Order(order)
			p.refilter()
		})
		item.Checked = p.sort == model.Order(order)
		menu.Items = append(menu.Items, item)
	}
	back := fyne.NewMenuItem(p.words.Say("order.back"), func() {
		p.backwards = !p.backwards
		p.refilter()
	})
	back.Checked = p.backwards
	menu.Items = append(menu.Items, fyne.NewMenuItemSeparator(), back)
	return menu
}

// remove takes the selected photos out of the list, never off the disk.
func (p *photos) remove() { p.removeRows(p.model.Chosen()) }

func (p *photos) clear() { p.removeRows(p.model.Rows()) }

func (p *photos) removeRows(rows []*model.Row) {
	if len(rows) == 0 {
		return
	}
	removed, stayed := p.model.Remove(append([]*model.Row(nil), rows...))
	if stayed > 0 {
		p.banner.Show(notice{text: p.words.Count("list.busy", stayed)})
	}
	for _, row := range removed.Rows() {
		if p.partial == nil {
			p.partial = map[string]bool{}
		}
		if row.Photo.Root != "" {
			p.partial[row.Photo.Root] = true
		}
	}
	if removed.Len() > 0 {
		p.edits.removed(removed)
		undo := action{label: p.words.Say("list.undo"), do: func() { p.edits.takeBack(removed) }}
		p.banner.Show(notice{text: p.words.Count("list.removed", removed.Len()), news: true, actions: []action{undo}})
	}
	p.listChanged()
}

// restore takes photos into the list again that were removed.
func (p *photos) restore(removed *model.Removal) {
	p.model.Restore(removed)
	p.banner.forget(func(n *notice) bool { return n.news })
	p.banner.place()
	p.listChanged()
}

// listChanged shows that photos left the list or came back.
func (p *photos) listChanged() {
	if p.model.Len() == 0 {
		p.batches.result = false
		p.banner.Hide()
	}
	p.forecast.schedule()
	p.showBody()
	p.batches.showFooter()
	p.preview.showCurrent()
}

// openRowMenu shows what can be done with the selected rows, of which one was pressed.
func (p *photos) openRowMenu(index int, at fyne.Position) {
	rows := p.model.Shown()
	if index < 0 || index >= len(rows) {
		return
	}
	widget.ShowPopUpMenuAtPosition(p.rowMenu(rows[index], p.model.Chosen()), p.win.Canvas(), at)
}

// rowMenu is what can be done with a row, and with all that are selected with it.
func (p *photos) rowMenu(row *model.Row, chosen []*model.Row) *fyne.Menu {
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
	if !p.batches.active() {
		convert := item(p.words.Count("menu.convertrows", len(chosen)), theme.MediaPlayIcon(), func() { p.batches.convertRows(chosen) })
		convert.Disabled = p.servers.way == nil || len(chosen) == 0
		menu.Items = append(menu.Items, convert)
	}
	if len(failed) > 0 {
		menu.Items = append(menu.Items, item(p.words.Count("menu.retryrows", len(failed)), theme.ViewRefreshIcon(), func() { p.reruns.retryRows(failed) }))
	}
	if damaged := model.Keepable(chosen); len(damaged) > 0 {
		keep := item(p.words.KeepDamaged(len(damaged)), theme.MediaPlayIcon(), func() { p.batches.keepDamaged(damaged) })
		keep.Disabled = p.servers.way == nil
		menu.Items = append(menu.Items, keep)
	}
	if _, remote := p.settings.Remote(); remote && len(large) > 0 {
		menu.Items = append(menu.Items, item(p.words.Say("menu.local"), theme.ComputerIcon(), func() { p.servers.convertHere(large) }))
	}
	if trouble := row.Problem(); trouble != nil {
		details := row.Photo.Path + "\n" + p.words.DescribeAt(trouble, row.Server) + "\n" + p.explain(trouble, row.Server) // now: it may be retried while the menu is open
		menu.Items = append(menu.Items, item(p.words.Say("banner.details"), theme.InfoIcon(), func() { p.openFault(row.Name(), details) }))
	}
	if slices.ContainsFunc(chosen, func(r *model.Row) bool { return r.Own != nil }) {
		menu.Items = append(menu.Items, item(p.words.Say("look.reset"), theme.ContentUndoIcon(), p.edits.resetLooks))
	}
	if len(menu.Items) > 0 {
		menu.Items = append(menu.Items, fyne.NewMenuItemSeparator())
	}
	menu.Items = append(menu.Items,
		item(p.words.Say("menu.show"), theme.FolderOpenIcon(), p.showInFolder),
		item(p.words.Say("menu.copypath"), theme.ContentCopyIcon(), func() { p.copyPaths(chosen) }),
		item(p.words.Say("menu.all"), theme.ListIcon(), p.selectAll),
		fyne.NewMenuItemSeparator(),
		item(p.words.Count("menu.removerows", len(chosen)), theme.ContentRemoveIcon(), p.remove))
	return menu
}

// convertHere goes over to this computer, whose limits are those of its owner, for photos
// that are too large for a server.
func (s *servers) convertHere(rows []*model.Row) {
	s.then = func() { s.reruns.retryRows(rows) }
	s.useThisComputer()
}

// setMode changes how before and after are shown.
func (v *preview) setMode(m picture.Mode) {
	v.settings.View = m
	v.compare.modes.Choose(int(m))
	v.compare.view.SetMode(m)
}

// shortcut makes a key with Ctrl, or Cmd where that is the custom.
func shortcut(key fyne.KeyName, more fyne.KeyModifier) *desktop.CustomShortcut {
	return &desktop.CustomShortcut{KeyName: key, Modifier: fyne.KeyModifierShortcutDefault | more}
}
