package app

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"pretobranco/app/widgets"
)

// Minimum size of the window.
const leastWidth, leastHeight = 820, 560

// build makes every part in the present language and puts them into the window.
// What they show is in the model, so they can be made anew at any time.
func (w *Window) build() {
	w.header = newHeader(w.words, headerActions{
		add: w.choosePhotos, clear: w.clear, cancelScan: w.cancelScan,
		chip: w.openServerMenu, preferences: w.openPreferences,
		more: w.addMenu, filter: w.filterText,
	})
	w.banner = newBanner(w.words, w.openDetails, w.layOut)
	w.list = newListPart(w.words, w.model, w.thumbs, w.settings.Grid, listActions{
		press: w.press, menu: w.openRowMenu, filter: w.filterState, order: w.orderMenu, grid: w.setGrid,
	})
	w.strip = newLookStrip(w.words, w.images, w.settings.Presets, w.setLook)
	w.compare = newComparePart(w.words, w.settings.View, w.strip, w.setup.Do, compareActions{mode: w.setMode, view: w.sharpen, keep: w.keepCurrent})
	w.inspector = newInspector(w.words, w.settings, inspectorActions{
		change: w.setRecipe, command: w.copyCommand,
		look: lookPartActions{set: w.setLook, scope: w.setScope, share: w.shareLook, menu: w.presetMenu},
		tune: lookActions{try: w.try, set: w.setLook, fold: w.fold, free: w.freeMix},
	})
	w.naming = newNaming(w.words, namingActions{change: w.editRecipe, typed: w.typedName, choose: w.changeFolder, clashes: w.listClashes})
	w.naming.Set(w.settings.Recipe)
	w.inspector.Insert(w.naming.root)
	w.footer = newFooter(w.words, footerActions{
		change: w.folderMenu, convert: w.Convert, pause: w.pause, stop: w.stop, retry: w.retry, open: w.openFolder, undo: w.askToUndo, choose: w.answer,
	})
	w.empty = newEmpty(w.words, Metadata.Icon, w.choosePhotos, w.chooseFolder, w.addSample)

	columns := container.NewHSplit(w.list.root, w.compare.root)
	columns.SetOffset(w.settings.Split)
	w.split = splitOffset{columns}
	w.main = container.New(layout.NewBorderLayout(nil, nil, nil, w.inspector.root), w.inspector.root, columns)
	body := container.NewStack(w.empty, w.main)
	w.win.SetPadded(false)
	w.top = widgets.Column(0, w.header.root, widgets.Rule(), w.banner.root)
	bottom := widgets.Column(0, widgets.Rule(), w.footer.root)
	w.frame = container.New(layout.NewBorderLayout(w.top, bottom, nil, nil), w.top, bottom, body)
	w.tips = widgets.NewTooltips(w.setup.Do)
	w.tips.Explain(w.header.more, w.header.gear)
	w.win.SetContent(container.NewStack(widgets.AtLeast(leastWidth, leastHeight, w.frame), w.tips.Layer))
	w.win.SetMainMenu(w.mainMenu())
	w.looking = lookedAt{has: -1}
	w.showLook()
	w.showServer()
	w.showBody()
	w.showFooter()
	w.look()
}

// layOut gives the parts their places again after one of them came or went. A refresh
// of everything would do it too, and paint everything again.
func (w *Window) layOut() {
	if w.frame == nil {
		return
	}
	w.frame.Layout.Layout(w.frame.Objects, w.frame.Size())
	w.top.Layout.Layout(w.top.Objects, w.top.Size())
}

// splitOffset reads where a split stands.
type splitOffset struct{ *container.Split }

func (s splitOffset) offset() float64 { return s.Offset }

// showBody shows the list and the picture, or the card to drop photos on.
func (w *Window) showBody() {
	widgets.Show(w.model.Len() == 0, w.empty)
	widgets.Show(w.model.Len() > 0, w.main)
	if w.model.Len() > 0 == w.header.clear.Disabled() {
		widgets.SetButton(w.header.clear, w.header.clear.Text, w.model.Len() > 0)
	}
	w.list.showAll()
	w.win.Content().Refresh()
}

// restoreSize gives the window the size that it was closed with.
func (w *Window) restoreSize() {
	w.win.Resize(fyne.NewSize(max(leastWidth, w.settings.Width), max(leastHeight, w.settings.Height)))
	w.win.CenterOnScreen()
}

// listen hears what comes from outside of the parts.
func (w *Window) listen() {
	w.win.SetCloseIntercept(w.askToClose)
	w.win.SetOnDropped(func(_ fyne.Position, uris []fyne.URI) { w.drop(uris) })
	w.listenToKeys()
	life := w.app.Lifecycle()
	life.SetOnEnteredForeground(func() { w.away = false })
	life.SetOnExitedForeground(func() { w.away = true })
}

// close ends everything that is under way and the program. It does not wait for Fyne to end
// by itself: version 2.8.1 queues a last event for a loop that may be over, and then waits for
// it for ever.
func (w *Window) close() {
	size := w.win.Canvas().Size()
	w.settings.Width, w.settings.Height = size.Width, size.Height
	w.settings.Split = w.split.offset()
	w.save()
	w.cancelScan()
	w.looker.Drop()
	w.thumbs.Close()
	w.closeServer()
	w.setup.Exit()
}
