package app

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"pretobranco/app/model"
	"pretobranco/app/widgets"
	"pretobranco/app/words"
)

// listPart is the column of photos, as rows or as a grid. It shows a Model and changes it only
// by its actions.
type listPart struct {
	root   fyne.CanvasObject
	title  *widget.Label
	tabs   *widgets.Segments
	bar    *container.Scroll // of the tabs
	order  *widgets.IconButton
	view   *widgets.IconButton // goes between rows and grid
	clear  *widgets.IconButton
	list   *widget.List
	grid   *widget.GridWrap
	none   *widget.Label // says that the filter shows nothing
	words  *words.Words
	model  *model.Model
	thumbs *thumbs
	isGrid bool
	away   bool                    // a batch waits for a server that does not answer
	views  map[*model.Row]*rowView // rows that have a place on the screen, and which
	rows   map[*rowView]*model.Row // the other way
}

// listActions are what the list asks for.
type listActions struct {
	press  func(index int, mods fyne.KeyModifier)
	menu   func(index int, at fyne.Position)
	filter func(model.Filter)
	order  func() *fyne.Menu
	grid   func(on bool)
	clear  func()
}

func newListPart(w *words.Words, m *model.Model, t *thumbs, grid bool, do listActions) *listPart {
	l := &listPart{words: w, model: m, thumbs: t, views: map[*model.Row]*rowView{}, rows: map[*rowView]*model.Row{}}
	l.title = widgets.Caption("")
	l.title.TextStyle.Bold = true
	l.title.Truncation = fyne.TextTruncateEllipsis
	l.order = widgets.NewIconButton(sortIcon, w.Say("list.sort"), nil)
	l.order.OnTapped = func() { widgets.ShowMenuBelow(l.order, do.order()) }
	l.view = widgets.NewIconButton(theme.GridIcon(), w.Say("list.view"), func() { do.grid(!l.isGrid) })
	l.clear = widgets.NewIconButton(theme.DeleteIcon(), w.Say("menu.clear"), do.clear)
	l.tabs = widgets.NewSegments(make([]string, model.NumFilters), int(m.Filter()), func(i int) { do.filter(model.Filter(i)) })

	l.bar = container.NewHScroll(l.tabs.Root)

	count := func() int { return len(m.Shown()) }
	l.list = widget.NewList(count,
		func() fyne.CanvasObject { return newRowView(false, do) },
		func(i widget.ListItemID, object fyne.CanvasObject) { l.fill(i, object.(*rowView)) })
	l.list.HideSeparators = true
	l.grid = widget.NewGridWrap(count,
		func() fyne.CanvasObject { return newRowView(true, do) },
		func(i widget.GridWrapItemID, object fyne.CanvasObject) { l.fill(i, object.(*rowView)) })
	l.none = widgets.Caption(w.Say("list.none"))
	l.none.Alignment = fyne.TextAlignCenter
	l.none.Wrapping = fyne.TextWrapWord

	top := widgets.Column(0,
		widgets.Border(nil, nil, nil, widgets.Row(0, l.view, l.order, l.clear), l.title),
		container.NewThemeOverride(l.bar, widgets.SmallTheme{}))
	body := container.NewStack(l.list, l.grid, widgets.Padded(24, 8, container.NewVBox(l.none)))
	l.root = widgets.NewSurface(widgets.ColorPanel, 0, widgets.Border(widgets.Padded(4, 6, top), nil, nil, nil, body))
	l.SetGrid(grid)
	l.showCounts()
	return l
}

// sortIcon is three lines that get shorter, coloured by the theme.
var sortIcon = theme.NewThemedResource(fyne.NewStaticResource("sort.svg", []byte(
	`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path d="M3 6h18v2H3zM3 11h12v2H3zM3 16h6v2H3z" fill="#000000"/></svg>`)))

// SetGrid goes over to a grid, or back to rows.
func (l *listPart) SetGrid(on bool) {
	l.isGrid = on
	side := 2 * thumbSide
	l.view.Icon = theme.GridIcon()
	if on {
		side = gridPixels
		l.view.Icon = theme.ListIcon()
	}
	l.thumbs.SetSide(side)
	l.view.Refresh()
	widgets.Show(!on, l.list)
	widgets.Show(on, l.grid)
	l.showAll()
}

// columns returns how many photos are in a row of the screen.
func (l *listPart) columns() int {
	if l.isGrid {
		return l.grid.ColumnCount()
	}
	return 1
}

// fill shows a row of the model in a row or cell of the screen.
func (l *listPart) fill(i int, view *rowView) {
	rows := l.model.Shown()
	if i < 0 || i >= len(rows) {
		return
	}
	if view.cell != l.isGrid {
		return // list or grid, whichever is hidden: a row has one place on the screen
	}
	row := rows[i]
	if old := l.rows[view]; old != row {
		if l.views[old] == view {
			delete(l.views, old)
		}
		l.rows[view] = row
	}
	l.views[row] = view
	view.set(i, rowData{
		name:    words.Name(row.Name()),
		state:   l.text(row),
		size:    sizeText(l.words, row),
		is:      l.state(row),
		lacks:   words.LossOf(row.Report),
		chosen:  row.Chosen(),
		current: row == l.model.Current(),
		own:     row.Own != nil,
		thumb:   l.thumbs.Get(row.Photo.Path),
	})
}

// text says where a row's photo is. In a grid, which has little room, only the dot marks a look of its
// own.
func (l *listPart) text(row *model.Row) string {
	if !l.isGrid {
		return markedText(l.words, row, l.away)
	}
	if l.away && row.Pending() {
		return l.words.Say("state.waiting")
	}
	return stateText(l.words, row)
}

// state is what a row is shown as: nothing is converted while the server is away.
func (l *listPart) state(row *model.Row) model.State {
	if s := row.ShownState(); !l.away || s != model.InQueue && s != model.Running {
		return s
	}
	return model.Waiting
}

// showAway says on the rows of a batch that it waits for the server, or no longer.
func (l *listPart) showAway(on bool) {
	if l.away != on {
		l.away = on
		l.showAll()
	}
}

// repaint brings what can be seen up to date, after the selection changed.
func (l *listPart) repaint() {
	if l.isGrid {
		l.grid.Refresh()
	} else {
		l.list.Refresh()
	}
}

// showRows repaints single rows, those of them that are on the screen.
func (l *listPart) showRows(rows []*model.Row) {
	for _, row := range rows {
		view := l.views[row]
		if view != nil && view.index < len(l.model.Shown()) && l.model.Shown()[view.index] == row {
			l.fill(view.index, view)
		}
	}
}

// showAll repaints everything, after rows came, went or were sorted.
func (l *listPart) showAll() {
	clear(l.views)
	clear(l.rows)
	l.showCounts()
	widgets.Show(len(l.model.Shown()) == 0 && l.model.Len() > 0, l.none)
	l.repaint()
}

// showThumbs repaints the rows whose thumbnails are ready.
func (l *listPart) showThumbs(paths []string) {
	var rows []*model.Row
	for _, path := range paths {
		if row := l.model.Row(path); row != nil {
			if err := l.thumbs.Err(path); err != nil {
				row.Trouble = err
			}
			rows = append(rows, row)
		}
	}
	l.showRows(rows)
}

// showCounts brings the numbers above the list up to date.
func (l *listPart) showCounts() {
	counts := l.model.CountShown()
	title := l.words.Say("list.title", l.words.Number(l.model.Len()))
	if l.model.Filtered() {
		title = l.words.Say("list.part", l.words.Number(counts[model.ShowAll]), l.words.Number(l.model.Len()))
	}
	if l.model.CountChosen() > 1 {
		title += " · " + l.words.Count("list.chosen", l.model.CountChosen())
	}
	widgets.SetText(l.title, title)
	changed := false
	for i, key := range []string{l.words.Say("list.all"), l.words.Say("list.waiting"), l.words.Say("list.done"), l.words.Say("list.errors")} {
		text := key
		// All of them are in the title.
		if n := counts[i]; n > 0 && model.Filter(i) != model.ShowAll {
			text = fmt.Sprintf("%s %s", key, l.words.Number(n))
		}
		if l.tabs.Buttons[i].Text != text {
			l.tabs.Buttons[i].SetText(text)
			changed = true
		}
	}
	if changed { // they need another width
		l.bar.Refresh()
	}
}

// showCurrent scrolls to the row in view.
func (l *listPart) showCurrent() {
	i := l.model.CurrentIndex()
	switch {
	case i < 0:
	case l.isGrid:
		l.grid.ScrollTo(i)
	default:
		l.list.ScrollTo(i)
	}
}

// stateText says in a word or two where a photo is.
func stateText(w *words.Words, row *model.Row) string {
	switch row.State {
	case model.InQueue:
		return w.Say("state.queued")
	case model.Running:
		return w.Say("state.running")
	case model.Waiting:
		return w.Say("state.waiting")
	case model.Done:
		return w.Done(row.Report)
	case model.Skipped:
		return w.Say("state.skipped")
	case model.Failed:
		return w.DescribeAt(row.Err, row.Server)
	}
	return readyText(w, row)
}

// sizeText returns the size before, and after once there is one.
func sizeText(w *words.Words, row *model.Row) string {
	if row.State == model.Done && row.After > 0 {
		return w.Change(row.Photo.Size, row.After)
	}
	return w.Bytes(row.Photo.Size)
}

// markedText says where a photo is, and that it has a look of its own.
func markedText(w *words.Words, row *model.Row, away bool) string {
	text := stateText(w, row)
	if away && row.Pending() {
		text = w.Say("state.waiting")
	}
	if row.Own != nil {
		text += " · " + w.Say("look.own")
	}
	return text
}
