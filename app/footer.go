package app

import (
	"os"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"pretobranco/app/model"
	"pretobranco/app/widgets"
	"pretobranco/app/words"
	"pretobranco/engine"
)

// footerHeight is the same in all three states: nothing jumps.
const footerHeight = 54

// footer is the row at the bottom. It has three states: ready, running, finished.
type footer struct {
	root  fyne.CanvasObject
	words *words.Words
	do    footerActions

	folder  *widget.Label
	change  *widget.Button
	text    *widget.Label   // ready and finished
	note    *widget.Label   // below it, if there is more to say
	moving  *widget.Label   // running, below the bar
	busy    *fyne.Container // bar and moving
	bar     *widgets.ProgressBar
	convert *widget.Button
	other   *widget.Button // the other answer where there is a choice
	pause   *widget.Button
	stop    *widget.Button
	retry   *widget.Button
	open    *widget.Button
	undo    *widget.Button
	buttons *fyne.Container
	paused  bool
	otherDo func() // what other does

	relabelled bool // since the buttons got their places
}

// footerActions are what the footer asks for.
type footerActions struct {
	change                                  func() *fyne.Menu
	convert, pause, stop, retry, open, undo func()
	choose                                  func(model.Choice) // the answer that is not in colour
	part                                    func()             // converts what is selected, or shown
}

func newFooter(w *words.Words, do footerActions) *footer {
	f := &footer{words: w, do: do}
	f.folder = widget.NewLabel("")
	f.folder.Truncation = fyne.TextTruncateEllipsis
	f.change = widget.NewButton(w.Say("footer.change"), nil)
	f.change.OnTapped = func() { widgets.ShowMenuBelow(f.change, do.change()) }
	f.text = widget.NewLabel("")
	f.text.Truncation = fyne.TextTruncateEllipsis
	f.note = widgets.Caption("")
	f.note.Truncation = fyne.TextTruncateEllipsis
	f.note.Hide()
	f.moving = widget.NewLabel("")
	f.moving.Truncation = fyne.TextTruncateEllipsis
	f.bar = widgets.NewProgressBar()
	f.convert = widget.NewButton("", do.convert)
	f.convert.Importance = widget.HighImportance
	f.other = widget.NewButton("", func() { f.otherDo() })
	f.pause = widget.NewButtonWithIcon(w.Say("footer.pause"), theme.MediaPauseIcon(), do.pause)
	f.stop = widget.NewButtonWithIcon(w.Say("footer.stop"), theme.MediaStopIcon(), do.stop)
	f.retry = widget.NewButtonWithIcon("", theme.ViewRefreshIcon(), do.retry)
	f.open = widget.NewButtonWithIcon(w.Say("footer.open"), theme.FolderOpenIcon(), do.open)
	f.undo = widget.NewButtonWithIcon(w.Say("footer.undo"), theme.ContentUndoIcon(), do.undo)
	f.undo.Importance = widget.LowImportance
	f.buttons = widgets.Row(6, f.undo, f.retry, f.open, f.pause, f.stop, f.other, f.convert)
	left := widgets.Border(nil, nil, widgets.Caption(w.Say("footer.to")), f.change, f.folder)
	f.busy = widgets.Column(-1, widgets.Padded(0, 7, f.bar), f.moving)
	center := container.NewStack(
		container.New(layout.NewCustomPaddedVBoxLayout(0), layout.NewSpacer(), widgets.Column(-15, f.text, f.note), layout.NewSpacer()),
		container.New(layout.NewCustomPaddedVBoxLayout(0), layout.NewSpacer(), f.busy, layout.NewSpacer()))
	row := container.New(footerLayout{}, left, widgets.Padded(0, 14, center), f.buttons)
	f.root = widgets.NewSurface(theme.ColorNameHeaderBackground, 0, widgets.Padded(0, 8, widgets.AtLeast(0, footerHeight, row)))
	return f
}

// footerLayout puts folder, text and buttons in a row, in the middle of their height.
// The text gets what the others leave, and the folder less where there is little.
type footerLayout struct{}

// Layout is part of fyne.Layout.
func (footerLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	folder, text, buttons := objects[0], objects[1], objects[2]
	right := buttons.MinSize().Width
	left := max(190, min(330, size.Width*0.27))
	for object, place := range map[fyne.CanvasObject][2]float32{folder: {0, left}, text: {left, size.Width - left - right}, buttons: {size.Width - right, right}} {
		height := object.MinSize().Height
		object.Resize(fyne.NewSize(place[1], height))
		object.Move(fyne.NewPos(place[0], (size.Height-height)/2))
	}
}

// MinSize is part of fyne.Layout.
func (footerLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var least fyne.Size
	for _, object := range objects {
		m := object.MinSize()
		least = fyne.NewSize(least.Width+m.Width, max(least.Height, m.Height))
	}
	return least
}

// showFolder says where results go; "" is next to the photos, in several folders.
func (f *footer) showFolder(path, subfolder string) {
	text := f.words.Say("footer.beside", subfolder)
	if path != "" {
		text = shortPath(path)
	}
	widgets.SetText(f.folder, text)
}

// ready is the state before a run.
func (f *footer) ready(r readiness) {
	f.still(true)
	t, say := r.todo, f.words.Say
	n, bytes := t.Files(model.Usual)
	there := t.There()
	text, note, button := "", "", say("footer.nothing")
	buttons := []fyne.CanvasObject{f.convert}
	switch {
	case r.wrong != "":
		text, n = r.wrong, 0
	case len(t.Rows) == 0:
	case r.waits:
		text, n = say("footer.looking"), 0
	case n == 0 && !t.Asks():
		text = f.words.Count("footer.over", there)
	case t.Asks():
		text, note = f.question(t)
		other := model.ConvertExisting
		if t.Usual() == model.ConvertExisting {
			other = model.SkipExisting
		}
		button = f.answer(t, t.Usual())
		f.otherDo = func() { f.do.choose(other) }
		f.set(f.other, f.answer(t, other), r.can)
		buttons = append(buttons, f.other)
	default:
		text, note, button = f.words.Count("footer.ready", n, f.words.Bytes(bytes)), f.known(t), f.words.Count("footer.convert", n)
		if r.take > 0 {
			text += " · " + say("footer.about", f.words.About(r.take))
		}
		if t.Repeats() {
			button = f.words.Count("footer.again", n)
		}
		if r.part > 0 {
			f.otherDo = f.do.part
			label := f.words.Count("footer.shown", r.part)
			if r.chosen {
				label = f.words.Count("footer.chosen", r.part)
			}
			f.set(f.other, label, r.can)
			buttons = append(buttons, f.other)
		}
	}
	widgets.SetText(f.text, text)
	f.tell(note)
	f.set(f.convert, button, r.can && n > 0)
	f.show(buttons...)
}

// question says what results exist already, and what becomes of them.
func (f *footer) question(t model.Todo) (text, note string) {
	there, all := t.There(), f.words.Number(len(t.Rows))
	switch there {
	case t.Count[model.SameResult]:
		text = f.words.Count("footer.alike", there, all)
	case t.Count[model.OtherResult]:
		text = f.words.Count("footer.differs", there, all)
	default:
		text = f.words.Count("footer.there", there, all)
	}
	return text, f.words.Say("footer.asnew")
}

// answer is the label of the button for a choice.
func (f *footer) answer(t model.Todo, c model.Choice) string {
	n, _ := t.Files(c)
	switch {
	case c == model.ConvertExisting && t.Count[model.NoConflict] == 0:
		return f.words.Count("footer.again", n)
	case c == model.ConvertExisting:
		return f.words.Count("footer.convert", n)
	case n == 0:
		return f.words.Say("footer.skip")
	}
	return f.words.Say("footer.part", f.words.Number(n), f.words.Number(len(t.Rows)-n))
}

// known says what becomes of results that exist already where nobody has to choose.
func (f *footer) known(t model.Todo) string {
	switch n := t.There(); {
	case !t.Known || n == 0:
		return ""
	case t.Job.Exists == engine.Number:
		return f.words.Count("footer.number", n)
	case t.Job.Exists == engine.Overwrite:
		return f.words.Count("footer.replaced", n-t.Count[model.OriginalFile])
	default:
		return f.words.Count("footer.done", n)
	}
}

// running is the state during a run.
func (f *footer) running(r *model.Run, away bool) {
	p := r.Progress
	ended := p.Done + p.Failed + p.Skipped
	if p.Total > 0 {
		f.bar.Set(float64(ended) / float64(p.Total))
	}
	f.still(false)
	widgets.SetText(f.moving, runningText(f.words, r, ended, away))
	pause := f.words.Say("footer.pause")
	if r.Paused {
		pause = f.words.Say("footer.resume")
	}
	if r.Paused != f.paused {
		f.paused = r.Paused
		f.pause.Icon = theme.MediaPauseIcon()
		if r.Paused {
			f.pause.Icon = theme.MediaPlayIcon()
		}
		f.pause.Refresh()
	}
	f.set(f.pause, pause, r.Batch != nil && !r.Stopping)
	stop := f.words.Say("footer.stop")
	if r.Stopping {
		stop = f.words.Say("footer.stopnow")
	}
	f.set(f.stop, stop, !r.Giving)
	f.show(f.pause, f.stop)
}

// runningText is progress in words.
func runningText(w *words.Words, r *model.Run, ended int, away bool) string {
	p := r.Progress
	parts := []string{w.Say("progress.count", w.Number(ended), w.Number(max(p.Total, len(r.Rows))))}
	if p.Failed > 0 {
		parts = append(parts, w.Count("progress.failed", p.Failed))
	}
	switch {
	case r.Stopping:
		parts = append(parts, w.Say("progress.stopping"))
	case r.Paused:
		parts = append(parts, w.Say("progress.paused"))
	case away:
		parts = append(parts, w.Say("progress.waiting"))
	default:
		if p.Rate > 0 {
			parts = append(parts, w.Say("progress.rate", w.Decimal(p.Rate)))
		}
		if p.LeftKnown {
			parts = append(parts, w.Left(p.Left))
		}
	}
	return strings.Join(parts, " · ")
}

// finished is the state after a run.
func (f *footer) finished(r *model.Run, a afterwards) {
	f.still(true)
	widgets.SetText(f.text, summaryText(f.words, r))
	f.tell("")
	buttons := []fyne.CanvasObject{f.open}
	if a.failed > 0 {
		f.set(f.retry, f.words.Count("footer.retry", a.failed), true)
		buttons = append(buttons, f.retry)
	}
	if a.undo {
		buttons = append(buttons, f.undo)
	}
	switch {
	case a.left > 0:
		f.set(f.convert, f.words.Count("footer.rest", a.left), true)
		buttons = append(buttons, f.convert)
	case a.skipped > 0:
		f.otherDo = func() { f.do.choose(model.Usual) }
		f.set(f.other, f.words.Count("footer.again", a.skipped), true)
		buttons = append(buttons, f.other)
	}
	f.show(buttons...)
}

// summaryText says what a run did: counts, bytes, time.
func summaryText(w *words.Words, r *model.Run) string {
	var counts []string
	s := r.Summary
	if s.Converted > 0 || s.Failed+s.Skipped+s.Dropped == 0 {
		counts = append(counts, w.Count("summary.converted", s.Converted))
	}
	if s.Failed > 0 {
		counts = append(counts, w.Count("summary.failed", s.Failed))
	}
	before := r.Before()
	if before > 0 {
		counts = append(counts, w.Count("summary.before", before))
	}
	if s.Skipped > before {
		counts = append(counts, w.Count("summary.skipped", s.Skipped-before))
	}
	if s.Dropped > 0 {
		counts = append(counts, w.Count("summary.dropped", s.Dropped))
	}
	text := strings.Join(counts, ", ") + "."
	if s.Converted > 0 {
		text += " " + w.Say("summary.bytes", w.Change(s.Before, s.After), w.Took(s.Took))
	}
	return text
}

// tell shows a second line below the text, or none.
func (f *footer) tell(note string) {
	widgets.SetText(f.note, note)
	if (note != "") != f.note.Visible() {
		widgets.Show(note != "", f.note)
		f.relabelled = true // the lines have other places
	}
}

// still goes between the text alone and the bar with its text.
func (f *footer) still(on bool) {
	if f.text.Visible() != on || f.busy.Visible() == on {
		widgets.Show(on, f.text)
		widgets.Show(!on, f.busy)
	}
}

// set changes a button. Another label may need another width.
func (f *footer) set(b *widget.Button, text string, on bool) {
	f.relabelled = f.relabelled || b.Text != text
	widgets.SetButton(b, text, on)
}

// show makes exactly these buttons visible.
func (f *footer) show(visible ...fyne.CanvasObject) {
	changed := f.relabelled
	f.relabelled = false
	for _, button := range f.buttons.Objects {
		on := false
		for _, v := range visible {
			on = on || v == button
		}
		if on != button.Visible() {
			widgets.Show(on, button)
			changed = true
		}
	}
	if changed {
		f.root.Refresh()
	}
}

// shortPath writes a folder as people know it: from their home, and with its last
// parts if it is long.
func shortPath(path string) string {
	if home, err := os.UserHomeDir(); err == nil && home != "" && home != string(filepath.Separator) {
		if path == home {
			return "~"
		}
		if rest, ok := strings.CutPrefix(path, home+string(filepath.Separator)); ok {
			path = filepath.Join("~", rest)
		}
	}
	const long = 34
	for len([]rune(path)) > long {
		_, rest, found := strings.Cut(strings.TrimPrefix(path, "…"+string(filepath.Separator))[1:], string(filepath.Separator))
		if !found {
			break
		}
		path = "…" + string(filepath.Separator) + rest
	}
	return path
}
