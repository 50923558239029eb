package app

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"pretobranco/app/widgets"
)

// Least size of what is in the window: with the bar of menus it is 820 x 560.
const leastWidth, leastHeight = 820, 535

// build makes every part in the present language and puts them into the window.
// What they show is in the model, so they can be made anew at any time.
func (w *Window) build() {
	w.header = newHeader(w.words, headerActions{
		add: w.choosers.choosePhotos, cancelScan: w.photos.cancelScan,
		chip: w.servers.openMenu, preferences: w.openPreferences,
		more: w.photos.addMenu, filter: w.photos.filterText,
	})
	w.banner = newBanner(w.words, w.setup.Do, w.openDetails, w.openFault)
	w.list = newListPart(w.words, w.model, w.thumbs, w.settings.Grid, listActions{
		press: w.photos.press, menu: w.photos.openRowMenu, filter: w.photos.filterState, order: w.photos.orderMenu, grid: w.photos.setGrid, clear: w.photos.clear,
	})
	w.strip = newLookStrip(w.words, w.images, w.settings.Presets, w.edits.setLook)
	w.compare = newComparePart(w.words, w.settings.View, w.strip, w.setup.Do, compareActions{mode: w.preview.setMode, view: w.preview.sharpen, keep: w.preview.keepCurrent, adjust: w.preview.adjust})
	w.inspector = newInspector(w.words, w.settings, inspectorActions{
		change: w.edits.setRecipe, command: w.edits.copyCommand, inform: w.inform,
		look: lookPartActions{inform: w.inform, set: w.edits.setLook, scope: w.edits.setScope, share: w.edits.shareLook, menu: w.edits.presetMenu},
		tune: lookActions{try: w.preview.try, set: w.edits.setLook, fold: w.edits.fold, free: w.edits.freeMix},
	})
	w.output = newOutputCard(w.words, outputActions{change: w.edits.editRecipe, typed: w.forecast.typedName, choose: w.edits.changeFolder, clashes: w.forecast.listClashes})
	w.output.Set(w.settings.Recipe, w.subfolder())
	w.inspector.Insert(w.output.root)
	w.footer = newFooter(w.words, footerActions{
		change: w.edits.folderMenu, convert: w.batches.convert, pause: w.batches.pause, stop: w.batches.stop, retry: w.reruns.retry, open: w.batches.openFolder, undo: w.batches.askToUndo, choose: w.reruns.answer, part: w.batches.convertPart,
	})
	w.empty = newEmpty(w.words, Metadata.Icon, w.choosers.choosePhotos, w.choosers.chooseFolder, w.photos.addSample)

	columns := container.NewHSplit(w.list.root, w.compare.root)
	columns.SetOffset(w.settings.Split)
	w.split = splitOffset{columns}
	w.main = container.New(withInspector{}, columns, w.inspector.root)
	body := container.NewStack(w.empty, w.main)
	w.win.SetPadded(false)
	top := widgets.Column(0, w.header.root, widgets.Rule())
	bottom := widgets.Column(0, widgets.Rule(), w.footer.root)
	frame := container.New(layout.NewBorderLayout(top, bottom, nil, nil), top, body, bottom)
	w.tips = widgets.NewTooltips(w.setup.Do)
	w.tips.Explain(w.header.more, w.header.gear, w.list.view, w.list.order, w.list.clear, w.compare.adjust)
	w.win.SetContent(container.NewStack(widgets.AtLeast(leastWidth, leastHeight, frame), w.banner.root, w.tips.Layer))
	w.win.SetMainMenu(w.mainMenu())
	w.preview.state = previewState{has: -1}
	w.edits.showLook()
	w.servers.show()
	w.showBody()
	w.batches.showFooter()
	w.preview.showCurrent()
}

// withInspector puts the inspector to the right of everything else: wider where the window is.
type withInspector struct{}

// Layout is part of fyne.Layout.
func (withInspector) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	width := max(leastInspector, min(mostInspector, size.Width*0.23))
	objects[0].Resize(fyne.NewSize(size.Width-width, size.Height))
	objects[1].Resize(fyne.NewSize(width, size.Height))
	objects[1].Move(fyne.NewPos(size.Width-width, 0))
}

// MinSize is part of fyne.Layout.
func (withInspector) MinSize(objects []fyne.CanvasObject) fyne.Size {
	least := objects[0].MinSize()
	return fyne.NewSize(least.Width+leastInspector, max(least.Height, objects[1].MinSize().Height))
}

// splitOffset reads the offset of a split.
type splitOffset struct{ *container.Split }

func (s splitOffset) offset() float64 { return s.Offset }

// restoreSize gives the window the size that it was closed with.
func (w *Window) restoreSize() {
	w.win.Resize(fyne.NewSize(max(leastWidth, w.settings.Width), max(leastHeight, w.settings.Height)))
	w.win.CenterOnScreen()
}

// listen hears what comes from outside of the parts.
func (w *Window) listen() {
	w.win.SetCloseIntercept(w.askToClose)
	w.win.SetOnDropped(func(_ fyne.Position, uris []fyne.URI) { w.photos.drop(uris) })
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
	w.photos.cancelScan()
	w.preview.loader.Drop()
	w.thumbs.Close()
	w.servers.close()
	w.setup.Exit()
}
